//! "A signal to a group reaches each of its members, and none that has left."

use crate::{expect, fails, holds, sh, tell};
use nix::errno::Errno;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigSet, Signal, kill, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::{Pid, getpgid, getpgrp, getpid, getppid, getsid, setpgid, setsid};
use protocol::Kind;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::thread;

const ME: Pid = Pid::from_raw(0);

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id() as i32)
}

fn sleeper() -> Command {
    let mut command = Command::new("sleep");
    command.arg("infinity");
    command
}

/// Kills a container that has started a second process, and takes what comes.
fn end_a_container(kills: fn(Pid)) {
    set_child_subreaper(true).unwrap();
    let init = sh("sleep infinity & exec sleep infinity").process_group(0).spawn().unwrap();
    let pid = pid_of(&init);
    // Both run.
    lab::settle();
    kills(pid);
    lab::settle();
    let mut left = lab::children();
    left.retain(|child| !child.zombie);
    lab::check(left.is_empty(), Kind::Leak, || format!("{} of the container run on", left.len()));
    while waitpid(Pid::from_raw(-pid.as_raw()), None).is_ok() {}
}

#[test]
fn a_kill_of_the_first_process_leaves_the_second_and_a_kill_of_the_group_does_not() {
    let (message, steps) = fails(|| end_a_container(|pid| kill(pid, Signal::SIGKILL).unwrap()), Kind::Leak, 0);
    assert_eq!(message, "1 of the container run on");
    assert!(steps.contains("contract: sends SIGKILL to pid 1001"), "{steps}");
    holds(|| end_a_container(|pid| killpg(pid, Signal::SIGKILL).unwrap()));
    holds(|| end_a_container(|pid| kill(Pid::from_raw(-pid.as_raw()), Signal::SIGKILL).unwrap()));
}

/// As above, at any moment of the container's start.
fn end_it_at_once(kills: fn(Pid)) {
    set_child_subreaper(true).unwrap();
    let init = sh("sleep infinity & exec sleep infinity").process_group(0).spawn().unwrap();
    kills(pid_of(&init));
    lab::settle();
    let left = lab::children().into_iter().filter(|child| !child.zombie).count();
    lab::check(left == 0, Kind::Leak, || "one of the container runs on".into());
}

#[test]
fn a_fork_cannot_slip_through_a_kill_of_the_group() {
    fails(|| end_it_at_once(|pid| kill(pid, Signal::SIGKILL).unwrap()), Kind::Leak, 1);
    holds(|| end_it_at_once(|pid| killpg(pid, Signal::SIGKILL).unwrap()));
}

#[test]
fn a_process_that_leaves_for_a_session_of_its_own_is_not_reached() {
    fn end(in_a_session: bool) {
        set_child_subreaper(true).unwrap();
        let script = if in_a_session { "setsid sleep infinity & exit 0" } else { "sleep infinity & exit 0" };
        let child = sh(script).process_group(0).spawn().unwrap();
        let pid = pid_of(&child);
        lab::settle();
        killpg(pid, Signal::SIGKILL).unwrap();
        lab::settle();
        let left = lab::children().into_iter().filter(|child| !child.zombie).count();
        lab::check(left == 0, Kind::Leak, || "a daemon runs on".into());
    }
    fails(|| end(true), Kind::Leak, 0);
    holds(|| end(false));
}

#[test]
fn the_supervisor_leads_a_group_in_a_session_of_another_process() {
    expect(
        || {
            let (me, parent) = (getpid(), getppid());
            tell((getpgrp() == me, getpgid(None) == Ok(me), getpgid(Some(me)) == Ok(me)));
            tell((getsid(None) == Ok(parent), getpgid(Some(parent)) == Ok(parent), parent == Pid::parent()));
            // It leads a group already.
            tell((setsid().err(), setpgid(ME, ME), setpgid(me, me)));
        },
        &["Complete: 0[(true, true, true) (true, true, true) (Some(EPERM), Ok(()), Ok(()))]"],
    );
}

