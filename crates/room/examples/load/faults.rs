//! Requests that no page of the room sends. Each is refused with its own status, and the draft is as it was.

use crate::client::{Browser, draft};
use anyhow::Result;
use serde_json::{Value, json};

/// Sends all of them as a person, who writes once more before; says which were not refused as they should be.
pub(crate) fn all(person: &Browser) -> Result<Vec<String>> {
    let mut bad = Vec::new();
    let mut browser = person.clone();
    let there = browser.ask("GET", "/api/draft", b"")?.value()["version"].clone();
    let id = browser.ask("GET", "/api/state", b"")?.value()["person"]["id"].clone();
    let post = |base: &Value| json!({ "person": id, "base": base, "draft": draft(1) }).to_string().into_bytes();
    // One more that is taken: this is what is sent again below.
    let sent = post(&there);
    let taken = browser.ask("PUT", "/api/draft", &sent)?;
    anyhow::ensure!(taken.status == 200, "a good post got {}: {}", taken.status, taken.text);
    let version = taken.value()["version"].clone();
    let before = browser.ask("GET", "/api/draft", b"")?.text;
    let nobody = Browser { cookie: String::new(), ..person.clone() };
    let foreign = Browser { origin: "http://evil.example".to_owned(), ..person.clone() };
    let cases: [(&str, &Browser, Vec<u8>, u16); 7] = [
        ("an oversized post", person, vec![b' '; (1 << 20) + 1], 413),
        ("half a post", person, post(&version)[..40].to_vec(), 400),
        ("bytes that are no text", person, vec![0xff; 64], 400),
        ("no draft", person, json!({ "person": id, "base": version, "draft": {} }).to_string().into_bytes(), 422),
        ("a replayed post", person, sent, 409),
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
