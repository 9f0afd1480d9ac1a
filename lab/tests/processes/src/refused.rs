//! What is refused in words while it runs.

use crate::{sh, verdict};
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{WaitPidFlag, waitpid};
use nix::unistd::{Pid, getpgid, getppid, setpgid};
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
fn who_is_not_below_the_supervisor() {
    refused(|| _ = kill(Pid::from_raw(-1), Signal::SIGTERM), "signals to every process");
    refused(|| _ = killpg(Pid::from_raw(1), Signal::SIGTERM), "signals to every process");
    refused(|| _ = kill(getppid(), Signal::SIGTERM), "not below the supervisor");
    refused(|| _ = setpgid(Pid::from_raw(0), getppid()), "not below the supervisor");
    refused(|| _ = getpgid(Some(Pid::from_raw(1))), "pid 1");
}

#[test]
fn an_orphan_that_may_have_called_exec() {
    fn moves_an_orphan() {
        set_child_subreaper(true).unwrap();
        let child = sh("sleep infinity & exit 3").spawn().unwrap();
        waitpid(Pid::from_raw(child.id() as i32), None).unwrap();
        let orphan = Pid::from_raw(lab::children()[0].pid as i32);
        _ = setpgid(orphan, orphan);
    }
    refused(moves_an_orphan, "moving an orphan to a process group");
}

#[test]
fn a_stop_of_the_supervisor() {
    refused(|| _ = kill(Pid::this(), Signal::SIGSTOP), "a stop of the supervisor itself");
    refused(|| _ = kill(Pid::from_raw(0), Signal::SIGTSTP), "a stop of the supervisor itself");
    refused(|| _ = waitpid(None, Some(WaitPidFlag::__WALL)), "waiting for clones");
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
