//! Every way out leaves the terminal as it was, and nothing running.

use crate::desk::Desk;
use nix::sys::signal::Signal;
use std::{os::unix::process::ExitStatusExt, process::Stdio};

#[test]
fn q_leaves_the_verdict_and_takes_the_keys() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    let then = pty.then.clone();
    pty.until_it_shows(&["still broken", "watching"]);
    assert!(pty.settings() != then, "keys come one by one");
    pty.types("q");
    assert!(pty.until_it_ends().success());
    assert_eq!(pty.settings(), then);
    assert!(pty.is_ordinary());
    let shown = pty.shows();
    assert!(shown.contains("still broken") && !shown.contains("q quit") && !shown.contains("watching"), "{shown}");
    assert_eq!(pty.cursor().1, 0, "a prompt begins a line of its own: {shown}");
    assert_eq!(desk.running(), Vec::<String>::new());
}

/// In the middle of a check that hangs.
fn ended_by(end: impl FnOnce(&mut crate::pty::Pty)) -> Option<i32> {
    let desk = Desk::new();
    desk.save("forever.rs");
    let mut pty = desk.watch(&["--wall", "600"]);
    let then = pty.then.clone();
    pty.until_it_shows(&["searching the schedules"]);
    assert!(pty.settings() != then);
    end(&mut pty);
    let status = pty.until_it_ends();
    // After SIGKILL others tidy up: the keeper of the check, and the guard of the terminal.
    pty.until("the terminal is as before", |it| (it.settings() == then).then_some(()));
    pty.until("nothing is left", |_| desk.running().is_empty().then_some(()));
    assert!(pty.is_ordinary());
    status.code().or(status.signal().map(|it| -it))
}

#[test]
fn ctrl_c_while_a_check_hangs() {
    assert_eq!(ended_by(|pty| pty.types("\u{3}")), Some(130));
}

#[test]
fn q_while_a_check_hangs() {
    assert_eq!(ended_by(|pty| pty.types("q")), Some(0));
}

#[test]
fn sigterm_and_sighup_while_a_check_hangs() {
    assert_eq!(ended_by(|pty| pty.signal(Signal::SIGTERM)), Some(130));
    assert_eq!(ended_by(|pty| pty.signal(Signal::SIGHUP)), Some(130));
}

#[test]
fn sigkill_and_an_abort_while_a_check_hangs() {
    assert_eq!(ended_by(|pty| pty.signal(Signal::SIGKILL)), Some(-9));
    assert_eq!(ended_by(|pty| pty.signal(Signal::SIGABRT)), Some(-6));
}

#[test]
fn q_while_somebody_else_checks_the_same_file() {
    let desk = Desk::new();
    desk.save("forever.rs");
    let mut other = desk.watch(&["--wall", "600"]);
    other.until_it_shows(&["searching the schedules"]);
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&["checking 1 s"]);
    pty.types("q");
    assert!(pty.until_it_ends().success());
}

#[test]
fn without_a_terminal_it_names_the_command_to_use() {
    let desk = Desk::new();
    let output = desk.command(&[]).stdin(Stdio::null()).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("`watch` needs a terminal") && said.contains("cargo xtask check exercise-91"), "{said}");
}
