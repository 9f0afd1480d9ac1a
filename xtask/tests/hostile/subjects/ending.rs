//! Subjects that end or stop others, or cannot be ended themselves.

use super::{leaving, sleep, spin, tell_the_truth};
use nix::{
    libc,
    sys::signal::{SigHandler, Signal, kill, signal},
    unistd::{ForkResult, Pid, fork, getppid, setsid},
};
use std::io::Write;

/// Who is above a process.
fn parent_of(pid: Pid) -> Pid {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it is there");
    let (_, rest) = stat.rsplit_once(')').expect("a name");
    Pid::from_raw(rest.split_whitespace().nth(1).expect("a parent").parse().expect("a number"))
}

/// A process that nobody knows stops the tool, kills the keeper, and then kills the tool. It stays.
pub(super) fn kill_the_tool_and_the_keeper() {
    let keeper = getppid();
    let tool = parent_of(keeper);
    leaving::daemonize_and(|| {
        for (who, what) in [(tool, Signal::SIGSTOP), (keeper, Signal::SIGKILL), (tool, Signal::SIGKILL)] {
            // Behind a fence it may not; then it stays all the same.
            let _ = kill(who, what);
        }
        leaving::stay_without_environment();
    });
    leaving::when_asleep(1);
    tell_the_truth();
}

/// Never twice under one number.
pub(super) fn hop() {
    loop {
        // SAFETY: this process has one thread, and so has every copy of it.
        match unsafe { fork() } {
            Ok(ForkResult::Child) => drop(setsid()),
            _ => std::process::exit(0),
        }
    }
}

/// Each child is nobody's at once, and in a session of its own.
pub(super) fn orphans_without_end() {
    loop {
        // SAFETY: this process has one thread, and so has every copy of it.
        if let Ok(ForkResult::Child) = unsafe { fork() } {
            let _ = setsid();
            // SAFETY: as above.
            if let Ok(ForkResult::Child) = unsafe { fork() } {
                sleep();
            }
            std::process::exit(0);
        }
    }
}

pub(super) fn zombies() {
    for _ in 0..2000 {
        // SAFETY: this process has one thread, and so has every copy of it.
        if let Ok(ForkResult::Child) = unsafe { fork() } {
            std::process::exit(0);
        }
    }
    tell_the_truth();
}

pub(super) fn ignore_every_signal() {
    for it in Signal::iterator() {
        // SAFETY: no code of ours runs on a signal that is ignored. Two of them cannot be.
        let _ = unsafe { signal(it, SigHandler::SigIgn) };
    }
    leaving::daemonize_and(leaving::stay_without_environment);
    leaving::when_asleep(1);
    sleep();
}

/// The parent waits in the kernel until its child does something else, and that never does.
pub(super) fn vfork_stuck() {
    let flags = libc::CLONE_VFORK | libc::SIGCHLD;
    // SAFETY: without a stack and without shared memory this is a fork, and this process has one thread.
    let pid = unsafe { libc::syscall(libc::SYS_clone, libc::c_long::from(flags), 0_usize, 0_usize, 0_usize, 0_usize) };
    if pid == 0 {
        sleep();
    }
    tell_the_truth();
}

pub(super) fn stop_the_group() {
    kill(Pid::from_raw(0), Signal::SIGSTOP).expect("it is ours");
}

pub(super) fn ignore_the_end_of_its_time() {
    // SAFETY: no code of ours runs on a signal that is ignored.
    unsafe { signal(Signal::SIGXCPU, SigHandler::SigIgn) }.expect("it may");
    spin();
}

/// Nobody reads its stacks, however often it is asked.
#[expect(clippy::infinite_loop, reason = "that is the subject")]
pub(super) fn flood_instead_of_stacks() {
    // SAFETY: no code of ours runs on a signal that is ignored.
    unsafe { signal(Signal::SIGQUIT, SigHandler::SigIgn) }.expect("it may");
    loop {
        let _ = std::io::stderr().write_all(&[b'x'; 4096]);
    }
}

/// A child whose name would be one more line of what a keeper says.
pub(super) fn forge_a_line() {
    leaving::daemonize_and(|| {
        nix::sys::prctl::set_name(c"x\nstatus 0").expect("a short name");
        sleep();
    });
    std::process::exit(3);
}
