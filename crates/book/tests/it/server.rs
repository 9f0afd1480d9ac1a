//! The server, from outside: a page, a change, a broken page, a mended one. Order comes from the server's own
//! events; nothing here waits for a time.

use crate::workbook::Workbook;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running server; ended when the test ends, however it ends.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Server {
    pub(crate) fn start(workbook: &Workbook) -> Server {
        Server::start_with(workbook, &[])
    }

    fn start_with(workbook: &Workbook, more: &[&str]) -> Server {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mdbook-exit-path"));
        command
            .args(["serve", "--port", "0"])
            .args(more)
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

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        // A bound for a test that would otherwise hang for ever; no order depends on it.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    fn ask(&self, path: &str) -> BufReader<TcpStream> {
        self.ask_as(path, &format!("Host: {}", self.address))
    }

    /// With these lines in the place of the usual ones.
    fn ask_as(&self, path: &str, lines: &str) -> BufReader<TcpStream> {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\n{lines}\r\nConnection: close\r\n\r\n").unwrap();
        BufReader::new(stream)
    }

    fn said(&self, path: &str, lines: &str) -> String {
        let mut answer = String::new();
        self.ask_as(path, lines).read_to_string(&mut answer).unwrap();
        answer
    }

    fn bytes(&self, path: &str) -> Vec<u8> {
        let mut answer = Vec::new();
        self.ask(path).read_to_end(&mut answer).unwrap();
        answer
    }

    pub(crate) fn get(&self, path: &str) -> String {
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
    assert!(
        page.starts_with("HTTP/1.1 200") && page.contains("<script src=\"/__client.js\"></script></body>"),
        "{page}"
    );
    assert!(server.get("/__client.js").contains("new EventSource"));

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

/// A page of anybody's that points its own name at this server (DNS rebinding) names itself as the host.
#[test]
fn a_foreign_name_is_refused_in_words_and_hears_nothing() {
    let workbook = Workbook::new("server-host");
    let server = Server::start_with(&workbook, &["--allow-host", "code.example"]);
    let port = server.address.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "[::1]"].map(|name| format!("Host: {name}:{port}")) {
        assert!(server.said("/exercise-9.html", &host).starts_with("HTTP/1.1 200"), "{host}");
    }
    assert!(server.said("/exercise-9.html", "Host: code.example").starts_with("HTTP/1.1 200"));
    let same = format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}");
    assert!(server.said("/exercise-9.html", &same).starts_with("HTTP/1.1 200"));
    let foreign = [
        "Host: evil.example".to_owned(),
        format!("Host: evil.example:{port}"),
        format!("Host: localhost:{}", port.parse::<u16>().unwrap().wrapping_add(1)),
        format!("Host: localhost:{port}\r\nHost: evil.example"),
        format!("Host: localhost:{port}\r\nOrigin: http://evil.example"),
    ];
    for lines in foreign {
        for path in ["/exercise-9.html", "/__events", "/__client.js", "/nowhere"] {
            let answer = server.said(path, &lines);
            assert!(answer.starts_with("HTTP/1.1 403"), "{lines} {path}: {answer}");
            assert!(answer.contains(&format!("http://localhost:{port}/")), "{lines}: {answer}");
            assert!(!answer.contains("event:") && !answer.contains("Chapter"), "{answer}");
        }
    }
    let told = server.said("/", "Host: evil.example");
    assert!(told.contains("`evil.example`") && told.contains("cargo xtask serve --allow-host NAME"), "{told}");
    // A name in the request line counts as well.
    assert!(server.said("http://evil.example/", &format!("Host: localhost:{port}")).starts_with("HTTP/1.1 403"));
}

#[test]
fn every_answer_says_what_a_browser_may_do_with_it() {
    let workbook = Workbook::new("server-headers");
    let server = Server::start(&workbook);
    for (path, lines) in [("/exercise-9.html", ""), ("/nowhere.html", ""), ("/__client.js", ""), ("/", "evil.example")]
    {
        let host = if lines.is_empty() { server.address.clone() } else { lines.to_owned() };
        let answer = server.said(path, &format!("Host: {host}"));
        let head = answer.split("\r\n\r\n").next().unwrap();
        for header in [
            "x-content-type-options: nosniff",
            "x-frame-options: SAMEORIGIN",
            "referrer-policy: no-referrer",
            "cross-origin-resource-policy: same-origin",
            "content-security-policy: default-src 'none'; script-src 'self' 'sha256-",
            "frame-ancestors 'self'",
        ] {
            assert!(head.contains(header), "{path}: no `{header}` in {head}");
        }
        let scripts = head.split("script-src").nth(1).unwrap().split(';').next().unwrap();
        assert!(!scripts.contains("unsafe"), "{scripts}");
    }
}

