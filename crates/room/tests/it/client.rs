//! A room in this process, and browsers that speak HTTP/1.0 to it: an answer is all bytes until the end. Nothing here asserts
//! what a room does.

use httpd::connections;
use records::Course;
use room::{
    clock::Clock,
    ids::Token,
    open::{about, guard},
    pages::Pages,
    place::Place,
    server::{MOST_CONNECTIONS, Parts, Room, routes},
};
use serde_json::{Value, json};
use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    sync::{Arc, OnceLock},
};
use workshop::pack;

/// A database for the rooms of these tests, instead of a file for each.
pub(crate) const DATABASE: &str = "EXIT_PATH_ROOM_DATABASE";
pub(crate) const EXERCISE: &str = "exercise-3";

pub(crate) fn course() -> Course {
    Course::load(testkit::root()).unwrap()
}

/// Built once for all tests: it takes seconds.
fn pages() -> Arc<Pages> {
    static PAGES: OnceLock<Arc<Pages>> = OnceLock::new();
    let build = || Arc::new(Pages::build(&course(), course().find(EXERCISE).unwrap(), 60).unwrap());
    PAGES.get_or_init(build).clone()
}

/// An open room. It serves until the test process ends.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) room: Arc<Room>,
    pub(crate) secret: Token,
    /// What the room runs on, for what is asked of its store directly.
    pub(crate) runtime: tokio::runtime::Handle,
    _dir: Option<tempfile::TempDir>,
}

impl Server {
    /// With a clock that stands still: no limit of a room depends on how fast this machine is.
    pub(crate) fn start() -> Server {
        Server::with(Clock::by_hand(1_000_000))
    }

    /// A room of its own: in a file, or in the database that the tests were given.
    pub(crate) fn with(clock: Clock) -> Server {
        let dir = tempfile::tempdir().unwrap();
        let place = match std::env::var(DATABASE) {
            Ok(url) => Place::Postgres(url),
            Err(_) => Place::File(dir.path().join("rooms.sqlite")),
        };
        Server { _dir: Some(dir), ..Server::on(place, clock, true) }
    }

    /// A server on a store, in a new room or in the one that is open there.
    pub(crate) fn on(place: Place, clock: Clock, new: bool) -> Server {
        let (tell, hear) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            runtime.block_on(async {
                let (course, store) = (course(), place.open().await.unwrap());
                let exercise = course.find(EXERCISE).unwrap();
                let (about, title) = (about(exercise).unwrap(), pack::name(exercise));
                let kept = match new {
                    true => store.make(&about, 60, clock.now_ms()).await.unwrap(),
                    false => store.go_on(&about, 60, clock.now_ms()).await.unwrap().0,
                };
                let (code, others) = (kept.code.clone(), store.others(&kept.code).await.unwrap());
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                let listens = listener.local_addr().unwrap();
                let address = format!("http://{listens}/#{code}");
                let guard = guard(listens, Vec::new()).unwrap();
                let parts =
                    Parts { course, title, about, code, minutes: 60, address, pages: pages(), store, guard, clock };
                let (room, secret) = Room::new(parts).await.unwrap();
                tell.send((listens, room.clone(), secret, tokio::runtime::Handle::current())).unwrap();
                if let Some(others) = others {
                    tokio::spawn(room.clone().hear(others));
                }
                connections::serve(listener, routes(room), MOST_CONNECTIONS).await
            })
        });
        let (address, room, secret, runtime) = hear.recv().unwrap();
        Server { address, room, secret, runtime, _dir: None }
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser {
            address: self.address,
            cookie: String::new(),
            origin: Some(format!("http://{}", self.address)),
            all: Vec::new(),
        }
    }

    /// Somebody who has joined.
    pub(crate) fn person(&self, name: &str) -> Browser {
        let mut browser = self.browser();
        let answer = browser.json("POST", "/api/join", &json!({ "code": self.room.code.to_string(), "name": name }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        browser
    }

    /// The facilitator.
    pub(crate) fn leader(&self) -> Browser {
        let mut browser = self.browser();
        let answer = browser.json("POST", "/api/lead", &json!({ "secret": self.secret.reveal() }));
        assert_eq!(answer.status, 200, "{}", answer.text());
        browser
    }
}

/// A browser: its cookies, and every byte that it was sent.
pub(crate) struct Browser {
    pub(crate) address: SocketAddr,
    pub(crate) cookie: String,
    pub(crate) origin: Option<String>,
    pub(crate) all: Vec<u8>,
}

/// An answer.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

impl Browser {
    /// Sends a request, and reads nothing yet.
    pub(crate) fn send(&self, method: &str, path: &str, more: &str, body: &[u8]) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).unwrap();
        let origin = self.origin.iter().map(|it| format!("Origin: {it}\r\n")).collect::<String>();
        let (host, cookie, length) = (self.address, &self.cookie, body.len());
        let head = format!(
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nCookie: {cookie}\r\n{origin}{more}Content-Length: {length}\r\n\r\n"
        );
        // A server that refuses early may close before it has read everything.
        let _refused = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
        stream
    }

    pub(crate) fn ask(&mut self, method: &str, path: &str, more: &str, body: &[u8]) -> Answer {
        let mut stream = self.send(method, path, more, body);
        let mut bytes = Vec::new();
        let _reset = stream.read_to_end(&mut bytes);
        self.all.extend(&bytes);
        let end =
            bytes.windows(4).position(|it| it == b"\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {bytes:?}"));
        let (head, body) = (String::from_utf8_lossy(&bytes[..end]).into_owned(), bytes[end + 4..].to_vec());
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        for line in head.lines() {
            if let Some(cookie) = line.strip_prefix("set-cookie: ") {
                assert!(cookie.contains("HttpOnly; SameSite=Strict"), "{cookie}");
                let pair = cookie.split(';').next().unwrap();
                self.cookie = if self.cookie.is_empty() { pair.to_owned() } else { format!("{}; {pair}", self.cookie) };
            }
        }
        Answer { status, body }
    }

    pub(crate) fn get(&mut self, path: &str) -> Answer {
        self.ask("GET", path, "", b"")
    }

    pub(crate) fn json(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        self.ask(method, path, "Content-Type: application/json\r\n", body.to_string().as_bytes())
    }

    /// Who this is, as the room numbers people.
    pub(crate) fn id(&mut self) -> Value {
        self.get("/api/state").value()["person"]["id"].clone()
    }

    /// Posts a draft.
    pub(crate) fn post(&mut self, base: i64, draft: &Value) -> Answer {
        let person = self.id();
        self.json("PUT", "/api/draft", &json!({ "person": person, "base": base, "draft": draft }))
    }

    /// Orders another stage.
    pub(crate) fn go(&mut self, seen: &str, to: &str) -> Answer {
        self.json("POST", "/api/stage", &json!({ "seen": seen, "to": to }))
    }
}

/// A comment on lines of the head.
pub(crate) fn comment(id: &str, [start, end]: [u32; 2], text: &str) -> Value {
    json!({ "id": id, "file": "src/lib.rs", "side": "new", "start": start, "end": end, "label": "issue", "severity": "blocker", "hazard": null, "text": text })
}

/// A draft with these comments.
pub(crate) fn draft(decision: Option<&str>, comments: &[Value]) -> Value {
    let draft = json!({ "comments": comments, "decision": decision, "confidence": 80, "seconds": 0, "revs": {} });
    json!({ "entry": { "title": "t", "draft": draft, "done": [] }, "open": {} })
}
