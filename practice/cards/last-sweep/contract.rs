//! What a node and the caller of a monitor are promised of its end. The contract starts the helper, and takes no status itself.

use super::subject::*;
use lab::{Kind, Property, check};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("no-zombie-stays", no_zombie_stays),
    Property::new("code-is-reported", code_is_reported),
    Property::new("command-is-run", command_is_run),
];

/// Two helpers: one ends at any moment, one after a minute. The exit command runs until it is told to end.
fn no_zombie_stays() {
    let _helper = sh("exit 7");
    let late = sh("exec sleep infinity");
    let monitor = thread::Builder::new().name("monitor".into());
    let monitor = monitor.spawn(|| finish(&mut shell("exec sleep infinity")));
    lab::settle();
    nobody_is_a_zombie();
    thread::sleep(Duration::from_secs(60));
    kill(pid_of(&late), Signal::SIGKILL).unwrap();
    lab::settle();
    nobody_is_a_zombie();
    end(&lab::children());
    let told = monitor.unwrap().join().unwrap();
    check(matches!(told, Ok(None)), Kind::WrongValue, || {
        format!("the exit command was ended by a signal, and finish says {told:?}")
    });
}

fn nobody_is_a_zombie() {
    let children = lab::children();
    check(!children.iter().any(|it| it.zombie), Kind::Leak, || {
        "the exit command runs, and a helper that has ended is a zombie".into()
    });
}

/// A helper with a code of its own ends before the exit command, or after it. Another is killed by a signal.
fn code_is_reported() {
    let _helper = sh("exit 7");
    let killed = pid_of(&sh("exec sleep infinity"));
    let killer = thread::Builder::new().name("killer".into());
    let killer = killer.spawn(move || kill(killed, Signal::SIGKILL));
    let told = finish(&mut shell("exit 3"));
    check(matches!(told, Ok(Some(3))), Kind::WrongValue, || {
        format!("the exit command ended with 3, and finish says {told:?}")
    });
    let _ = killer.unwrap().join().unwrap();
}

/// A helper lives on. It does not hold the exit command up.
fn command_is_run() {
    let _helper = sh("exec sleep infinity");
    let told = finish(&mut shell("exit 3"));
    check(matches!(told, Ok(Some(3))), Kind::WrongValue, || {
        format!("a helper lives on, the exit command ended with 3, and finish says {told:?}")
    });
    end(&lab::children());
}

fn sh(text: &str) -> Child {
    shell(text).spawn().expect("a helper starts")
}

fn pid_of(child: &Child) -> Pid {
    Pid::from_raw(child.id().cast_signed())
}

fn shell(text: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", text]);
    command
}

fn end(children: &[lab::Child]) {
    for child in children.iter().filter(|it| !it.zombie) {
        let _ = kill(Pid::from_raw(child.pid.cast_signed()), Signal::SIGKILL);
    }
}
