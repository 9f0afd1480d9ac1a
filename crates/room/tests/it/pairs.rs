//! Pairs: who sees whose comments, when, and what the report makes of what was added.

use crate::client::{Browser, EXERCISE, Server, comment, course, draft};
use serde_json::{Value, json};

fn texts(pair: &Value) -> Vec<String> {
    let partners = pair["partners"].as_array().unwrap();
    let comments = partners.iter().flat_map(|it| it["comments"].as_array().unwrap());
    let mut texts: Vec<String> = comments.map(|it| it["text"].as_str().unwrap().to_owned()).collect();
    texts.sort();
    texts
}

fn pair(who: &mut Browser) -> Value {
    who.get("/api/pair").value()
}

#[test]
fn a_pair_sees_each_other_and_nobody_else_and_only_in_its_stage() {
    let server = Server::start();
    let mut lead = server.leader();
    let mut team: Vec<Browser> = ["Ada", "Bo", "Chidi"].map(|name| server.person(name)).into();
    lead.go("lobby", "silent");
    for (at, who) in team.iter_mut().enumerate() {
        assert_eq!(who.post(0, &draft(None, &[comment("a", [3, 3], &format!("of {at}"))])).status, 200);
        assert_eq!(who.get("/api/pair").status, 403, "everybody reviews alone");
    }
    assert_eq!(lead.go("silent", "pairs").status, 200);
    // An odd one makes three; one who comes then is alone until the next.
    assert_eq!(texts(&pair(&mut team[0])), ["of 1", "of 2"]);
    let mut late = server.person("");
    assert_eq!(pair(&mut late), json!({ "pair": 2, "partners": [] }));
    let mut later = server.person("Eve");
    assert_eq!(pair(&mut late)["partners"][0]["name"], "Eve");
    assert_eq!(pair(&mut later)["partners"], json!([{ "name": null, "decision": null, "comments": [] }]));

    // What one adds the others of the pair see, and no other pair.
    let more = draft(Some("approve"), &[comment("a", [3, 3], "of 0"), comment("b", [4, 4], "added")]);
    assert_eq!(team[0].post(1, &more).value(), json!({ "version": 2, "kept": "pair" }));
    assert_eq!(texts(&pair(&mut team[1])), ["added", "of 0", "of 2"]);
    assert!(pair(&mut team[1])["partners"].to_string().contains("\"decision\":\"approve\""));
    assert_eq!(texts(&pair(&mut later)), [""; 0]);
    assert_eq!(server.browser().get("/api/pair").status, 401);
    assert_eq!(lead.get("/api/pair").status, 401);
    let pairs = lead.get("/api/state").value()["pairs"].clone();
    assert_eq!(pairs.as_array().unwrap().iter().filter(|it| it[0] == 1).count(), 3, "{pairs}");
    assert_eq!(team[0].get("/api/state").value()["pairs"], Value::Null);
    assert_eq!(lead.go("pairs", "board").status, 200);
    assert_eq!(team[0].get("/api/pair").status, 403);
    // Back and again: everybody keeps the pair.
    assert_eq!((lead.go("board", "pairs").status, lead.get("/api/state").value()["pairs"].clone()), (200, pairs));
}

#[test]
fn what_was_added_in_pairs_is_counted_beside_what_each_found_alone() {
    let server = Server::start();
    let (mut lead, mut ada, mut bo) = (server.leader(), server.person("Ada"), server.person("Bo"));
    let finding = &course().find(EXERCISE).unwrap().review().unwrap().finding[0];
    let said = comment("a", finding.lines, &finding.comment);
    lead.go("lobby", "silent");
    assert_eq!(ada.post(0, &draft(Some("request-changes"), std::slice::from_ref(&said))).status, 200);
    assert_eq!(bo.post(0, &draft(Some("approve"), &[])).status, 200);
    lead.go("silent", "pairs");
    // The board was shown too early: what is added after that is counted as well.
    assert_eq!((lead.go("pairs", "board").status, ada.get("/api/board").status), (200, 200));
    assert_eq!(lead.go("board", "pairs").status, 200);
    // Ada adds nothing: her review of the pair is the one that she wrote alone.
    let more = comment("b", finding.lines, &finding.comment);
    assert_eq!(bo.post(1, &draft(Some("request-changes"), &[more])).value()["kept"], "pair");
    for (seen, to) in [("pairs", "board"), ("board", "reveal")] {
        assert_eq!(lead.go(seen, to).status, 200);
    }
    let board = ada.get("/api/board").value();
    let marked = board["heat"].as_array().unwrap().iter().map(|it| it["who"].as_array().map_or(0, Vec::len)).max();
    assert_eq!((&board["reviews"], marked), (&json!(2), Some(1)), "the board has what each wrote alone");
    let key = ada.get("/api/key").value();
    let found = |stage: &str, reviews: u64, of: u64| json!({ "stage": stage, "reviews": reviews, "of": of });
    assert_eq!(key["findings"][0]["found"], json!([found("solo", 1, 2), found("pair", 2, 2), found("final", 0, 0)]));
    let names = lead.get("/api/export/reviews").value();
    assert_eq!(names, json!(["solo-001.json", "pair-001.json", "solo-002.json", "pair-002.json"]));
    assert!(lead.get("/api/export/pair-002.json").text().contains("\"stage\": \"pair\""));
}

#[test]
fn a_page_that_has_not_heard_of_the_next_stage_erases_nothing() {
    let server = Server::start();
    let (mut lead, mut phone) = (server.leader(), server.person("Ada"));
    let mut laptop = server.browser();
    laptop.cookie.clone_from(&phone.cookie);
    let of = |text: &str| draft(None, &[comment("a", [3, 3], text)]);
    lead.go("lobby", "silent");
    assert_eq!(phone.post(0, &of("alone")).value()["version"], 1);
    for (seen, to, kept) in [("silent", "pairs", "pair"), ("pairs", "board", "aside")] {
        let base = laptop.get("/api/draft").value()["version"].as_i64().unwrap();
        lead.go(seen, to);
        // Both have the same version, and the phone is faster. Each of the ways to keep a draft begins with it.
        assert_eq!(phone.post(base, &of(to)).value(), json!({ "version": base + 1, "kept": kept }));
        let late = laptop.post(base, &of("late"));
        assert_eq!(late.status, 409, "{}", late.text());
        assert_eq!(late.value()["draft"], of(to));
    }
}
