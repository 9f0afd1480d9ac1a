//! Subjects that start others, and do not wait for them.

use super::{sleep, tell_the_truth};
use crate::row::mark_as_argument;
use nix::{
    sys::signal::{Signal, kill},
    unistd::{ForkResult, Pid, fork, getppid, setsid},
};
use std::process::{Command, Stdio};

/// A `sleep` whose arguments carry the row's mark, for those that lose their environment.
fn long_sleep() -> Command {
    let mut command = Command::new("sh");
    // The shell keeps the mark as its own argument until it becomes the sleep; the sleep has it in its environment.
    command.args(["-c", "exec sleep 600", &mark_as_argument()]);
    command
}

fn quietly(mut command: Command) {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    drop(child.expect("it starts"));
}

/// Waits until `count` of the row's sleeps run: a report before that would test nothing.
pub(super) fn when_asleep(count: usize) {
    let mark = mark_as_argument();
    let mark = mark.split_once('=').map_or("", |(_, mark)| mark);
    let sleeps = || crate::row::marked(mark).iter().filter(|(_, name)| name == "sleep" || name == "tail").count();
    crate::row::until("they sleep", || sleeps() >= count).unwrap_or_else(|_| std::process::exit(9));
}

pub(super) fn child_holds_stdout() {
    drop(Command::new("sleep").arg("45").spawn().expect("it starts"));
    when_asleep(1);
    tell_the_truth();
}

pub(super) fn twenty_detached() {
    for _ in 0..20 {
        quietly(long_sleep());
    }
    when_asleep(20);
    tell_the_truth();
}

/// A `tail` that is found again by its argument, and not by its environment.
fn without_environment() -> Command {
    let mut command = Command::new("tail");
    command.args(["-f", "/dev/null", &mark_as_argument()]).env_clear();
    command
}

/// Becomes one.
pub(super) fn stay_without_environment() {
    use std::os::unix::process::CommandExt;
    let _ = without_environment().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).exec();
    std::process::exit(9);
}

/// Leaves the group and the session, and has no parent any more.
fn daemonize(forget: bool) {
    daemonize_and(|| quietly(if forget { without_environment() } else { long_sleep() }));
}

/// The same, with something else to do.
pub(super) fn daemonize_and(deed: impl FnOnce()) {
    // SAFETY: this process has one thread, so the child may do what it likes.
    match unsafe { fork() }.expect("it forks") {
        ForkResult::Parent { child } => drop(nix::sys::wait::waitpid(child, None)),
        ForkResult::Child => {
            setsid().expect("a new session");
            // SAFETY: as above.
            if let ForkResult::Child = unsafe { fork() }.expect("it forks") {
                deed();
            }
            std::process::exit(0);
        }
    }
}

pub(super) fn daemon(forget: bool) {
    daemonize(forget);
    when_asleep(1);
    tell_the_truth();
}

/// Two children, one daemon, one child in a session of its own, and a loop without end.
pub(super) fn family() {
    quietly(long_sleep());
    quietly(long_sleep());
    daemonize(false);
    let mut own_session = Command::new("setsid");
    own_session.args(["sleep", "600"]);
    quietly(own_session);
    sleep();
}

#[expect(clippy::infinite_loop, reason = "that is the subject")]
pub(super) fn fork_without_end() {
    loop {
        // SAFETY: this process has one thread, and so has every copy of it.
        let _ = unsafe { fork() };
    }
}

pub(super) fn stop(who: Pid) {
    kill(who, Signal::SIGSTOP).expect("it is ours");
}

pub(super) fn kill_the_keeper() {
    daemonize(false);
    when_asleep(1);
    kill(getppid(), Signal::SIGKILL).expect("it is ours");
    sleep();
}

pub(super) fn stop_the_keeper() {
    daemonize(false);
    when_asleep(1);
    stop(getppid());
    sleep();
}

pub(super) fn change_surroundings() {
    std::env::set_current_dir("/").expect("a folder");
    let mut command = Command::new("sleep");
    command.arg("600").env_clear().env("EXIT_PATH_HOSTILE_ROW", mark_value());
    quietly(command);
    when_asleep(1);
    tell_the_truth();
}

fn mark_value() -> String {
    mark_as_argument().split_once('=').map_or_else(String::new, |(_, mark)| mark.to_owned())
}
