//! "Subreaper adoption."

use crate::{expect, sh, tell};
use nix::errno::Errno;
use nix::sys::prctl::{get_child_subreaper, set_child_subreaper};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitStatus, wait, waitpid};
use nix::unistd::Pid;

#[test]
fn orphans_go_to_pid_1_unless_asked_for() {
    expect(
        || {
            let mut child = sh("true & exit 3").spawn().unwrap();
            tell(get_child_subreaper().unwrap());
            tell(child.wait().unwrap().code());
            tell(wait().err());
        },
        &["Complete: 0[false Some(3) Some(ECHILD)]"],
    );
}

#[test]
fn a_subreaper_gets_them_running_or_as_zombies() {
    expect(
        || {
            set_child_subreaper(true).unwrap();
            tell(get_child_subreaper().unwrap());
            let child = sh("true & exit 3").spawn().unwrap();
            let mut codes = Vec::new();
            while let Ok(WaitStatus::Exited(pid, code)) = wait() {
                codes.push((pid.as_raw() == child.id() as i32, code));
            }
            codes.sort_unstable();
            tell(codes);
        },
        &["Complete: 0[true [(false, 0), (true, 3)]]"],
    );
}

#[test]
fn a_child_of_a_child_is_nobody_to_wait_for_until_then() {
    expect(
        || {
            set_child_subreaper(true).unwrap();
            let child = sh("sleep infinity & exec sleep infinity").spawn().unwrap();
            let pid = Pid::from_raw(child.id() as i32);
            let grandchild = Pid::from_raw(child.id() as i32 + 1);
            tell(waitpid(grandchild, None).err() == Some(Errno::ECHILD));
            kill(pid, Signal::SIGKILL).unwrap();
            tell(matches!(waitpid(pid, None), Ok(WaitStatus::Signaled(_, Signal::SIGKILL, false))));
            // It was killed before or after it had started one.
            if kill(grandchild, None).is_ok() {
                kill(grandchild, Signal::SIGKILL).unwrap();
                tell(matches!(waitpid(grandchild, None), Ok(WaitStatus::Signaled(..))));
            }
        },
        &["Complete: 0[true true true]", "Complete: 0[true true]"],
    );
}
