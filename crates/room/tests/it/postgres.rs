//! PostgreSQL: every test of a session once more on it, two servers on one database, and a database that goes away.

use crate::{
    client::{DATABASE, Server, comment, draft},
    cluster::Cluster,
    stream::read_until,
};
use room::{clock::Clock, place::Place};
use serde_json::{Value, json};
use std::{process::Command, thread};

fn server(cluster: &Cluster) -> Server {
    Server::on(Place::Postgres(cluster.url()), Clock::by_hand(1_000_000), false)
}

#[test]
fn a_session_is_the_same_on_postgres() {
    let Some(cluster) = Cluster::start("the session's tests on PostgreSQL") else { return };
    let mut tests = Command::new(std::env::current_exe().unwrap());
    tests.args(["clocks::", "devices::", "pairs::", "posts::", "session::", "wordings::", "--test-threads=2"]);
    let out = tests.env(DATABASE, cluster.url()).output().unwrap();
    let text = String::from_utf8_lossy(&out.stdout);
    assert!(out.status.success(), "{text}");
    // Not less than there were when this was written: a filter that finds nothing passes as well.
    let passed = text.split("test result: ok. ").nth(1).and_then(|it| it.split(' ').next()?.parse::<u32>().ok());
    assert!(passed.is_some_and(|it| it >= 14), "{text}");
}

#[test]
fn two_servers_on_one_database_show_one_room() {
    let Some(cluster) = Cluster::start("two servers on one database") else { return };
    let (one, two) = (server(&cluster), server(&cluster));
    assert_eq!(one.room.code, two.room.code);
    // The secret of one terminal, used at the other server, as behind a proxy.
    let mut lead = two.browser();
    let spent = |secret: &str| json!({ "secret": secret });
    assert_eq!(lead.json("POST", "/api/lead", &spent(one.secret.reveal())).status, 200);
    assert_eq!(one.browser().json("POST", "/api/lead", &spent(one.secret.reveal())).status, 403, "it works once");
    let mut ada = one.person("Ada");
    let mut there = two.browser();
    there.cookie.clone_from(&ada.cookie);
    assert_eq!(there.id(), ada.id());

    // A page that is open at one server hears what was done at the other.
    let (mut hers, mut leads) = (there.send("GET", "/api/events", "", b""), lead.send("GET", "/api/events", "", b""));
    read_until(&mut hers, "event: changed", 1);
    read_until(&mut leads, "event: changed", 1);
    let mut at_one = one.browser();
    at_one.cookie.clone_from(&lead.cookie);
    assert_eq!(at_one.go("lobby", "silent").status, 200);
    read_until(&mut hers, "event: changed", 1);
    read_until(&mut leads, "event: changed", 1);
    assert_eq!(there.get("/api/state").value()["stage"], "silent");
    let first = draft(Some("approve"), &[comment("a", [3, 3], "one")]);
    assert_eq!(ada.post(0, &first).value()["version"], 1);
    read_until(&mut hers, "event: draft\ndata: 1", 1);
    read_until(&mut leads, "event: changed", 1);
    assert_eq!(there.get("/api/draft").value()["draft"], first);
    // A post that was sent to one server, and again to the other.
    assert_eq!((there.post(0, &first).status, there.post(1, &draft(None, &[])).status), (409, 200));
    assert_eq!(ada.post(1, &first).status, 409);

    // A link that one server made is used at the other.
    let made = ada.json("POST", "/api/device", &json!({})).value();
    let link = made["address"].as_str().unwrap().split_once("#device-").unwrap().1;
    let mut phone = two.browser();
    assert_eq!(phone.json("POST", "/api/device/claim", &spent(link)).status, 200);
    assert_eq!(phone.id(), ada.id());
    // A board that one has made is not shown by the other after more was written.
    let heat = |board: &Value| board["heat"].to_string();
    assert_eq!((lead.go("silent", "board").status, at_one.get("/api/board").status), (200, 200));
    let before = at_one.get("/api/board").value();
    assert_eq!((lead.go("board", "silent").status, there.post(2, &first).status), (200, 200));
    assert_eq!(lead.go("silent", "board").status, 200);
    let (here, there) = (at_one.get("/api/board").value(), lead.get("/api/board").value());
    assert!(heat(&here) == heat(&there) && here["decisions"] != before["decisions"], "{before}\n{here}");
}

#[test]
fn of_posts_that_come_at_once_to_two_servers_one_is_taken() {
    let Some(cluster) = Cluster::start("posts at once to two servers") else { return };
    let (one, two) = (server(&cluster), server(&cluster));
    one.leader().go("lobby", "silent");
    let mut ada = one.person("Ada");
    let (id, cookie) = (ada.id(), ada.cookie.clone());
    for base in 0..15 {
        let posts = [&one, &two, &one, &two].map(|server| {
            let (mut browser, id) = (server.browser(), id.clone());
            browser.cookie.clone_from(&cookie);
            let body = json!({ "person": id, "base": base, "draft": draft(None, &[]) });
            thread::spawn(move || browser.json("PUT", "/api/draft", &body).status)
        });
        let mut statuses = posts.map(|it| it.join().unwrap());
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409], "base {base}");
    }
}

#[test]
fn a_database_that_goes_away_loses_nothing_and_the_room_goes_on() {
    let Some(cluster) = Cluster::start("a database that goes away") else { return };
    let (one, two) = (server(&cluster), server(&cluster));
    let mut lead = one.leader();
    lead.go("lobby", "silent");
    let mut ada = one.person("Ada");
    let id = ada.id();
    let mut leads = {
        let mut there = two.browser();
        there.cookie.clone_from(&lead.cookie);
        there.send("GET", "/api/events", "", b"")
    };
    read_until(&mut leads, "event: changed", 1);
    for round in 0..3 {
        let text = draft(None, &[comment("a", [3, 3], &format!("round {round}"))]);
        let body = |base: i64| json!({ "person": id, "base": base, "draft": text });
        assert_eq!(ada.json("PUT", "/api/draft", &body(round)).value()["version"], round + 1);
        read_until(&mut leads, "event: changed", 1);
        cluster.crash();
        let away = ada.json("PUT", "/api/draft", &body(round + 1));
        assert_eq!(away.status, 503, "{}", away.text());
        assert!(away.text().starts_with("The room cannot be read or written now: "), "{}", away.text());
        cluster.again();
        let held = ada.get("/api/draft").value();
        assert_eq!((&held["version"], &held["draft"]), (&json!(round + 1), &text));
        // The other server listens again, and its pages ask for what they missed.
        read_until(&mut leads, "event: changed", 1);
    }
}