#[test]
fn a_child_is_where_its_parent_is_or_where_it_was_told_to_go() {
    expect(
        || {
            let first = sleeper().spawn().unwrap();
            let second = sleeper().process_group(0).spawn().unwrap();
            let third = sleeper().process_group(second.id() as i32).spawn().unwrap();
            let of = |child: &Child| getpgid(Some(pid_of(child)));
            tell((of(&first) == Ok(getpid()), of(&second) == Ok(pid_of(&second)), of(&third) == of(&second)));
            tell(getsid(Some(pid_of(&third))) == Ok(getppid()));
            for child in [first, second, third] {
                tell(sleeper().process_group(child.id() as i32).spawn().map(|_| ()).map_err(|it| it.raw_os_error()));
                kill(pid_of(&child), Signal::SIGKILL).unwrap();
                waitpid(pid_of(&child), None).unwrap();
            }
        },
        // The first one leads no group. The third one neither.
        &["Complete: 0[(true, true, true) true Err(Some(1)) Ok(()) Err(Some(1))]"],
    );
}

#[test]
fn where_it_may_not_go_nothing_is_started() {
    expect(
        || {
            let set = SigSet::from(Signal::SIGCHLD);
            set.thread_block().unwrap();
            let error = |command: &mut Command| command.spawn().err().and_then(|it| it.raw_os_error());
            tell((error(sleeper().process_group(7777)), error(sleeper().process_group(-5))));
            // It moves first, and looks for the program then.
            tell(error(Command::new("/nonexistent/runc").process_group(7777)));
            tell((set.wait(), lab::children().len()));
        },
        &["Complete: 0[(Some(1), Some(22)) Some(1) (Ok(SIGCHLD), 0)]"],
    );
}

#[test]
fn setpgid_says_what_linux_says() {
    expect(
        || {
            let child = sleeper().spawn().unwrap();
            let pid = pid_of(&child);
            tell((setpgid(pid, pid), setpgid(pid, ME), setpgid(Pid::from_raw(7777), ME)));
            tell((setpgid(ME, Pid::from_raw(7777)), setpgid(ME, Pid::from_raw(-1))));
            kill(pid, Signal::SIGKILL).unwrap();
            // A zombie is a child whose program has run.
            waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
            tell((setpgid(pid, pid), getpgid(Some(pid)) == Ok(getpgrp())));
            waitpid(pid, None).unwrap();
            tell((setpgid(pid, pid), getpgid(Some(pid)), getsid(Some(pid))));
        },
        &["Complete: 0[(Err(EACCES), Err(EACCES), Err(ESRCH)) (Err(EPERM), Err(EINVAL)) (Err(EACCES), true) \
           (Err(ESRCH), Err(ESRCH), Err(ESRCH))]"],
    );
}

#[test]
fn once_it_leads_no_group_it_may_start_a_session() {
    expect(
        || {
            let child = sleeper().process_group(0).spawn().unwrap();
            let old = sleeper().spawn().unwrap();
            tell((setpgid(ME, pid_of(&child)), getpgrp() == pid_of(&child)));
            // A process is left in the group that it led.
            tell(setsid().err());
            kill(pid_of(&old), Signal::SIGKILL).unwrap();
            waitpid(pid_of(&old), None).unwrap();
            tell((setsid() == Ok(getpid()), getsid(None) == Ok(getpid()), getpgrp() == getpid()));
            // The leader of a session stays, and its child is in another session now.
            tell((setpgid(ME, ME), setsid().err(), setpgid(pid_of(&child), ME)));
            tell(sleeper().process_group(child.id() as i32).spawn().is_err());
        },
        &["Complete: 0[(Ok(()), true) Some(EPERM) (true, true, true) (Err(EPERM), Some(EPERM), Err(EPERM)) true]"],
    );
}

#[test]
fn a_wait_for_a_group_finds_its_members() {
    expect(
        || {
            let mine = sh("exit 3").spawn().unwrap();
            let theirs = sh("exit 4").process_group(0).spawn().unwrap();
            let code = |status| match status {
                Ok(WaitStatus::Exited(_, code)) => Ok(code),
                other => Err(other),
            };
            let group = Pid::from_raw(-pid_of(&theirs).as_raw());
            tell((code(waitpid(group, None)), code(waitpid(group, None))));
            let id = Id::PGid(ME);
            tell(waitid(id, WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).is_ok());
            tell((code(waitpid(ME, None)), code(waitpid(ME, None))));
            tell(waitid(Id::PGid(pid_of(&mine)), WaitPidFlag::WEXITED));
        },
        &["Complete: 0[(Ok(4), Err(Err(ECHILD))) true (Ok(3), Err(Err(ECHILD))) Err(ECHILD)]"],
    );
}

