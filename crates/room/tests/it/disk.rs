//! A disk that is full: the room says so, keeps what it has acknowledged, and goes on when there is space again. The child is
//! this test, started again: once on a small disk of its own, and once where no file may become larger.

use crate::{
    client::{Server, comment, draft},
    cluster::tell,
};
use room::{clock::Clock, place::Place};
use rustix::process::{Resource, Rlimit, setrlimit};
use serde_json::json;
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output},
    time::Duration,
};

/// The folder of the child.
const DIR: &str = "EXIT_PATH_ROOM_DISK";
/// How often the disk is full.
const ROUNDS: usize = 5;
/// Posts that fit into what the log has already, at most.
const MOST: i64 = 400;

/// Takes all the space there is.
fn fill(dir: &Path) {
    match dir.join("small").exists() {
        true => {
            let mut ballast = fs::File::create(dir.join("ballast")).unwrap();
            while ballast.write_all(&[1; 4096]).is_ok() {}
        }
        false => {
            let sizes = fs::read_dir(dir).unwrap().map(|it| it.unwrap().metadata().unwrap().len());
            limit(sizes.max());
        }
    }
}

/// Gives the space back.
fn free(dir: &Path) {
    match dir.join("small").exists() {
        true => fs::remove_file(dir.join("ballast")).unwrap(),
        false => limit(None),
    }
}

/// How large a file of this process may become.
fn limit(bytes: Option<u64>) {
    setrlimit(Resource::Fsize, Rlimit { current: bytes, maximum: None }).unwrap();
}

#[test]
fn child() {
    let Some(dir) = std::env::var_os(DIR).map(PathBuf::from) else { return };
    let clock = Clock::by_hand(1_000_000);
    let server = Server::on(Place::File(dir.join("rooms.sqlite")), clock.clone(), true);
    server.leader().go("lobby", "silent");
    let mut ada = server.person("Ada");
    let id = ada.id();
    let text = |version: i64| {
        draft(None, &[comment("a", [3, 3], &format!("{version} ").repeat(2000)), comment("b", [4, 4], "x")])
    };
    let mut version = 0;
    for round in 0..ROUNDS {
        fill(&dir);
        let refused = loop {
            clock.advance(Duration::from_secs(1));
            let body = json!({ "person": id, "base": version, "draft": text(version + 1) });
            let answer = ada.json("PUT", "/api/draft", &body);
            if answer.status != 200 {
                break answer;
            }
            version += 1;
            assert!(version < MOST * i64::try_from(round + 1).unwrap(), "the disk is never full");
        };
        assert_eq!(refused.status, 503, "{}", refused.text());
        assert!(refused.text().starts_with("The room cannot be read or written now: "), "{}", refused.text());
        tell(&format!("full at {version}: {}", refused.text().trim()));
        let held = ada.get("/api/draft").value();
        assert_eq!((&held["version"], version == 0 || held["draft"] == text(version)), (&json!(version), true));
        free(&dir);
        let body = json!({ "person": id, "base": version, "draft": text(version + 1) });
        let taken = ada.json("PUT", "/api/draft", &body);
        assert_eq!(taken.status, 200, "{}", taken.text());
        version += 1;
        assert_eq!(ada.get("/api/draft").value()["draft"], text(version));
    }
}

/// The child, behind these words of a shell.
fn run(shell: &str, dir: &Path) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", shell]).arg(std::env::current_exe().unwrap());
    command.args(["--exact", "disk::child", "--nocapture"]).env(DIR, dir).output().unwrap()
}

/// How often it was full, and in which words.
fn full(out: &Output) -> Vec<String> {
    let text = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(out.status.success(), "{text}{}", String::from_utf8_lossy(&out.stdout));
    text.lines().filter(|it| it.starts_with("full at ")).map(str::to_owned).collect()
}

#[test]
fn a_file_that_may_not_grow_loses_nothing_that_was_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    // What is past the limit is then an error, and not the end of the process.
    let full = full(&run("trap '' XFSZ; exec \"$0\" \"$@\"", dir.path()));
    assert_eq!(full.len(), ROUNDS, "{full:?}");
}

#[test]
fn a_full_disk_loses_nothing_that_was_acknowledged() {
    let dir = tempfile::tempdir().unwrap();
    let mount = format!("mount -t tmpfs -o size=16m none \"${DIR}\"");
    let own = |command: &str| format!("exec unshare --user --map-root-user --mount sh -c '{command}' \"$0\" \"$@\"");
    if !run(&own(&format!("{mount} && exit 0")), dir.path()).status.success() {
        tell("skipped a full disk: nobody but root may make a small one here (unshare, mount)");
        return;
    }
    let full = full(&run(&own(&format!("{mount} && touch \"${DIR}/small\" && exec \"$0\" \"$@\"")), dir.path()));
    assert_eq!(full.len(), ROUNDS, "{full:?}");
    assert!(full.iter().all(|it| it.contains("full")), "{full:?}");
}
