//! Whole reapers, right and wrong.

use crate::{fails, holds, sh};
use nix::errno::Errno;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::wait::{WaitPidFlag, WaitStatus, wait, waitpid};
use protocol::Kind;
use std::process::Command;
use std::thread;

const NOHANG: Option<WaitPidFlag> = Some(WaitPidFlag::WNOHANG);

#[test]
fn a_stolen_wait_is_found() {
    let (message, steps) = fails(
        || {
            let mut child = sh("exit 3").spawn().unwrap();
            let reaper = thread::Builder::new().name("reaper".into()).spawn(|| {
                let _ = waitpid(None, NOHANG);
            });
            let code = child.wait().map(|status| status.code());
            lab::check(matches!(code, Ok(Some(3))), Kind::LostValue, || "the code never reached its owner".into());
            reaper.unwrap().join().unwrap();
        },
        Kind::LostValue,
        1,
    );
    assert_eq!(message, "the code never reached its owner");
    assert!(steps.contains("reaper: reaps pid 1001: it exited with 3"), "{steps}");
    assert!(steps.contains("contract: waits for pid 1001: ECHILD, no such child"), "{steps}");
}

/// Two children, one reaper on `SIGCHLD`. Gives the number it reaped before it was asked to stop.
fn reap_two(one_for_each_signal: bool) {
    let set: SigSet = [Signal::SIGCHLD].into_iter().collect();
    set.thread_block().unwrap();
    let _children = [Command::new("true").spawn().unwrap(), Command::new("true").spawn().unwrap()];
    let mut reaped = 0;
    while reaped < 2 {
        set.wait().unwrap();
        while let Ok(WaitStatus::Exited(..)) = waitpid(None, NOHANG) {
            reaped += 1;
            if one_for_each_signal {
                break;
            }
        }
    }
}

#[test]
fn one_wait_for_each_signal_leaves_a_zombie() {
    let (message, _) = fails(|| reap_two(true), Kind::Deadlock, 1);
    assert_eq!(message, "contract waits for ever for a signal (SIGCHLD)");
    holds(|| reap_two(false));
}

#[test]
fn a_loop_that_stops_at_eintr_leaves_a_zombie() {
    fn reap(through: bool) {
        let _child = Command::new("true").spawn().unwrap();
        loop {
            match wait() {
                Ok(_) => {}
                Err(Errno::EINTR) if through => {}
                Err(_) => break,
            }
        }
        let left = waitpid(None, NOHANG);
        lab::check(left == Err(Errno::ECHILD), Kind::Leak, || format!("somebody is left: {left:?}"));
    }
    fails(|| reap(false), Kind::Leak, 1);
    holds(|| reap(true));
}
