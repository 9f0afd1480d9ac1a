//! Requests that no page of the room sends. Each is refused with its own status, and the draft is as it was.

use crate::client::{Browser, draft};
use anyhow::Result;
use serde_json::json;

/// Sends all of them as a person who has written; says which were not refused as they should be.
pub(crate) fn all(person: &Browser) -> Result<Vec<String>> {
    let mut bad = Vec::new();
    let mut browser = person.clone();
    let before = browser.ask("GET", "/api/draft", b"")?.text;
    let version = serde_json::from_str::<serde_json::Value>(&before)?["version"].clone();
    let id = browser.ask("GET", "/api/state", b"")?.value()["person"]["id"].clone();
    let post =
        |base: &serde_json::Value| json!({ "person": id, "base": base, "draft": draft(1) }).to_string().into_bytes();
    let nobody = Browser { cookie: String::new(), ..person.clone() };
    let foreign = Browser { origin: "http://evil.example".to_owned(), ..person.clone() };
    let cases: [(&str, &Browser, Vec<u8>, u16); 7] = [
        ("an oversized post", person, vec![b' '; (1 << 20) + 1], 413),
        ("half a post", person, post(&version)[..40].to_vec(), 400),
        ("bytes that are no text", person, vec![0xff; 64], 400),
        ("no draft", person, json!({ "person": id, "base": version, "draft": {} }).to_string().into_bytes(), 422),
        ("a replayed post", person, post(&json!(0)), 409),
        ("a post of nobody", &nobody, post(&version), 401),
        ("a post of another site", &foreign, post(&version), 403),
    ];
    for (what, who, body, status) in cases {
        let got = who.clone().ask("PUT", "/api/draft", &body)?.status;
        println!("{what}: {got}");
        if got != status {
            bad.push(format!("{what} got {got}, and not {status}"));
        }
    }
    if browser.ask("GET", "/api/draft", b"")?.text != before {
        bad.push("a bad request has changed the draft".to_owned());
    }
    Ok(bad)
}
