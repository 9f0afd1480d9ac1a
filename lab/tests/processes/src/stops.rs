//! "A stopped child is neither running nor over, and most signals wait until it goes on."

use crate::{expect, fails, holds, sh, tell};
use nix::errno::Errno;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigSet, Signal, kill, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::Pid;
use protocol::Kind;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};

const UNTRACED: Option<WaitPidFlag> = Some(WaitPidFlag::WUNTRACED);
const CONTINUED: Option<WaitPidFlag> = Some(WaitPidFlag::WCONTINUED);

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id() as i32)
}

fn sleeper() -> Pid {
    pid_of(&Command::new("sleep").arg("infinity").spawn().unwrap())
}

/// What a wait says, without the pid.
fn said(status: nix::Result<WaitStatus>) -> String {
    match status {
        Ok(WaitStatus::Exited(_, code)) => format!("exited {code}"),
        Ok(WaitStatus::Signaled(_, signal, _)) => format!("{signal}"),
        Ok(WaitStatus::Stopped(_, signal)) => format!("stopped {signal}"),
        Ok(WaitStatus::Continued(_)) => "goes on".into(),
        other => format!("{other:?}"),
    }
}

fn not_hanging(pid: Pid, flags: WaitPidFlag) -> String {
    said(waitpid(pid, Some(flags | WaitPidFlag::WNOHANG)))
}

#[test]
fn a_stop_taken_for_the_end_is_found() {
    fn ends(looks: bool) {
        let child = sh("kill -STOP $$; exit 3").spawn().unwrap();
        let pid = pid_of(&child);
        loop {
            match waitpid(pid, UNTRACED) {
                Err(Errno::EINTR) => {}
                Ok(WaitStatus::Stopped(..)) if looks => kill(pid, Signal::SIGCONT).unwrap(),
                _ => break,
            }
        }
        let left = lab::children().len();
        lab::check(left == 0, Kind::Leak, || "the child was stopped, and has not ended".into());
    }
    let (message, steps) = fails(|| ends(false), Kind::Leak, 0);
    assert_eq!(message, "the child was stopped, and has not ended");
    assert!(steps.contains("pid 1001: sends itself SIGSTOP"), "{steps}");
    assert!(steps.contains("contract: learns that pid 1001 was stopped by SIGSTOP"), "{steps}");
    holds(|| ends(true));
}

#[test]
fn only_sigkill_ends_a_stopped_child() {
    fn ends(kills: fn(Pid)) {
        let pid = sleeper();
        kill(pid, Signal::SIGSTOP).unwrap();
        lab::settle();
        kills(pid);
        while waitpid(pid, None) == Err(Errno::EINTR) {}
    }
    let (message, _) = fails(|| ends(|pid| kill(pid, Signal::SIGTERM).unwrap()), Kind::Deadlock, 0);
    assert_eq!(message, "contract waits for ever for the end of pid 1001");
    holds(|| ends(|pid| kill(pid, Signal::SIGKILL).unwrap()));
    holds(|| {
        ends(|pid| {
            kill(pid, Signal::SIGTERM).unwrap();
            kill(pid, Signal::SIGCONT).unwrap();
        });
    });
}

#[test]
fn a_stop_is_told_once_and_only_where_it_is_asked_for() {
    expect(
        || {
            let pid = sleeper();
            kill(pid, Signal::SIGSTOP).unwrap();
            tell(said(waitid(Id::Pid(pid), WaitPidFlag::WSTOPPED | WaitPidFlag::WNOWAIT)));
            tell(not_hanging(pid, WaitPidFlag::empty()));
            tell(not_hanging(pid, WaitPidFlag::WCONTINUED));
            tell((said(waitpid(pid, UNTRACED)), not_hanging(pid, WaitPidFlag::WUNTRACED)));
            kill(pid, Signal::SIGCONT).unwrap();
            tell((said(waitpid(pid, CONTINUED)), not_hanging(pid, WaitPidFlag::WCONTINUED)));
            // It runs: a second one does nothing.
            kill(pid, Signal::SIGCONT).unwrap();
            tell(not_hanging(pid, WaitPidFlag::WCONTINUED | WaitPidFlag::WUNTRACED));
        },
        &[
            r#"Complete: 0["stopped SIGSTOP" "Ok(StillAlive)" "Ok(StillAlive)" ("stopped SIGSTOP", "Ok(StillAlive)") ("goes on", "Ok(StillAlive)") "Ok(StillAlive)"]"#,
        ],
    );
}

