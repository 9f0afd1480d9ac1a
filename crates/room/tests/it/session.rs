//! A whole session, and the key in it: nowhere before the reveal, whoever asks for whatever.

use crate::{
    client::{Browser, EXERCISE, Server, comment, course, draft},
    stream::Stream,
};
use room::server::ADDRESSES;
use serde_json::{Value, json};
use std::fs;
use workshop::{
    merge::{self, File, MergeRequest},
    pack::leak,
};

const FOUND: &str = "The token `closed` is cancelled before `find` is called with it, so the call ends at once with Cancelled. The \
                     watcher never reaches the shim, and the record of a dead container stays. Ask with another token.";
const FELL: &str =
    "A new token that nobody cancels: a shutdown cannot end this roll-back, and it goes on for a client that left.";

/// Asks every address as this browser, with what makes each of them do nothing.
fn ask_everything(server: &Server, browser: &mut Browser) {
    let pages: Vec<String> = server.room.pages.addresses().map(str::to_owned).collect();
    for (method, path) in ADDRESSES {
        let paths = match path {
            "/{page}" => pages.clone(),
            "/api/export/{name}" => {
                ["report.md", "report.html", "counts.csv", "wordings.md", "reviews", "solo-001.json", "x"]
                    .map(|it| format!("/api/export/{it}"))
                    .into()
            }
            // A stream does not end by itself; `Stream` reads one.
            "/api/events" => Vec::new(),
            _ => vec![path.to_owned()],
        };
        for path in paths {
            let answer = match method {
                "GET" => browser.get(&path),
                _ => browser.json(method, &path, &json!({})),
            };
            assert!(
                answer.status != 404 || path.ends_with("/x") || path.ends_with(".json"),
                "{method} {path}: {}",
                answer.text()
            );
            assert!(answer.status < 500, "{method} {path}: {}", answer.text());
        }
    }
}

/// Every answer of the exercise that these bytes hold.
fn leaks(all: &[&[u8]]) -> Vec<leak::Leak> {
    let (course, dir) = (course(), tempfile::tempdir().unwrap());
    for (number, bytes) in all.iter().enumerate() {
        fs::write(dir.path().join(number.to_string()), bytes).unwrap();
    }
    let secrets = leak::secrets(&course, course.find(EXERCISE).unwrap()).unwrap();
    leak::search(dir.path(), &secrets).unwrap()
}

#[test]
fn the_key_is_in_nothing_that_anybody_is_sent_before_the_reveal_and_everywhere_after_it() {
    let server = Server::start();
    let (mut lead, mut ada, mut bo, mut stranger) =
        (server.leader(), server.person("Ada"), server.person("Bo"), server.browser());
    // Ada meets a finding and Bo a trap, in words of their own. So the report on the server knows by the key's names what they said.
    let review = course().find(EXERCISE).unwrap().review().unwrap();
    let mut found = comment("a", review.finding[0].lines, FOUND);
    found["hazard"] = json!(review.finding[0].hazard);
    let fell = comment("a", review.trap[0].lines, FELL);
    let streams = [&lead, &ada, &bo].map(Stream::begin);
    for (seen, to) in [("lobby", "silent"), ("silent", "pairs"), ("pairs", "board")] {
        for browser in [&mut lead, &mut ada, &mut bo, &mut stranger] {
            ask_everything(&server, browser);
        }
        assert_eq!(lead.go(seen, to).status, 200);
        if to == "silent" {
            assert_eq!(ada.post(0, &draft(Some("request-changes"), std::slice::from_ref(&found))).status, 200);
            assert_eq!(bo.post(0, &draft(Some("approve"), std::slice::from_ref(&fell))).status, 200);
        }
    }
    for browser in [&mut lead, &mut ada, &mut bo, &mut stranger] {
        ask_everything(&server, browser);
    }
    assert_eq!(ada.get("/api/board").value()["reviews"], 2);
    for (who, path) in [(0, "/api/key"), (1, "/api/key"), (1, "/api/export/report.html")] {
        let refused = [&mut ada, &mut lead][who].get(path);
        assert_eq!((refused.status, refused.text().as_str()), (403, "The key is not open yet.\n"), "{path}");
    }
    // Nobody comes past the reveal.
    assert_eq!(lead.go("board", "closed").status, 409);

    let streams = streams.map(Stream::end);
    assert!(streams.iter().all(|it| String::from_utf8_lossy(it).matches("event: ").count() >= 3));
    let mut before: Vec<&[u8]> = [&lead, &ada, &bo, &stranger].map(|it| &it.all[..]).into();
    before.extend(streams.iter().map(Vec::as_slice));
    assert!(before.iter().map(|it| it.len()).sum::<usize>() > 1 << 20);
    assert_eq!(leaks(&before), []);

    // The same search is not blind.
    assert_eq!(lead.go("board", "reveal").status, 200);
    for (who, path) in [(0, "/api/key"), (1, "/api/key"), (1, "/api/export/report.md")] {
        let browser = &mut *[&mut ada, &mut lead][who];
        browser.all.clear();
        assert_eq!(browser.get(path).status, 200);
        assert!(leaks(&[&browser.all]).len() > 20, "{path}");
    }
    let key = ada.get("/api/key").value();
    assert_eq!(key["findings"][0]["found"][0]["reviews"], 1, "{}", key["findings"][0]);
    assert_eq!(
        key["disputed"].as_array().unwrap().iter().filter(|it| !it["id"].is_null()).count(),
        2,
        "{}",
        key["disputed"]
    );
    // Whoever has not joined has no key at any time.
    stranger.all.clear();
    ask_everything(&server, &mut stranger);
    assert_eq!(leaks(&[&stranger.all]), []);
}