#[test]
fn a_group_of_zombies_is_there_until_the_last_is_waited_for() {
    expect(
        || {
            let child = sh("exit 3").process_group(0).spawn().unwrap();
            let pid = pid_of(&child);
            waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
            tell((killpg(pid, None), killpg(pid, Signal::SIGTERM)));
            waitpid(pid, None).unwrap();
            tell((killpg(pid, None), killpg(Pid::from_raw(-3), None)));
        },
        &["Complete: 0[(Ok(()), Ok(())) (Err(ESRCH), Err(EINVAL))]"],
    );
}

#[test]
fn the_number_of_a_group_is_no_pid_while_it_has_members() {
    expect(
        || {
            let leader = sh("sleep infinity & exit 3").process_group(0).spawn().unwrap();
            set_child_subreaper(true).unwrap();
            waitpid(pid_of(&leader), None).unwrap();
            tell(sleeper().spawn().unwrap().id() == leader.id());
        },
        &["Complete: 0[false]"],
    );
}

#[test]
fn a_signal_to_its_own_group_is_one_for_the_supervisor() {
    let (message, _) = fails(
        || {
            let _child = sleeper().spawn().unwrap();
            kill(ME, Signal::SIGTERM).unwrap();
        },
        Kind::WrongValue,
        0,
    );
    assert_eq!(message, "SIGTERM ends the supervisor: not every thread blocks it");
    expect(
        || {
            let set = SigSet::from(Signal::SIGTERM);
            let child = sleeper().spawn().unwrap();
            set.thread_block().unwrap();
            kill(ME, Signal::SIGTERM).unwrap();
            tell((set.wait(), matches!(waitpid(pid_of(&child), None), Ok(WaitStatus::Signaled(..)))));
        },
        &["Complete: 0[(Ok(SIGTERM), true)]"],
    );
}

#[test]
fn a_wait_for_a_group_goes_on_when_a_member_ends() {
    expect(
        || {
            let child = sleeper().process_group(0).spawn().unwrap();
            let pid = pid_of(&child);
            let waiter = thread::spawn(move || waitpid(Pid::from_raw(-pid.as_raw()), None).is_ok());
            tell(killpg(pid, Signal::SIGTERM));
            tell(waiter.join().unwrap());
        },
        // The waiter may have taken it before.
        &["Complete: 0[Ok(()) true]"],
    );
}

#[test]
fn the_background_of_a_shell_ignores_what_a_terminal_sends() {
    expect(
        || {
            set_child_subreaper(true).unwrap();
            let shell = sh("sleep infinity & exec sleep infinity").process_group(0).spawn().unwrap();
            lab::settle();
            killpg(pid_of(&shell), Signal::SIGINT).unwrap();
            lab::settle();
            tell(lab::children().iter().map(|child| child.zombie).collect::<Vec<_>>());
            tell(
                waitpid(pid_of(&shell), None).is_ok_and(|it| matches!(it, WaitStatus::Signaled(_, Signal::SIGINT, _))),
            );
            tell(matches!(waitpid(None, Some(WaitPidFlag::WNOHANG)), Ok(WaitStatus::StillAlive)));
            tell(waitpid(pid_of(&shell), None) == Err(Errno::ECHILD));
        },
        &["Complete: 0[[true, false] true true true]"],
    );
}

/// A process that leaves for a session of its own is the supervisor's child, and in its group until then.
fn wait_for_one_who_leaves(before: fn()) -> String {
    set_child_subreaper(true).unwrap();
    let shell = sh("setsid sleep infinity & exit 8").spawn().unwrap();
    waitpid(pid_of(&shell), None).unwrap();
    before();
    format!("{:?}", waitpid(Pid::from_raw(0), None))
}

#[test]
fn a_wait_for_a_group_sleeps_on_when_its_last_member_leaves() {
    // It has left before.
    expect(|| tell(wait_for_one_who_leaves(lab::settle)), &["Complete: 0[\"Err(ECHILD)\"]"]);
    let (message, _) = fails(|| drop(wait_for_one_who_leaves(|| ())), Kind::Deadlock, 0);
    assert!(message.contains("process group 1000"), "{message}");
}

#[test]
fn a_sleeper_is_woken_by_an_end_that_another_thread_takes() {
    // It looks again, and finds nobody: the member that was left is another session's.
    expect(
        || {
            let child = sleeper().spawn().unwrap();
            let pid = pid_of(&child);
            let waiter = thread::spawn(|| waitpid(Pid::from_raw(0), None).is_ok());
            kill(pid, Signal::SIGTERM).unwrap();
            let taken = waitpid(pid, None).is_ok();
            tell((taken, waiter.join().unwrap()));
        },
        &["Complete: 0[(false, true)]", "Complete: 0[(true, false)]"],
    );
}
