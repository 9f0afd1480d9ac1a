//! A browser that speaks HTTP/1.0 over a socket of its own for each request, as many people at once do.

use anyhow::{Context, Result, anyhow};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    time::Duration,
};

/// How long an answer may take before the request counts as lost.
const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn value(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or(Value::Null)
    }
}

#[derive(Clone)]
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) cookie: String,
    pub(crate) origin: String,
}

impl Browser {
    pub(crate) fn new(address: SocketAddr) -> Browser {
        Browser { address, cookie: String::new(), origin: format!("http://{address}") }
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, body: &[u8]) -> Result<Answer> {
        let mut stream = TcpStream::connect(self.address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let (host, cookie, origin, length) = (self.address, &self.cookie, &self.origin, body.len());
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nCookie: {cookie}\r\nOrigin: {origin}\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        );
        // A server that refuses early may close before it has read everything.
        let _refused = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        let mut bytes = Vec::new();
        let _cut = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").context("no answer")?;
        // An answer that a kill has cut is none.
        let length = head.lines().find_map(|it| it.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if length.is_some_and(|it| it != body.len()) {
            return Err(anyhow!("half an answer"));
        }
        if let Some(cookie) = head.lines().find_map(|it| it.strip_prefix("set-cookie: ")?.split(';').next()) {
            self.cookie = cookie.to_owned();
        }
        let status = head.split(' ').nth(1).and_then(|it| it.parse().ok()).context("no status")?;
        Ok(Answer { status, text: body.to_owned() })
    }

    pub(crate) fn json(&mut self, method: &str, path: &str, body: &Value) -> Result<Answer> {
        self.ask(method, path, body.to_string().as_bytes())
    }

    /// The same, and only this status will do.
    pub(crate) fn must(&mut self, method: &str, path: &str, body: &Value) -> Result<Answer> {
        let answer = self.json(method, path, body)?;
        anyhow::ensure!(answer.status == 200, "{method} {path}: {} {}", answer.status, answer.text);
        Ok(answer)
    }
}

/// A draft that says how often its author has changed it.
pub(crate) fn draft(count: u64) -> Value {
    let text = format!("change {count} {}", "of a comment as people write them. ".repeat(12));
    let comment = json!({ "id": "a", "file": "src/lib.rs", "side": "new", "start": 3, "end": 4, "label": "issue",
                          "severity": "nit", "hazard": null, "text": text });
    let draft =
        json!({ "comments": [comment], "decision": null, "confidence": null, "seconds": 0, "revs": { "a": count } });
    json!({ "entry": { "title": "t", "draft": draft, "done": [] }, "open": {} })
}

/// The count in a draft that the room holds; 0 where it holds none.
pub(crate) fn counted(held: &Value) -> u64 {
    held["draft"]["entry"]["draft"]["revs"]["a"].as_u64().unwrap_or(0)
}