#[test]
fn a_page_is_served_as_the_bytes_it_is() {
    let workbook = Workbook::new("server-bytes");
    let server = Server::start(&workbook);
    event(&mut server.ask("/__events"));
    let mut page = b"<body>\xff\xfe caf\xe9 ".to_vec();
    page.extend((0..3_000_000_u32).map(|it| (it % 251) as u8));
    page.extend(b"</body></html>");
    let book = workbook.root().join("target/book");
    std::fs::write(book.join("latin.html"), &page).unwrap();
    std::fs::write(book.join("latin.png"), &page).unwrap();
    let body = |path: &str| {
        let answer = server.bytes(path);
        let at = answer.windows(4).position(|it| it == b"\r\n\r\n").unwrap();
        answer[at + 4..].to_vec()
    };
    assert!(body("/latin.png") == page);
    let with_script = [&page[..page.len() - 14], b"<script src=\"/__client.js\"></script></body></html>"].concat();
    assert!(body("/latin.html") == with_script);
}

#[test]
fn what_leads_out_or_blocks_is_not_there() {
    let workbook = Workbook::new("server-links");
    let server = Server::start(&workbook);
    event(&mut server.ask("/__events"));
    let book = workbook.root().join("target/book");
    std::fs::write(workbook.root().join("secret.txt"), "secret words").unwrap();
    let link = |to: &std::path::Path, name: &str| std::os::unix::fs::symlink(to, book.join(name)).unwrap();
    link(&workbook.root().join("secret.txt"), "out.txt");
    link(workbook.root(), "up");
    link(std::path::Path::new("/dev/zero"), "zero.html");
    link(&book.join("exercise-9.html"), "in.html");
    assert!(Command::new("mkfifo").arg(book.join("pipe.html")).status().unwrap().success());
    // Asked first, and not answered by somebody who waits for a writer.
    let mut pipe = server.ask("/pipe.html");
    assert!(server.get("/exercise-9.html").starts_with("HTTP/1.1 200"), "others are answered meanwhile");
    let mut said = String::new();
    pipe.read_to_string(&mut said).unwrap();
    assert!(said.starts_with("HTTP/1.1 404"), "{said}");
    for path in ["/out.txt", "/up/secret.txt", "/up/book.toml", "/zero.html"] {
        let answer = server.get(path);
        assert!(answer.starts_with("HTTP/1.1 404") && !answer.contains("secret words"), "{path}: {answer}");
    }
    assert!(server.get("/in.html").starts_with("HTTP/1.1 200"), "a link inside of the book is a page");
}

/// Bytes of memory that the server had at most.
#[cfg(target_os = "linux")]
fn peak(server: &Server) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", server.child.id())).unwrap();
    let line = status.lines().find(|it| it.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

/// 60 clients ask 20 times for 8 MB, and read nothing: held whole, that is 480 MB for the first answers alone.
#[test]
#[cfg(target_os = "linux")]
fn clients_that_do_not_read_take_little_memory() {
    let workbook = Workbook::new("server-flood");
    let server = Server::start(&workbook);
    event(&mut server.ask("/__events"));
    std::fs::write(workbook.root().join("target/book/large.html"), vec![b'x'; 8 << 20]).unwrap();
    let before = peak(&server);
    let ask = format!("GET /large.html HTTP/1.1\r\nHost: {}\r\n\r\n", server.address).repeat(20);
    let mut clients = Vec::new();
    for _ in 0..60 {
        let mut client = server.connect();
        client.write_all(ask.as_bytes()).unwrap();
        // The answer has begun: the server is at work for this one.
        let mut first = [0; 1];
        client.read_exact(&mut first).unwrap();
        clients.push(client);
    }
    for _ in 0..20 {
        assert!(server.get("/exercise-9.html").starts_with("HTTP/1.1 200"));
    }
    let more = peak(&server) - before;
    assert!(more < 60 << 20, "{} MiB for 60 clients", more >> 20);
}

/// Who connects and says nothing keeps nobody out: the one that has been still longest makes room.
#[test]
fn connections_are_limited_and_the_stillest_makes_room() {
    let workbook = Workbook::new("server-many");
    let server = Server::start(&workbook);
    let mut still: Vec<TcpStream> = (0..300).map(|_| server.connect()).collect();
    for _ in 0..3 {
        assert!(server.get("/exercise-9.html").starts_with("HTTP/1.1 200"));
    }
    let mut end = [0; 1];
    assert!(matches!(still[0].read(&mut end), Ok(0)), "the first one is closed");
    still.last().unwrap().set_nonblocking(true).unwrap();
    let kind = still.last_mut().unwrap().read(&mut end).map_err(|it| it.kind());
    assert_eq!(kind, Err(std::io::ErrorKind::WouldBlock), "the last one is open");
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
    let file = records::hash::hash_of(&std::fs::read(&yours).unwrap());
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
