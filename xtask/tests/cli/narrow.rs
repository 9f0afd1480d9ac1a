//! A terminal of 40 columns: words are broken where they fit, and only commands and paths may be longer.

use crate::cmd::copy_of_the_course;
use nix::pty::{Winsize, openpty};
use std::{
    fs::File,
    io::Read,
    path::Path,
    process::{Command, Stdio},
};

/// What a command shows on a terminal of that width, without its colours.
fn on_a_terminal(columns: u16, course: &Path, args: &[&str]) -> String {
    let shown = bytes_on_a_terminal(columns, course, args);
    anstream::adapter::strip_str(&String::from_utf8(shown).expect("text")).to_string().replace('\r', "")
}

/// What a command sends to a terminal of that width.
pub(crate) fn bytes_on_a_terminal(columns: u16, course: &Path, args: &[&str]) -> Vec<u8> {
    let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = openpty(Some(&size), None).expect("a terminal");
    let mut child = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(args)
        .env("EXIT_PATH_COURSE", course)
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(pty.slave)
        .stderr(Stdio::null())
        .spawn()
        .expect("the command starts");
    let mut shown = Vec::new();
    // Once the last writer is gone, a read fails: that is the end of a terminal.
    let mut master = File::from(pty.master);
    let mut bytes = [0; 4096];
    while let Ok(count @ 1..) = master.read(&mut bytes) {
        shown.extend_from_slice(&bytes[..count]);
    }
    child.wait().expect("it ends");
    shown
}

/// A command or a path is one word to whoever copies it.
fn may_be_long(line: &str) -> bool {
    line.trim_start().starts_with("cargo xtask ") || !line.trim().contains(' ')
}

#[test]
fn everything_fits_into_40_columns() {
    let copy = copy_of_the_course();
    for args in [
        &["check", "91"][..],
        &[],
        &["list", "--hazards"],
        &["progress"],
        &["explain"],
        &["explain", "hangs"],
        &["hint", "91"],
        &["note", "91"],
        &["solution", "91", "--peek"],
    ] {
        let shown = on_a_terminal(40, copy.path(), args);
        assert!(shown.lines().count() > 1, "{args:?} shows nothing:\n{shown}");
        // Code is shown as it is written.
        let words =
            shown.lines().filter(|line| !line.starts_with(['+', '-', ' ', '@']) || args.first() != Some(&"solution"));
        for line in words {
            assert!(line.chars().count() <= 40 || may_be_long(line), "{args:?}: {line:?} in\n{shown}");
        }
    }
}

#[test]
fn a_wide_terminal_gets_80_columns() {
    let copy = copy_of_the_course();
    let shown = on_a_terminal(200, copy.path(), &["explain", "hangs"]);
    let widest = shown.lines().map(|line| line.chars().count()).max();
    assert!(matches!(widest, Some(60..=80)), "{shown}");
}
