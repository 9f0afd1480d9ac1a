//! A store that is killed: what it has acknowledged is there. The child is this test, started again; it writes one version after
//! another and says each one when it is told that it is on disk.

use crate::cluster::Cluster;
use records::sheet::Stage as Of;
use room::{
    ids::{Person, Token},
    sheet::{About, read},
    stage::{Kept, Stage},
    store::{
        Store,
        drafts::{Held, Posted},
        rooms,
    },
};
use serde_json::json;
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
};

/// Where the child's rooms are: a file, or the address of a database.
const PLACE: &str = "EXIT_PATH_ROOM_KILLED";

async fn opened(place: &str) -> Store {
    match place.starts_with("postgres:") {
        true => Store::open_postgres(place).await.unwrap(),
        false => Store::open(Path::new(place)).await.unwrap(),
    }
}

fn about() -> About {
    About { exercise: "exercise-3-x".to_owned(), revision: "r".to_owned() }
}

fn body(version: i64) -> String {
    let comment = json!({ "id": "a", "file": "f", "side": "new", "start": 1, "end": 1, "label": "issue", "text": format!("{version} ").repeat(500) });
    json!({ "entry": { "draft": { "comments": [comment], "decision": null, "confidence": null } } }).to_string()
}

/// The room and the person of the test; the first call makes them.
async fn there(store: &Store) -> (rooms::Room, Person) {
    if let Some(room) = store.unclosed(&about()).await.unwrap() {
        return (room, Person(1));
    }
    let room = store.make(&about(), 60, 0).await.unwrap();
    store.go(&room.code, Stage::Lobby, Stage::Silent, 0).await.unwrap().unwrap();
    let person = store.join(&room.code, None, &Token::fresh(), 0).await.unwrap().unwrap();
    (room, person)
}

async fn held(place: &str) -> Held {
    let store = opened(place).await;
    let (room, person) = there(&store).await;
    store.draft(&room.code, person).await.unwrap()
}

/// The child. It ends by being killed.
#[test]
fn child() {
    let Ok(place) = std::env::var(PLACE) else { return };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = opened(&place).await;
        let (room, person) = there(&store).await;
        let mut version = store.draft(&room.code, person).await.unwrap().version;
        loop {
            let body = body(version + 1);
            let review = read(&body, &about(), None, Of::Solo).unwrap();
            let posted = store.post(&room.code, person, version, &body, &review).await.unwrap();
            version += 1;
            assert_eq!(posted, Posted::Taken(version, Kept::Counted));
            // Standard error: the test's own output is kept back.
            writeln!(std::io::stderr(), "taken {version}").unwrap();
        }
    });
}

#[test]
fn what_was_acknowledged_is_there_after_a_hundred_kills() {
    let dir = tempfile::tempdir().unwrap();
    kill(dir.path().join("rooms.sqlite").to_str().unwrap(), 100);
}

#[test]
fn a_server_that_is_killed_leaves_postgres_with_all_that_it_acknowledged() {
    let Some(cluster) = Cluster::start("a killed server on PostgreSQL") else { return };
    kill(&cluster.url(), 20);
}

fn kill(place: &str, kills: i64) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(held(place));
    let mut last = 0;
    for round in 1..=kills {
        let posts = 1 + round % 10;
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "kill::child", "--nocapture", "--test-threads=1"])
            .env(PLACE, place)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map_while(Result::ok);
        let mut taken = || lines.find_map(|it| it.strip_prefix("taken ")?.parse::<i64>().ok());
        let mut acknowledged = 0;
        for _ in 0..posts {
            acknowledged = taken().expect("it writes until it is killed");
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // What it said before the kill came through.
        while let Some(more) = taken() {
            acknowledged = more;
        }
        assert!(acknowledged >= last + posts, "round {round}: it has written nothing");
        let held = runtime.block_on(held(place));
        // The last one may be on disk without its acknowledgement.
        assert!([acknowledged, acknowledged + 1].contains(&held.version), "{acknowledged} and {}", held.version);
        assert_eq!(held.body, Some(body(held.version)));
        last = held.version;
    }
}
