//! What a room takes, from whom, and what it answers to what it does not take.

use crate::client::{EXERCISE, Server, comment, course, draft};
use room::clock::Clock;
use serde_json::{Value, json};
use std::time::Duration;

fn texts(held: &Value) -> Vec<String> {
    let comments = held["draft"]["entry"]["draft"]["comments"].as_array().cloned().unwrap_or_default();
    comments.iter().map(|it| it["text"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_post_that_comes_twice_or_late_or_from_another_device_erases_nothing() {
    let server = Server::start();
    let (mut lead, mut phone) = (server.leader(), server.person("Ada"));
    let mut laptop = server.browser();
    laptop.cookie.clone_from(&phone.cookie);
    // Lines that the diff shows: the board has no others.
    let review = course().find(EXERCISE).unwrap().review().unwrap();
    let [here, there] = [review.finding[0].lines[0], review.trap[0].lines[0]].map(|it| [it, it]);
    let one = draft(None, &[comment("a", here, "one")]);
    let two = draft(None, &[comment("a", here, "one"), comment("b", there, "two")]);

    let early = phone.post(0, &one);
    assert_eq!((early.status, early.text().as_str()), (403, "The silent review has not begun.\n"));
    lead.go("lobby", "silent");
    assert_eq!(phone.post(0, &one).value(), json!({ "version": 1, "kept": "counted" }));
    // The same again, as after an answer that was lost: it gets what is there, which is its own.
    let again = phone.post(0, &one);
    assert_eq!((again.status, again.value()["draft"].clone()), (409, one.clone()));
    // The laptop has not seen it.
    let other = laptop.post(0, &draft(None, &[comment("c", [5, 5], "three")]));
    assert_eq!((other.status, texts(&other.value())), (409, vec!["one".to_owned()]));
    assert_eq!(laptop.post(1, &two).value()["version"], 2);
    // One that was under way for long.
    assert_eq!(phone.post(1, &one).status, 409);
    assert_eq!(texts(&phone.get("/api/draft").value()), ["one", "two"]);

    lead.go("silent", "board");
    // A laptop that was closed through the end of the stage: kept, and not counted.
    let late = draft(None, &[comment("d", here, "late")]);
    assert_eq!(phone.post(0, &late).status, 409);
    assert_eq!(phone.post(2, &late).value(), json!({ "version": 3, "kept": "aside" }));
    assert_eq!(texts(&phone.get("/api/draft").value()), ["late"]);
    assert_eq!(phone.get("/api/board").value()["heat"].to_string().matches("Reader 1").count(), 2);
    // Back in the silent review, as long as the key is closed, it is the counted one again.
    lead.go("board", "silent");
    let held = phone.get("/api/draft").value();
    assert_eq!((&held["kept"], texts(&held)), (&json!("counted"), vec!["one".to_owned(), "two".to_owned()]));
    assert_eq!(phone.post(3, &late).value(), json!({ "version": 4, "kept": "counted" }));
    lead.go("silent", "board");
    assert_eq!(phone.get("/api/board").value()["heat"].to_string().matches("Reader 1").count(), 1);
}

#[test]
fn a_browser_is_one_person_however_often_it_joins_and_nobody_else() {
    let server = Server::start();
    let code = server.room.code.to_string();
    let (mut ada, mut bo) = (server.person("Ada"), server.person(""));
    let id = ada.id();
    ada.json("POST", "/api/join", &json!({ "code": code, "name": "Eve" }));
    assert_eq!((ada.id(), ada.get("/api/state").value()["person"]["name"].clone()), (id.clone(), json!("Ada")));
    assert!(bo.id() != id);
    // A page of Ada's in a browser where Bo has joined since.
    server.leader().go("lobby", "silent");
    let foreign = bo.json("PUT", "/api/draft", &json!({ "person": id, "base": 0, "draft": draft(None, &[]) }));
    assert_eq!(foreign.status, 403, "{}", foreign.text());
    let mut nobody = server.browser();
    for (method, path) in [("GET", "/api/draft"), ("GET", "/api/board"), ("GET", "/api/events"), ("PUT", "/api/draft")]
    {
        assert_eq!(nobody.json(method, path, &json!({})).status, 401, "{method} {path}");
    }
    assert_eq!(nobody.get("/api/state").value()["stage"], Value::Null);
    assert_eq!(ada.go("silent", "board").status, 403);
}

#[test]
fn the_facilitators_secret_works_once() {
    let server = Server::start();
    let mut lead = server.leader();
    assert_eq!(lead.get("/api/state").value()["leads"], true);
    for secret in [server.secret.reveal(), "", &"0".repeat(64)] {
        let answer = server.browser().json("POST", "/api/lead", &json!({ "secret": secret }));
        assert_eq!(answer.status, 403, "{}", answer.text());
    }
}

#[test]
fn what_a_page_of_ours_does_not_send_is_refused_with_a_sentence() {
    let server = Server::start();
    server.leader().go("lobby", "silent");
    let mut ada = server.person("Ada");
    let kind = "Content-Type: application/json\r\n";
    let person = ada.id();
    let post = |draft: &Value| json!({ "person": person, "base": 0, "draft": draft }).to_string().into_bytes();
    let bad = json!({ "entry": { "draft": { "comments": [{ "id": "a" }], "decision": null, "confidence": null } } });
    let cases: [(&str, Vec<u8>, u16); 7] = [
        ("", post(&draft(None, &[])), 415),
        ("Content-Type: text/plain\r\n", post(&draft(None, &[])), 415),
        (kind, b"{".to_vec(), 400),
        (kind, vec![0xff; 3], 400),
        (kind, post(&bad), 422),
        (kind, post(&draft(None, &[comment("a", [3, 3], &"x".repeat(20_001))])), 422),
        (kind, vec![b' '; (1 << 20) + 1], 413),
    ];
    for (more, body, status) in cases {
        let answer = ada.ask("PUT", "/api/draft", more, &body);
        assert_eq!(answer.status, status, "{}", answer.text());
        assert!(answer.text().trim_end().ends_with('.'), "{}", answer.text());
    }
    for origin in [None, Some("http://evil.example"), Some("null")] {
        ada.origin = origin.map(str::to_owned);
        let answer = ada.ask("PUT", "/api/draft", kind, &post(&draft(None, &[])));
        assert_eq!(answer.status, 403, "{origin:?}: {}", answer.text());
    }
    ada.origin = Some(format!("http://{}", server.address));
    let named = ada.ask("GET", "/api/state", "Host: evil.example\r\n", b"");
    assert_eq!(named.status, 403, "{}", named.text());
    assert_eq!(ada.get("/api/draft").value()["version"], 0, "nothing of it was written");
    let long = server.browser().json(
        "POST",
        "/api/join",
        &json!({ "code": server.room.code.to_string(), "name": "x".repeat(61) }),
    );
    assert_eq!(long.status, 400, "{}", long.text());
}

#[test]
fn a_flood_is_told_to_wait_and_others_are_not() {
    let clock = Clock::by_hand(1_000_000);
    let server = Server::with(clock.clone());
    server.leader().go("lobby", "silent");
    let (mut ada, mut bo) = (server.person("Ada"), server.person("Bo"));
    let person = ada.id();
    let body = json!({ "person": person, "base": 9, "draft": draft(None, &[]) });
    let mut flood =
        |count: usize| -> Vec<u16> { (0..count).map(|_| ada.json("PUT", "/api/draft", &body).status).collect() };
    let taken = |statuses: &[u16]| statuses.iter().take_while(|it| **it == 409).count();
    // What a page has at once, and then nothing, since no time passes here.
    let statuses = flood(60);
    assert_eq!((taken(&statuses), statuses[40..].iter().all(|it| *it == 429)), (40, true), "{statuses:?}");
    // A second later there are ten more.
    clock.advance(Duration::from_secs(1));
    assert_eq!(taken(&flood(11)), 10);
    assert_eq!(bo.post(0, &draft(None, &[])).status, 200);
    let mut guesser = server.browser();
    let guesses: Vec<u16> =
        (0..40).map(|_| guesser.json("POST", "/api/join", &json!({ "code": "AAAA-AAAA" })).status).collect();
    assert_eq!((guesses[29], guesses[30], guesses[39]), (404, 429, 429));
    // Who has the right code comes in meanwhile.
    server.person("Chidi");
}
