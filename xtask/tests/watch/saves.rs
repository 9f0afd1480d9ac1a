//! What is a save, and what comes of it.

use crate::desk::Desk;
use std::{
    fs,
    time::{Duration, Instant},
};

#[test]
fn a_save_is_judged_and_remembered() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&[
        "Lock each account on its own · still broken",
        "(deadlock)",
        "h hint  n next",
        "watching src/lib.rs",
    ]);
    desk.save("fixed.rs");
    let shown = pty.until_it_shows(&[
        "Lock each account on its own · solved",
        "watching src/lib.rs",
        "No other exercise is open.",
    ]);
    assert!(!shown.contains("still broken"), "{shown}");
    let memory = fs::read_to_string(desk.course.join(".exit-path/progress.json")).expect("a memory");
    assert!(memory.contains("\"solved\": true"), "{memory}");
    desk.save("syntax.rs");
    pty.until_it_shows(&[
        "Lock each account on its own · does not compile",
        "mismatched closing delimiter",
        "lib.rs:18:38",
    ]);
}

#[test]
fn a_save_while_a_check_hangs_ends_it() {
    let desk = Desk::new();
    desk.save("forever.rs");
    let mut pty = desk.watch(&["--wall", "600"]);
    pty.until_it_shows(&["checking", "searching the schedules"]);
    let start = Instant::now();
    desk.save("fixed.rs");
    pty.until_it_shows(&["Lock each account on its own · solved"]);
    assert!(start.elapsed() < Duration::from_secs(500), "the wall limit ended it");
    // Only `watch` itself, and the guard of the terminal.
    pty.until("nothing of the hung check is left", |_| (desk.running().len() == 2).then_some(()));
}

#[test]
fn editors_that_rename_and_files_beside_it_count() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&["still broken", "watching"]);
    let beside = desk.file().with_file_name(".lib.rs.swp");
    fs::write(&beside, desk.text("fixed.rs")).expect("a file");
    fs::rename(&beside, desk.file()).expect("a rename");
    pty.until_it_shows(&["Lock each account on its own · solved", "watching"]);
    // The manifest is part of it: this crate is none that the lab has.
    let manifest = desk.file().with_file_name("../Cargo.toml");
    let text = fs::read_to_string(&manifest).expect("a manifest");
    fs::write(&manifest, text + "\n[dependencies]\nparking_lot = \"0.12\"\n").expect("a save");
    fs::write(desk.file(), desk.text("fixed.rs").replace("use std::sync::Mutex", "use parking_lot::Mutex"))
        .expect("a save");
    pty.until_it_shows(&["Lock each account on its own · not modelled", "the lab has no crate `parking_lot`"]);
}

#[test]
fn a_save_in_parts_comes_to_the_verdict_of_the_whole() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&["still broken", "watching"]);
    // How long a part may lie is for the unit tests of `files`, which have the clock in hand.
    let text = desk.text("fixed.rs");
    fs::write(desk.file(), "").expect("a save");
    for end in [100, 200, 300, text.len()] {
        fs::write(desk.file(), &text[..end]).expect("a part");
    }
    pty.until_it_shows(&["Lock each account on its own · solved", "watching"]);
    // Gone for good: that is said, with the command that mends it.
    fs::remove_file(desk.file()).expect("it was there");
    pty.until_it_shows(&["error: ", "is missing; `cargo xtask reset exercise-91` puts it back"]);
}

#[test]
fn without_events_the_files_are_looked_at_and_it_says_so() {
    let desk = Desk::new();
    let mut pty = desk.watch(&["--poll"]);
    pty.until_it_shows(&["still broken", "looks at the files 10 times a second: --poll was given", "watching"]);
    desk.save("fixed.rs");
    pty.until_it_shows(&["Lock each account on its own · solved", "looks at the files"]);
}

#[test]
fn a_save_that_no_event_tells_of_is_found_and_changes_the_way_of_watching() {
    let desk = Desk::new();
    // The learner's file is elsewhere: no folder that is watched changes with it.
    let elsewhere = tempfile::tempdir().expect("a folder");
    let real = elsewhere.path().join("lib.rs");
    fs::rename(desk.file(), &real).expect("a move");
    std::os::unix::fs::symlink(&real, desk.file()).expect("a link");
    let mut pty = desk.watch(&[]);
    let shown = pty.until_it_shows(&["still broken", "watching"]);
    assert!(!shown.contains("looks at the files"), "{shown}");
    desk.save("fixed.rs");
    pty.until_it_shows(&[
        "Lock each account on its own · solved",
        "looks at the files 10 times a second: a save came without a",
    ]);
}

#[test]
fn a_record_that_cannot_be_read_is_told_and_mended() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&["still broken", "watching"]);
    let record = desk.file().with_file_name("../exercise.toml");
    let text = fs::read_to_string(&record).expect("a record");
    fs::write(&record, format!("nonsense\n{text}")).expect("a save");
    pty.until_it_shows(&["error: ", "exercise.toml:1"]);
    fs::write(&record, text).expect("a save");
    pty.until_it_shows(&["still broken", "watching"]);
}
