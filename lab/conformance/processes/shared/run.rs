//! Runs a sequence of calls, as ordinary code on `std` and `nix`. Compiled twice: against the replacements, and against the
//! real ones. Children are named by their order, since pids differ.

use crate::calls::{Call, Group, PROGRAMS};
use crate::host::{children, say};
use nix::errno::Errno;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{SigSet, Signal, kill, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::{Pid, getpgid, getpgrp, getpid, getppid, getsid, setpgid, setsid};
use std::io;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};

/// Runs them all, and says each answer.
pub(crate) fn run(calls: &[Call]) {
    let mut started: Vec<Child> = Vec::new();
    for call in calls {
        let answer = answer(*call, &mut started);
        say(&format!("{call:?}: {answer}"));
    }
}

fn answer(call: Call, started: &mut Vec<Child>) -> String {
    let pid = |started: &[Child], n: usize| started.get(n).map(|child| Pid::from_raw(child.id() as i32));
    match call {
        Call::Spawn(n) => start(n, None, started),
        Call::SpawnIn(n, group) => start(n, Some(number(group, started)), started),
        Call::Ended(n) => match pid(started, n) {
            Some(pid) => {
                let gate = waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT);
                format!("{:?}", gate.map(|_| "ended"))
            }
            None => "no such child".into(),
        },
        Call::Wait { child, blocks } => {
            let flags = if blocks { WaitPidFlag::empty() } else { WaitPidFlag::WNOHANG };
            match child.map(|n| pid(started, n)) {
                Some(None) => "no such child".into(),
                Some(one) => status(waitpid(one, Some(flags)), started),
                None => status(waitpid(None, Some(flags)), started),
            }
        }
        Call::Look { child, blocks, takes, exited } => {
            let mut flags = WaitPidFlag::empty();
            for (on, flag) in
                [(!blocks, WaitPidFlag::WNOHANG), (!takes, WaitPidFlag::WNOWAIT), (exited, WaitPidFlag::WEXITED)]
            {
                flags.set(flag, on);
            }
            match child.map(|n| pid(started, n)) {
                Some(None) => "no such child".into(),
                Some(Some(one)) => status(waitid(Id::Pid(one), flags), started),
                None => status(waitid(Id::All, flags), started),
            }
        }
        Call::Stopped(n) => gate(pid(started, n), WaitPidFlag::WSTOPPED),
        Call::GoesOn(n) => gate(pid(started, n), WaitPidFlag::WCONTINUED),
        Call::WaitMore { child, blocks, stopped, continued } => {
            let mut flags = WaitPidFlag::empty();
            flags.set(WaitPidFlag::WNOHANG, !blocks);
            flags.set(WaitPidFlag::WUNTRACED, stopped);
            flags.set(WaitPidFlag::WCONTINUED, continued);
            match child.map(|n| pid(started, n)) {
                Some(None) => "no such child".into(),
                one => status(waitpid(one.flatten(), Some(flags)), started),
            }
        }
        Call::LookMore { child, takes, stopped, continued, exited } => {
            let mut flags = WaitPidFlag::WNOHANG;
            flags.set(WaitPidFlag::WNOWAIT, !takes);
            flags.set(WaitPidFlag::WSTOPPED, stopped);
            flags.set(WaitPidFlag::WCONTINUED, continued);
            flags.set(WaitPidFlag::WEXITED, exited);
            match child.map(|n| pid(started, n)) {
                Some(None) => "no such child".into(),
                Some(Some(one)) => status(waitid(Id::Pid(one), flags), started),
                None => status(waitid(Id::All, flags), started),
            }
        }
        Call::WrongFlag => status(waitpid(None, Some(WaitPidFlag::WNOWAIT | WaitPidFlag::WNOHANG)), started),
        Call::StdWait(n) => {
            started.get_mut(n).map_or_else(|| "no such child".into(), |child| ended(child.wait().map(Some)))
        }
        Call::StdTryWait(n) => {
            started.get_mut(n).map_or_else(|| "no such child".into(), |child| ended(child.try_wait()))
        }
        Call::StdKill(n) => started.get_mut(n).map_or_else(
            || "no such child".into(),
            |child| match child.kill() {
                Ok(()) => "sent".into(),
                Err(error) => said(&error),
            },
        ),
        Call::Kill(n, signal) => match pid(started, n) {
            Some(pid) => format!("{:?}", kill(pid, Signal::try_from(signal).ok())),
            None => "no such child".into(),
        },
        // No process has the highest pid: the kernel's limit is lower.
        Call::KillNobody => format!("{:?}", kill(Pid::from_raw(i32::MAX), None)),
        Call::Move(child, group) => match child.map(|n| pid(started, n)) {
            Some(None) => "no such child".into(),
            Some(Some(child)) => format!("{:?}", setpgid(child, Pid::from_raw(number(group, started)))),
            None => format!("{:?}", setpgid(Pid::from_raw(0), Pid::from_raw(number(group, started)))),
        },
        Call::NewSession => format!("{:?}", setsid().map(|session| session == getpid())),
        Call::Belongs(child) => match child.map(|n| pid(started, n)) {
            Some(None) => "no such child".into(),
            whose => {
                let (group, session) = (getpgid(whose.flatten()), getsid(whose.flatten()));
                format!("{} {}", named(group, started), named(session, started))
            }
        },
        Call::KillGroup(group, signal) => {
            format!("{:?}", killpg(Pid::from_raw(number(group, started)), Signal::try_from(signal).ok()))
        }
        Call::WaitGroup { group, blocks } => {
            let flags = if blocks { WaitPidFlag::empty() } else { WaitPidFlag::WNOHANG };
            status(waitpid(Pid::from_raw(-number(group, started)), Some(flags)), started)
        }
        Call::LookGroup(group) => {
            let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
            status(waitid(Id::PGid(Pid::from_raw(number(group, started))), flags), started)
        }
        Call::BlockChld => format!("{:?}", SigSet::from(Signal::SIGCHLD).thread_block()),
        Call::UnblockChld => format!("{:?}", SigSet::from(Signal::SIGCHLD).thread_unblock()),
        Call::BlockTerm => format!("{:?}", SigSet::from(Signal::SIGTERM).thread_block()),
        Call::TakeChld => take_chld(),
        Call::Term => format!("{:?}", kill(Pid::this(), Signal::SIGTERM)),
        Call::Subreaper => format!("{:?}", set_child_subreaper(true)),
        Call::Count => {
            let children = children();
            format!("{} children, {} zombies", children.len(), children.iter().filter(|zombie| **zombie).count())
        }
    }
}