#[test]
fn a_continuation_takes_back_a_stop_that_has_not_come() {
    expect(
        || {
            let pid = sleeper();
            kill(pid, Signal::SIGSTOP).unwrap();
            kill(pid, Signal::SIGCONT).unwrap();
            tell(not_hanging(pid, WaitPidFlag::WUNTRACED | WaitPidFlag::WCONTINUED));
        },
        &[r#"Complete: 0["Ok(StillAlive)"]"#, r#"Complete: 0["goes on"]"#],
    );
}

#[test]
fn a_child_may_end_before_it_is_stopped() {
    expect(
        || {
            let child = sh("exit 3").spawn().unwrap();
            kill(pid_of(&child), Signal::SIGSTOP).unwrap();
            tell(said(waitpid(pid_of(&child), UNTRACED)));
        },
        &[r#"Complete: 0["exited 3"]"#, r#"Complete: 0["stopped SIGSTOP"]"#],
    );
}

#[test]
fn each_of_them_is_a_sigchld_a_moment_later() {
    holds(|| {
        let set = SigSet::from(Signal::SIGCHLD);
        set.thread_block().unwrap();
        let pid = sleeper();
        kill(pid, Signal::SIGSTOP).unwrap();
        assert_eq!(set.wait(), Ok(Signal::SIGCHLD));
        assert_eq!(not_hanging(pid, WaitPidFlag::WUNTRACED), "stopped SIGSTOP");
        kill(pid, Signal::SIGCONT).unwrap();
        // A wait can hear of it first.
        assert_eq!(not_hanging(pid, WaitPidFlag::WCONTINUED), "goes on");
        assert_eq!(set.wait(), Ok(Signal::SIGCHLD));
    });
}

#[test]
fn what_waited_ends_it_once_it_goes_on() {
    expect(
        || {
            let pid = sleeper();
            kill(pid, Signal::SIGSTOP).unwrap();
            waitpid(pid, UNTRACED).unwrap();
            kill(pid, Signal::SIGTERM).unwrap();
            kill(pid, Signal::SIGHUP).unwrap();
            lab::settle();
            tell(not_hanging(pid, WaitPidFlag::empty()));
            kill(pid, Signal::SIGCONT).unwrap();
            tell(said(waitpid(pid, None)));
        },
        // The lowest number comes first.
        &[r#"Complete: 0["Ok(StillAlive)" "SIGHUP"]"#],
    );
}

#[test]
fn a_zombie_is_nobody_who_could_stop() {
    expect(
        || {
            let child = sh("exit 3").spawn().unwrap();
            let pid = pid_of(&child);
            waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
            tell(said(waitid(Id::Pid(pid), WaitPidFlag::WSTOPPED)));
            tell(said(waitid(Id::All, WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT)));
            tell(said(waitpid(pid, UNTRACED)));
        },
        &[r#"Complete: 0["Err(ECHILD)" "Err(EINVAL)" "exited 3"]"#],
    );
}

#[test]
fn a_stop_from_a_terminal_does_nothing_in_an_orphaned_group() {
    expect(
        || {
            let pid = pid_of(&sh("exec setsid sleep infinity").spawn().unwrap());
            lab::settle();
            kill(pid, Signal::SIGTSTP).unwrap();
            lab::settle();
            tell(not_hanging(pid, WaitPidFlag::WUNTRACED));
            kill(pid, Signal::SIGSTOP).unwrap();
            tell(said(waitpid(pid, UNTRACED)));
        },
        &[r#"Complete: 0["Ok(StillAlive)" "stopped SIGSTOP"]"#],
    );
    expect(
        || {
            let pid = sleeper();
            kill(pid, Signal::SIGTSTP).unwrap();
            tell(said(waitpid(pid, UNTRACED)));
        },
        &[r#"Complete: 0["stopped SIGTSTP"]"#],
    );
}

/// The first process of a stopped group is killed. Gives whether one is left in the group.
fn first_one_goes() -> bool {
    let first = sh("sleep infinity & exec sleep infinity").process_group(0).spawn().unwrap();
    let group = pid_of(&first);
    lab::settle();
    killpg(group, Signal::SIGSTOP).unwrap();
    lab::settle();
    kill(group, Signal::SIGKILL).unwrap();
    waitpid(group, None).unwrap();
    lab::settle();
    killpg(group, None).is_ok()
}

#[test]
fn a_stopped_group_that_is_cut_off_is_hung_up() {
    // The second one goes to pid 1, and then no member has its parent in another group of the session.
    expect(|| tell(first_one_goes()), &["Complete: 0[false]"]);
    expect(
        || {
            set_child_subreaper(true).unwrap();
            tell(first_one_goes());
        },
        &["Complete: 0[true]"],
    );
}

#[test]
fn a_whole_group_is_stopped_and_goes_on() {
    expect(
        || {
            set_child_subreaper(true).unwrap();
            let leader = sh("sleep infinity & exec sleep infinity").process_group(0).spawn().unwrap();
            lab::settle();
            let group = pid_of(&leader);
            killpg(group, Signal::SIGSTOP).unwrap();
            lab::settle();
            killpg(group, Signal::SIGTERM).unwrap();
            lab::settle();
            tell(lab::children().iter().filter(|child| child.zombie).count());
            killpg(group, Signal::SIGCONT).unwrap();
            lab::settle();
            tell(lab::children().iter().filter(|child| child.zombie).count());
        },
        &["Complete: 0[0 2]"],
    );
}