#[test]
fn the_room_counts_what_a_merge_of_its_exports_counts() {
    let server = Server::start();
    let (mut lead, mut ada, mut bo, mut chidi) =
        (server.leader(), server.person("Ada"), server.person("Bo"), server.person("Ada"));
    let review = course().find(EXERCISE).unwrap().review().unwrap();
    let (finding, trap) = (&review.finding[0], &review.trap[0]);
    assert_eq!(lead.go("lobby", "silent").status, 200);
    let said = comment("a", finding.lines, &finding.comment);
    let fell = comment("b", trap.lines, &trap.claim);
    assert_eq!(ada.post(0, &draft(Some("request-changes"), std::slice::from_ref(&said))).status, 200);
    assert_eq!(bo.post(0, &draft(None, &[fell, said])).status, 200);
    // She joined, and wrote nothing.
    assert_eq!(chidi.get("/api/state").value()["person"]["name"], "Ada (2)");
    assert_eq!(lead.get("/api/state").value()["counts"], json!({ "joined": 3, "wrote": 2, "decided": 1 }));
    for (seen, to) in [("silent", "board"), ("board", "reveal"), ("reveal", "closed")] {
        assert_eq!(lead.go(seen, to).status, 200);
    }
    let board = ada.get("/api/board").value();
    assert_eq!((&board["reviews"], &board["undecided"], &board["refused"]), (&json!(2), &json!(1), &json!([])));
    let key = ada.get("/api/key").value();
    let found = |it: &Value| it["findings"][0]["found"][0].clone();
    assert_eq!(found(&key), json!({ "stage": "solo", "reviews": 2, "of": 2 }));
    assert_eq!(key["traps"][0]["who"].as_array().unwrap().len(), 1, "{}", key["traps"]);

    let names = lead.get("/api/export/reviews").value();
    let files = names.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
    let files: Vec<File> =
        files.map(|name| File { text: lead.get(&format!("/api/export/{name}")).text(), name }).collect();
    assert!(files[0].text.contains("\"reader\": \"Ada\""), "{}", files[0].text);
    let merged = merge::merge(&course(), &MergeRequest { files, wanted: None, names: false }).unwrap();
    assert_eq!(merged.view, key);
    assert_eq!(merged.markdown, lead.get("/api/export/report.md").text());
    assert_eq!(merged.html, lead.get("/api/export/report.html").text());
    let few = lead.get("/api/export/counts.csv");
    assert_eq!(
        (few.status, few.text().as_str()),
        (409, "With fewer than 3 reviews a count says what one person did.\n")
    );
    // What the facilitator takes home is the facilitator's.
    assert_eq!(ada.get("/api/export/solo-001.json").status, 403);
}

#[test]
fn counts_go_home_without_a_name_or_a_word_that_a_person_typed() {
    let server = Server::start();
    let mut lead = server.leader();
    let review = course().find(EXERCISE).unwrap().review().unwrap();
    assert_eq!(lead.go("lobby", "silent").status, 200);
    for (name, decision) in [("Ada", "approve"), ("Bo", "approve"), ("Chidi", "request-changes")] {
        let said = comment("a", review.finding[0].lines, &format!("{} So says {name}.", review.finding[0].comment));
        assert_eq!(server.person(name).post(0, &draft(Some(decision), &[said])).status, 200);
    }
    for (seen, to) in [("silent", "board"), ("board", "reveal")] {
        assert_eq!(lead.go(seen, to).status, 200);
    }
    let csv = lead.get("/api/export/counts.csv").text();
    for line in
        ["reviews,,,,solo,,3,3\r\n", "decision,,,,solo,approve,2,3\r\n", ",solo,found,3,3\r\n", ",solo,blocker,3,3\r\n"]
    {
        assert!(csv.contains(line), "{line}: {csv}");
    }
    assert!(!["Ada", "Bo", "Chidi", "So says"].iter().any(|it| csv.contains(it)), "{csv}");
}
