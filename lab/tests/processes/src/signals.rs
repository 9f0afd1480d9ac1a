//! "Registration late by one step, two exits behind one SIGCHLD, EINTR, SIGTERM arriving in the reap loop."

use crate::{BOUNDS, expect, fails, holds, sh, tell, walk_with};
use lab::explore::Bounds;
use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, wait, waitid, waitpid};
use nix::unistd::Pid;
use protocol::Kind;
use std::process::Command;
use std::thread;

fn block(signals: &[Signal]) -> SigSet {
    let set: SigSet = signals.iter().copied().collect();
    set.thread_block().unwrap();
    set
}

#[test]
fn a_blocked_sigchld_waits_for_whoever_takes_it() {
    holds(|| {
        let set = block(&[Signal::SIGCHLD]);
        let mut child = Command::new("true").spawn().unwrap();
        assert_eq!(set.wait(), Ok(Signal::SIGCHLD));
        // The zombie is there before the signal is.
        assert!(child.try_wait().unwrap().is_some());
    });
}

#[test]
fn blocked_one_step_too_late_it_is_gone() {
    let (message, steps) = fails(
        || {
            let mut child = Command::new("true").spawn().unwrap();
            let set = block(&[Signal::SIGCHLD]);
            assert_eq!(set.wait(), Ok(Signal::SIGCHLD));
            child.wait().unwrap();
        },
        Kind::Deadlock,
        1,
    );
    assert_eq!(message, "contract waits for ever for a signal (SIGCHLD)");
    assert!(steps.contains("pid 1001: exits with 0\ncontract: changes which signals it blocks"), "{steps}");
}

#[test]
fn a_spawn_that_fails_leaves_its_sigchld() {
    holds(|| {
        let set = block(&[Signal::SIGCHLD]);
        assert!(Command::new("/nonexistent/runc").spawn().is_err());
        assert_eq!((set.wait(), wait()), (Ok(Signal::SIGCHLD), Err(Errno::ECHILD)));
    });
}

#[test]
fn two_ends_may_be_one_signal() {
    expect(
        || {
            let set = block(&[Signal::SIGCHLD]);
            let _children = [Command::new("true").spawn().unwrap(), Command::new("true").spawn().unwrap()];
            for _ in 0..2 {
                set.wait().unwrap();
                tell(());
            }
        },
        &["Complete: 0[() ()]", "Deadlock: 0[()] 0:SigWait(processes)@62"],
    );
}

#[test]
fn a_wait_may_be_interrupted_and_std_begins_again() {
    fn by_nix() {
        let child = Command::new("true").spawn().unwrap();
        tell(waitpid(Pid::from_raw(child.id() as i32), None).err());
    }
    expect(by_nix, &["Complete: 0[None]"]);
    let seen = walk_with(Bounds { spurious: 1, ..BOUNDS }, by_nix);
    assert!(seen.contains(&format!("Complete: 0[{:?}]", Some(Errno::EINTR))), "{seen:?}");
    holds(|| {
        Command::new("true").spawn().unwrap().wait().unwrap();
    });
}

#[test]
fn an_interrupted_wait_has_taken_nothing() {
    holds(|| {
        let _child = sh("exit 3").spawn().unwrap();
        let status = wait().or_else(|_| wait());
        assert!(matches!(status, Ok(WaitStatus::Exited(_, 3))), "{status:?}");
    });
}

#[test]
fn sigterm_may_come_before_or_between() {
    expect(
        || {
            let set = block(&[Signal::SIGCHLD, Signal::SIGTERM]);
            let sender = thread::spawn(|| kill(Pid::this(), Signal::SIGTERM).unwrap());
            let _child = Command::new("true").spawn().unwrap();
            tell((set.wait().unwrap(), set.wait().unwrap()));
            sender.join().unwrap();
        },
        &["Complete: 0[(SIGCHLD, SIGTERM)]", "Complete: 0[(SIGTERM, SIGCHLD)]"],
    );
}

#[test]
fn a_signal_that_somebody_lets_in_ends_the_supervisor() {
    let (message, _) = fails(
        || {
            let helper = thread::spawn(|| {});
            let _ = block(&[Signal::SIGTERM]);
            kill(Pid::this(), Signal::SIGTERM).unwrap();
            helper.join().unwrap();
        },
        Kind::WrongValue,
        0,
    );
    assert_eq!(message, "SIGTERM ends the supervisor: not every thread blocks it");
}

#[test]
fn sigchld_may_go_to_a_thread_that_lets_it_in() {
    expect(
        || {
            let helper = thread::spawn(lab::pause);
            let set = block(&[Signal::SIGCHLD]);
            let child = Command::new("true").spawn().unwrap();
            let pid = Pid::from_raw(child.id() as i32);
            waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
            helper.join().unwrap();
            tell(set.wait());
        },
        &["Complete: 0[Ok(SIGCHLD)]", "Deadlock: 0:SigWait(processes)@132"],
    );
}

#[test]
fn a_child_inherits_what_its_thread_blocks() {
    expect(
        || {
            let _ = block(&[Signal::SIGTERM]);
            let child = Command::new("sleep").arg("infinity").spawn().unwrap();
            let pid = Pid::from_raw(child.id() as i32);
            kill(pid, Signal::SIGTERM).unwrap();
            tell(waitpid(pid, Some(WaitPidFlag::WNOHANG)));
            kill(pid, Signal::SIGKILL).unwrap();
            let Ok(WaitStatus::Signaled(_, signal, false)) = waitpid(pid, None) else { panic!("it was killed") };
            tell(signal);
        },
        &["Complete: 0[Ok(StillAlive) SIGKILL]"],
    );
}
