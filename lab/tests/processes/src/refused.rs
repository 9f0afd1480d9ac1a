//! What is refused in words while it runs.

use crate::{sh, verdict};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid, waitpid};
use nix::unistd::Pid;
use protocol::Outcome;
use std::process::Command;

#[track_caller]
fn refused(property: fn(), words: &str) {
    let outcome = verdict(property).outcome;
    let Outcome::NotModelled { message } = &outcome else { panic!("{outcome:?}") };
    assert!(message.contains(words), "{message}");
}

#[test]
fn a_program_that_the_lab_cannot_run() {
    refused(|| drop(Command::new("runc").arg("create").spawn()), "the program `runc create`");
    refused(|| drop(sh("echo hello").spawn()), "the program `sh -c echo hello`");
}

#[test]
fn process_groups_and_stopped_processes() {
    refused(|| _ = waitpid(Pid::from_raw(0), None), "waiting for a process group");
    refused(|| _ = kill(Pid::from_raw(-1), Signal::SIGTERM), "signals to process groups");
    refused(|| _ = waitpid(None, Some(WaitPidFlag::WUNTRACED)), "stopped and continued processes");
    refused(|| _ = waitid(Id::All, WaitPidFlag::WSTOPPED), "stopped and continued processes");
    refused(|| _ = kill(Pid::from_raw(7), Signal::SIGSTOP), "stopped processes");
}

#[test]
fn a_ninth_process() {
    fn nine() {
        for _ in 0..9 {
            drop(Command::new("sleep").arg("infinity").spawn());
        }
    }
    refused(nine, "more than eight processes");
    fn nine_with_those_they_start() {
        for _ in 0..5 {
            drop(sh("sleep infinity & exec sleep infinity").spawn());
        }
    }
    refused(nine_with_those_they_start, "more than eight processes");
}