/// Waits until this child has ended, or this has happened to it, and takes nothing.
fn gate(child: Option<Pid>, or: WaitPidFlag) -> String {
    let Some(pid) = child else { return "no such child".into() };
    let gate = waitid(Id::Pid(pid), or | WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT);
    format!("{:?}", gate.map(|_| "yes"))
}

fn start(program: usize, group: Option<i32>, started: &mut Vec<Child>) -> String {
    let mut command = match PROGRAMS[program] {
        program @ ("true" | "/nonexistent/program") => Command::new(program),
        text => {
            let mut sh = Command::new("sh");
            sh.args(["-c", text]);
            sh
        }
    };
    if let Some(group) = group {
        command.process_group(group);
    }
    // Who reads our output waits for everybody who could still write to it.
    match command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn() {
        Ok(child) => {
            started.push(child);
            "started".into()
        }
        Err(error) => said(&error),
    }
}

/// The number of a group. No process has the highest one.
fn number(group: Group, started: &[Child]) -> i32 {
    match group {
        Group::Zero => 0,
        Group::Of(n) => started.get(n).map_or(i32::MAX, |child| child.id() as i32),
        Group::Ours => getpgrp().as_raw(),
        Group::Nobodys => i32::MAX,
        Group::Negative => -2,
    }
}

/// Whose number it is.
fn named(number: Result<Pid, Errno>, started: &[Child]) -> String {
    match number {
        Ok(pid) if pid == getpid() => "ours".into(),
        Ok(pid) => match started.iter().position(|child| child.id() as i32 == pid.as_raw()) {
            Some(n) => format!("child {n}'s"),
            // That of the process that started us, or of one that our child has started.
            None if getsid(Some(getppid())) == Ok(pid) => "another one's".into(),
            None => "an orphan's".into(),
        },
        Err(error) => format!("{error:?}"),
    }
}

/// `sigwait` would wait. So another signal is sent first, which is taken only where no SIGCHLD is there: the kernel hands
/// out the lowest number.
fn take_chld() -> String {
    let blocked = SigSet::thread_get_mask().is_ok_and(|mask| mask.contains(Signal::SIGCHLD));
    if !blocked {
        return "not blocked".into();
    }
    let both = SigSet::from_iter([Signal::SIGCHLD, Signal::SIGURG]);
    let _ = SigSet::from(Signal::SIGURG).thread_block();
    let _ = kill(Pid::this(), Signal::SIGURG);
    let first = both.wait();
    if first == Ok(Signal::SIGCHLD) {
        let _ = both.wait();
    }
    let _ = SigSet::from(Signal::SIGURG).thread_unblock();
    format!("{first:?}")
}

/// Which child it was, and how it ended.
fn status(status: Result<WaitStatus, Errno>, started: &[Child]) -> String {
    let who = |pid: Pid| match started.iter().position(|child| child.id() as i32 == pid.as_raw()) {
        Some(n) => format!("child {n}"),
        None => "an orphan".into(),
    };
    match status {
        Ok(WaitStatus::Exited(pid, code)) => format!("{} exited with {code}", who(pid)),
        Ok(WaitStatus::Signaled(pid, signal, _)) => format!("{} was ended by {signal}", who(pid)),
        Ok(WaitStatus::Stopped(pid, signal)) => format!("{} was stopped by {signal}", who(pid)),
        Ok(WaitStatus::Continued(pid)) => format!("{} goes on", who(pid)),
        Ok(other) => format!("{other:?}"),
        Err(error) => format!("{error:?}"),
    }
}

fn ended(status: io::Result<Option<ExitStatus>>) -> String {
    match status {
        Ok(Some(status)) => format!("code {:?}, signal {:?}", status.code(), status.signal()),
        Ok(None) => "still there".into(),
        Err(error) => said(&error),
    }
}

fn said(error: &io::Error) -> String {
    format!("{:?}", Errno::from_raw(error.raw_os_error().unwrap_or(0)))
}
