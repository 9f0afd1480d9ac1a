//! "A child may exit at any point, before spawn returns included."

use crate::{expect, sh, tell};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::Pid;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

const NOHANG: Option<WaitPidFlag> = Some(WaitPidFlag::WNOHANG);

fn pid_of(child: &std::process::Child) -> Pid {
    Pid::from_raw(child.id() as i32)
}

#[test]
fn a_child_may_end_before_spawn_returns_or_later() {
    expect(
        || {
            let mut child = Command::new("true").spawn().unwrap();
            let early = child.try_wait().unwrap().is_some();
            tell((early, child.wait().unwrap().code()));
        },
        &["Complete: 0[(false, Some(0))]", "Complete: 0[(true, Some(0))]"],
    );
}

#[test]
fn a_wait_hands_out_the_code_once_and_the_handle_keeps_it() {
    expect(
        || {
            let mut child = sh("exit 3").spawn().unwrap();
            let pid = pid_of(&child);
            let codes = (child.wait().unwrap().code(), child.wait().unwrap().code());
            tell((codes, waitpid(pid, None)));
        },
        &["Complete: 0[((Some(3), Some(3)), Err(ECHILD))]"],
    );
}

#[test]
fn whoever_waits_second_finds_nobody() {
    expect(
        || {
            let mut child = sh("exit 3").spawn().unwrap();
            tell(waitpid(None, None).map(|status| matches!(status, WaitStatus::Exited(_, 3))));
            tell(child.wait().map_err(|error| error.raw_os_error()));
        },
        &["Complete: 0[Ok(true) Err(Some(10))]"],
    );
}

#[test]
fn a_look_leaves_the_zombie_there() {
    expect(
        || {
            let mut child = sh("exit 3").spawn().unwrap();
            let pid = pid_of(&child);
            let seen = waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT);
            tell(seen == Ok(WaitStatus::Exited(pid, 3)));
            // A zombie still answers to a signal: it is there.
            tell(kill(pid, None));
            tell(child.wait().unwrap().code());
            tell(kill(pid, None));
        },
        &["Complete: 0[true Ok(()) Some(3) Err(ESRCH)]"],
    );
}

#[test]
fn not_hanging_says_still_alive() {
    expect(
        || {
            let mut child = Command::new("sleep").arg("infinity").spawn().unwrap();
            tell(waitpid(pid_of(&child), NOHANG));
            child.kill().unwrap();
            tell(child.wait().unwrap().signal());
        },
        &["Complete: 0[Ok(StillAlive) Some(9)]"],
    );
}

#[test]
fn a_signal_may_come_too_late() {
    expect(
        || {
            let child = sh("exit 3").spawn().unwrap();
            kill(pid_of(&child), Signal::SIGTERM).unwrap();
            let pid = pid_of(&child);
            tell(match waitpid(pid, None) {
                Ok(WaitStatus::Signaled(_, signal, _)) => format!("{signal}"),
                other => format!("{}", other == Ok(WaitStatus::Exited(pid, 3))),
            });
        },
        &[r#"Complete: 0["SIGTERM"]"#, r#"Complete: 0["true"]"#],
    );
}

#[test]
fn a_signal_to_oneself_has_arrived_when_the_call_returns() {
    expect(|| tell(sh("kill -KILL $$; exit 3").status().unwrap().signal()), &["Complete: 0[Some(9)]"]);
}

#[test]
fn an_ignored_signal_ends_nobody() {
    expect(
        || {
            let child = sh("trap '' TERM; exec sleep infinity").spawn().unwrap();
            let pid = pid_of(&child);
            kill(pid, Signal::SIGTERM).unwrap();
            kill(pid, Signal::SIGKILL).unwrap();
            let Ok(WaitStatus::Signaled(_, signal, false)) = waitpid(pid, None) else { panic!("it was killed") };
            tell(signal);
        },
        // The first one may arrive before it ignores it.
        &["Complete: 0[SIGKILL]", "Complete: 0[SIGTERM]"],
    );
}

#[test]
fn a_missing_program_is_an_error_of_spawn() {
    expect(
        || tell(Command::new("/nonexistent/runc").spawn().err().map(|error| error.kind())),
        &["Complete: 0[Some(NotFound)]"],
    );
}

#[test]
fn a_pid_may_come_again_once_it_is_free() {
    expect(
        || {
            let mut first = Command::new("true").spawn().unwrap();
            first.wait().unwrap();
            let second = Command::new("sleep").arg("infinity").spawn().unwrap();
            tell(first.id() == second.id());
        },
        &["Complete: 0[false]", "Complete: 0[true]"],
    );
    expect(
        || {
            let first = Command::new("true").spawn().unwrap();
            waitid(Id::Pid(pid_of(&first)), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
            // A zombie keeps its pid.
            let second = Command::new("sleep").arg("infinity").spawn().unwrap();
            tell(first.id() == second.id());
        },
        &["Complete: 0[false]"],
    );
}

#[test]
fn of_several_zombies_any_may_come_first() {
    expect(
        || {
            let first = sh("exit 1").spawn().unwrap();
            let second = sh("exit 2").spawn().unwrap();
            for child in [&first, &second] {
                waitid(Id::Pid(pid_of(child)), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
            }
            let Ok(WaitStatus::Exited(_, code)) = waitpid(None, None) else { panic!("two zombies are there") };
            tell(code);
        },
        &["Complete: 0[1]", "Complete: 0[2]"],
    );
}
