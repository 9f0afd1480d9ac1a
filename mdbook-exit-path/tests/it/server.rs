//! The server, from outside: a page, a change, a broken page, a mended one. Order comes from the server's own
//! events; nothing here waits for a time.

use crate::workbook::Workbook;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server; ended when the test ends, however it ends.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    fn start(workbook: &Workbook) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-exit-path"));
        command
            .args(["serve", "--port", "0"])
            .current_dir(workbook.root())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command.spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address =
            line.split("http://").nth(1).and_then(|rest| rest.split('/').next()).expect("an address").to_owned();
        Server { child, address }
    }

    fn ask(&self, path: &str) -> BufReader<TcpStream> {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        // A bound for a test that would otherwise hang for ever; no order depends on it.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address).unwrap();
        BufReader::new(stream)
    }

    fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        self.ask(path).read_to_string(&mut answer).unwrap();
        answer
    }
}

/// The next event about the book.
fn event(stream: &mut impl BufRead) -> (String, String) {
    loop {
        let (name, data) = any_event(stream);
        if name != "progress" {
            return (name, data);
        }
    }
}

/// The next event of the stream: its name and its data.
fn any_event(stream: &mut impl BufRead) -> (String, String) {
    let (mut name, mut data) = (String::new(), String::new());
    for line in stream.lines() {
        let line = line.unwrap();
        if let Some(value) = line.strip_prefix("event: ") {
            name = value.to_owned();
        } else if let Some(value) = line.strip_prefix("data: ") {
            data.push_str(value);
        } else if line.is_empty() && !name.is_empty() {
            return (name, data);
        }
    }
    panic!("the stream ended");
}

#[test]
fn a_page_error_is_told_and_the_last_good_book_stays() {
    let workbook = Workbook::new("server");
    let server = Server::start(&workbook);
    let mut events = server.ask("/__events");
    let (name, first) = event(&mut events);
    assert_eq!(name, "built");
    let page = server.get("/exercise-9.html");
    assert!(page.starts_with("HTTP/1.1 200") && page.contains("new EventSource"), "{page}");

    workbook.edit("book/exercise-9.md", "# Chapter", "# Another title");
    let (name, second) = event(&mut events);
    assert_eq!(name, "built");
    // Exactly one build per change: a build that starts the next would have run ahead by now.
    assert_eq!((first.rsplit('-').next(), second.rsplit('-').next()), (Some("1"), Some("2")));
    assert!(server.get("/exercise-9.html").contains("Another title"));

    workbook.edit("book/exercise-9.md", "{{#focus}}", "{{#focsu}}");
    let (name, said) = event(&mut events);
    assert_eq!(name, "broken");
    assert!(said.contains("book/exercise-9.md:17: no directive is called `focsu`"), "{said}");
    assert!(server.get("/exercise-9.html").contains("Another title"), "the last good book stays");
    // A page that is opened while the book is broken hears of it at once.
    assert_eq!(event(&mut server.ask("/__events")).0, "broken");

    workbook.edit("book/exercise-9.md", "{{#focsu}}", "{{#focus}}");
    assert_eq!(event(&mut events).0, "built");
}

#[test]
fn a_book_that_never_built_still_gets_a_server() {
    let workbook = Workbook::new("server-broken");
    workbook.edit("book/exercise-9.md", "{{#focus}}", "{{#focsu}}");
    let server = Server::start(&workbook);
    assert!(server.get("/").starts_with("HTTP/1.1 503"));
    let mut events = server.ask("/__events");
    assert_eq!(event(&mut events).0, "broken");
    workbook.edit("book/exercise-9.md", "{{#focsu}}", "{{#focus}}");
    assert_eq!(event(&mut events).0, "built");
    assert!(server.get("/").starts_with("HTTP/1.1 200"));
}

#[test]
fn what_is_not_in_the_book_is_not_served() {
    let workbook = Workbook::new("server-outside");
    let server = Server::start(&workbook);
    for path in ["/nowhere.html", "/../book.toml", "/%2e%2e/book.toml"] {
        assert!(server.get(path).starts_with("HTTP/1.1 404"), "{path}");
    }
    assert!(server.get("/").contains("text/html; charset=utf-8"));
}

/// What `cargo xtask` writes reaches the open page; a file that is being written, or is damaged, ends nothing.
#[test]
fn progress_is_told_live() {
    let workbook = Workbook::new("live-progress");
    let server = Server::start(&workbook);
    let mut events = server.ask("/__events");
    let mut stage = || loop {
        let (name, data) = any_event(&mut events);
        if name == "progress" {
            let value: serde_json::Value = serde_json::from_str(&data).unwrap();
            return value["exercises"][0].clone();
        }
    };
    let first = stage();
    // The fixture's learner has edited the file.
    assert_eq!(first["stage"], "edited");
    assert_eq!(first["command"], "cargo xtask check exercise-9");
    let store = progress::Store::of_course(workbook.root());
    let id = first["id"].as_str().unwrap().to_owned();
    let yours = workbook.root().join("exercises/exercise-9-fixture/src/lib.rs");
    let file = progress::hash_of(&std::fs::read(&yours).unwrap());
    let solve = |memory: &mut progress::Memory| {
        memory.solved = true;
        memory.solved_file = Some(file.clone());
    };
    store.update(|it| solve(it.entry(&id))).unwrap();
    let solved = stage();
    assert_eq!((&solved["stage"], &solved["words"]), (&"solved".into(), &"solved".into()));
    assert_eq!(solved["command"], "cargo xtask solution exercise-9");
    // A tick stands for the file that was judged.
    let text = std::fs::read_to_string(&yours).unwrap();
    std::fs::write(&yours, text.clone() + "// another\n").unwrap();
    let earlier = stage();
    assert_eq!((&earlier["stage"], &earlier["words"]), (&"solved-earlier".into(), &"solved earlier".into()));
    std::fs::write(&yours, text).unwrap();
    assert_eq!(stage()["stage"], "solved");
    std::fs::write(store.file(), "{").unwrap();
    assert_eq!(stage()["stage"], "edited", "a damaged file without a predecessor");
    store.update(|it| it.entry(&id).skipped = true).unwrap();
    assert_eq!(stage()["stage"], "skipped");
}
