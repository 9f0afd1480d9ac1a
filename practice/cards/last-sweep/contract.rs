//! What a node and the caller of a monitor are promised of its end. The contract starts the helper, and takes no status itself.

use super::subject::*;
use lab::{Kind, Property, check};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::process::{Child, Command};
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("no-zombie-stays", no_zombie_stays),
    Property::new("code-is-reported", code_is_reported),
    Property::new("command-is-run", command_is_run),
];

/// A helper ends at any moment, and the exit command runs until it is told to end.
fn no_zombie_stays() {
    let _helper = sh("exit 7");
    let monitor = thread::Builder::new().name("monitor".into());
    let monitor = monitor.spawn(|| finish(&mut shell("exec sleep infinity")));
    lab::settle();
    let children = lab::children();
    check(!children.iter().any(|it| it.zombie), Kind::Leak, || {
        "the exit command runs, and a helper that has ended is a zombie".into()
    });
    end(&children);
    let told = monitor.unwrap().join().unwrap();
    check(matches!(told, Ok(None)), Kind::WrongValue, || {
        format!("the exit command was ended by a signal, and finish says {told:?}")
    });
}

/// A helper with a code of its own ends before the exit command, or after it.
fn code_is_reported() {
    let _helper = sh("exit 7");
    let told = finish(&mut shell("exit 3"));
    check(matches!(told, Ok(Some(3))), Kind::WrongValue, || {
        format!("the exit command ended with 3, and finish says {told:?}")
    });
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
