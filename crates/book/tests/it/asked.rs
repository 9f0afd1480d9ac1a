//! What a page may ask the server to work on, from outside: who may not ask, and which questions make no sense. Every answer here
//! comes before anything is built or searched; what the work itself comes to is tested with a browser.

use crate::{server::Server, workbook::Workbook};
use serde_json::{Value, json};
use std::io::{Read, Write};

const SLUG: &str = "exercise-9-fixture";
/// Both addresses that start work.
const WORK: [&str; 2] = ["/__judge", "/__show"];
const JSON: &str = "Content-Type: application/json";

impl Server {
    /// Posts a text with these lines before it; the whole answer.
    fn post(&self, path: &str, lines: &[&str], body: &str) -> String {
        let mut stream = self.connect();
        let (lines, length) = (lines.join("\r\n"), body.len());
        write!(stream, "POST {path} HTTP/1.1\r\n{lines}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
            .unwrap();
        // Who is refused before the end of the body may not be listened to any more.
        let _refused = stream.write_all(body.as_bytes());
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn host(&self) -> String {
        format!("Host: {}", self.address)
    }

    fn origin(&self) -> String {
        format!("Origin: http://{}", self.address)
    }

    /// What a page of the book is answered: the last line of the answer.
    fn asked(&self, path: &str, question: &str) -> Value {
        let answer = self.post(path, &[&self.host(), &self.origin(), JSON], question);
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        let line = answer.lines().rfind(|it| it.starts_with('{')).unwrap_or_else(|| panic!("no line in {answer}"));
        serde_json::from_str(line).unwrap()
    }

    /// Why a question makes no sense; it does not, or the test is wrong.
    fn refused(&self, path: &str, question: &Value) -> String {
        let said = self.asked(path, &question.to_string());
        let why = said["refused"].as_array().unwrap_or_else(|| panic!("{question} was answered with {said}"));
        why.iter().map(|it| it.as_str().unwrap()).collect::<Vec<_>>().join("\n")
    }
}

/// What is reviewed, as the page names it.
fn revision(workbook: &Workbook) -> String {
    let read =
        |name: &str| std::fs::read_to_string(workbook.root().join(format!("solutions/{SLUG}/{name}.rs"))).unwrap();
    records::sheet::revision(&read("before"), &read("buggy"))
}

fn claim(workbook: &Workbook, more: &Value) -> Value {
    let mut claim = json!({ "property": "closes", "lines": [7, 7] });
    for (key, value) in more.as_object().unwrap() {
        claim[key] = value.clone();
    }
    json!({ "exercise": SLUG, "revision": revision(workbook), "claim": claim })
}

fn sheet(workbook: &Workbook, comments: &[Value]) -> Value {
    let comment = |(at, it): (usize, &Value)| {
        let mut comment = json!({ "id": format!("c{at}"), "file": "src/lib.rs", "side": "new", "start": 7, "end": 7,
            "label": "issue", "severity": "blocker", "hazard": null, "text": "" });
        for (key, value) in it.as_object().unwrap() {
            comment[key] = value.clone();
        }
        comment
    };
    let comments: Vec<Value> = comments.iter().enumerate().map(comment).collect();
    json!({ "format": "exit-path-review", "version": 1, "exercise": SLUG, "revision": revision(workbook), "attempt": 1,
        "decision": "request-changes", "confidence": null, "comments": comments })
}

#[test]
fn only_a_page_of_the_book_may_ask_for_work() {
    let workbook = Workbook::new("asked-who");
    let server = Server::start(&workbook);
    let (host, origin) = (server.host(), server.origin());
    let question = claim(&workbook, &json!({ "property": "none-such" })).to_string();
    let port = server.address.rsplit(':').next().unwrap();
    let foreign_host = format!("Host: evil.example:{port}");
    let foreign_origin = format!("Origin: http://evil.example:{port}");
    let other_name = format!("Origin: http://localhost:{port}");
    let strangers: [(&[&str], &str); 6] = [
        // A form of another page can be sent without an origin, and as plain text.
        (&[&host, JSON], "Only a page of this book may ask for that."),
        (&[&host, &foreign_origin, JSON], "Another page asks for this."),
        (&[&host, &other_name, JSON], "Another page asks for this."),
        (&[&host, "Origin: null", JSON], "Another page asks for this."),
        (&[&foreign_host, &foreign_origin, JSON], "This server does not answer to the name `evil.example"),
        (&[&foreign_host, &origin, JSON], "This server does not answer to the name `evil.example"),
    ];
    for path in WORK {
        for (lines, words) in strangers {
            let answer = server.post(path, lines, &question);
            assert!(answer.starts_with("HTTP/1.1 403") && answer.contains(words), "{path} {lines:?}: {answer}");
            assert!(!answer.contains("none-such"), "{path} {lines:?} was listened to: {answer}");
        }
        for kind in ["Content-Type: text/plain", "Content-Type: application/x-www-form-urlencoded", "Accept: */*"] {
            let answer = server.post(path, &[&host, &origin, kind], &question);
            assert!(answer.starts_with("HTTP/1.1 415") && answer.contains("It takes application/json."), "{answer}");
        }
        assert!(server.get(path).starts_with("HTTP/1.1 405"), "a link starts no work");
    }
    // The same question of a page of the book is heard.
    assert!(server.refused("/__show", &serde_json::from_str(&question).unwrap()).contains("none-such"));
}

#[test]
fn more_than_a_review_holds_is_refused_and_as_much_as_it_holds_is_read() {
    let workbook = Workbook::new("asked-large");
    let server = Server::start(&workbook);
    let page = [server.host(), server.origin(), JSON.to_owned()];
    let page: Vec<&str> = page.iter().map(String::as_str).collect();
    for path in WORK {
        let answer = server.post(path, &page, &" ".repeat((4 << 20) + 1));
        assert!(answer.starts_with("HTTP/1.1 413") && answer.contains("more than a review holds"), "{path}: {answer}");
        let answer = server.post(path, &page, &" ".repeat(4 << 20));
        assert!(answer.starts_with("HTTP/1.1 200") && answer.contains("\"refused\""), "{path}: {answer}");
    }
}

#[test]
fn a_question_about_nothing_is_refused_in_words_and_the_server_goes_on() {
    let workbook = Workbook::new("asked-nothing");
    let server = Server::start(&workbook);
    for text in ["", "{", "[]", "null", "\"a\"", "{\"exercise\": 7}"] {
        for (path, words) in [("/__judge", "It is no review"), ("/__show", "It is no claim")] {
            let said = server.asked(path, text);
            assert!(said["refused"][0].as_str().unwrap_or_default().starts_with(words), "{path} {text}: {said}");
        }
    }
    let other = |mut it: Value, key: &str, value: &str| {
        it[key] = value.into();
        it
    };
    let (claimed, written) = (claim(&workbook, &json!({})), sheet(&workbook, &[]));
    for exercise in ["exercise-8-none", "", "../exercise-9-fixture", "buggy"] {
        assert_eq!(
            server.refused("/__judge", &other(written.clone(), "exercise", exercise)),
            "This course has no such exercise."
        );
        assert_eq!(
            server.refused("/__show", &other(claimed.clone(), "exercise", exercise)),
            "This course has no such exercise."
        );
    }
    let stale = server.refused("/__show", &other(claimed, "revision", "0123456789abcdef"));
    assert!(stale.contains("another version of this pull request"), "{stale}");
    assert!(server.get("/exercise-9.html").starts_with("HTTP/1.1 200"));
}

#[test]
fn a_claim_names_a_promise_and_lines_that_are_there() {
    let workbook = Workbook::new("asked-claim");
    let server = Server::start(&workbook);
    let refused = |more: Value| server.refused("/__show", &claim(&workbook, &more));
    assert_eq!(refused(json!({ "property": "opens" })), "no promise is called `opens`\n  the promises: closes");
    for lines in [[0, 1], [15, 15], [7, 15], [9, 8], [4_294_967_295_u32, 4_294_967_295]] {
        let said = refused(json!({ "lines": lines }));
        assert_eq!(said, format!("lines {} to {} are none of src/lib.rs, which has 13", lines[0], lines[1]));
    }
    for wrong in [json!({ "lines": [7] }), json!({ "lines": [-1, 7] }), json!({ "lines": "7" }), json!({ "more": 1 })] {
        assert!(refused(wrong.clone()).starts_with("It is no claim"), "{wrong}");
    }
}

#[test]
fn a_suggestion_has_lines_of_this_pull_request_to_stand_in_for() {
    let workbook = Workbook::new("asked-suggestion");
    let server = Server::start(&workbook);
    let refused = |comments: &[Value]| server.refused("/__judge", &sheet(&workbook, comments));
    let text = "```suggestion\n    drop(());\n```";
    assert_eq!(refused(&[]), "no comment of the review holds a suggestion block");
    assert_eq!(refused(&[json!({ "start": 14, "end": 14, "text": text })]), "src/lib.rs:14: the file has 13 lines");
    assert_eq!(
        refused(&[json!({ "file": "/etc/passwd", "text": text })]),
        "/etc/passwd:7: the pull request does not change this file"
    );
    assert_eq!(
        refused(&[json!({ "text": text }), json!({ "start": 6, "text": text })]),
        "src/lib.rs:6-7 and src/lib.rs:7: two suggestions change the same lines; keep one, or mark lines of its own for each"
    );
    let mut stale = sheet(&workbook, &[json!({ "text": text })]);
    stale["revision"] = "0123456789abcdef".into();
    assert!(server.refused("/__judge", &stale).contains("another version of this pull request"));
    let mut many = sheet(&workbook, &vec![json!({ "text": text }); 1001]);
    assert!(server.refused("/__judge", &many).starts_with("It is no review"));
    many["comments"] = json!([]);
    many["version"] = 2.into();
    assert!(server.refused("/__judge", &many).starts_with("It is no review"));
}
