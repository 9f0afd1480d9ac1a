//! What a node and the caller of a monitor are promised of its end. The contract starts the helper, and takes no status itself.

use super::subject::*;
use lab::{Kind, Property, check};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io;
use std::process::{Child, Command};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("no-zombie-stays", no_zombie_stays),
    Property::new("code-is-reported", code_is_reported),
    Property::new("command-is-run", command_is_run),
];

/// A helper ends at any moment, or a signal ends it after a minute. The exit command runs until it is told to end.
fn no_zombie_stays() {
    let ends = ["by itself, at any moment", "by a signal, a minute later"];
    let late = lab::choose("a helper ends", &ends) == 1;
    let helper = sh(if late {
        "exec sleep infinity"
    } else {
        "exit 7"
    });
    let monitor = monitor("exec sleep infinity");
    lab::settle();
    if late {
        thread::sleep(Duration::from_secs(60));
        signal(helper.id());
        lab::settle();
    }
    let children = lab::children();
    check(!children.iter().any(|it| it.zombie), Kind::Leak, || {
        "the exit command runs, and a helper that has ended is a zombie".into()
    });
    end(&children);
    let told = monitor.join().unwrap();
    check(matches!(told, Ok(None)), Kind::WrongValue, || {
        format!("the exit command was ended by a signal, and finish says {told:?}")
    });
}

/// A helper ends before the exit command, or after it: with a code of its own, or by a signal.
fn code_is_reported() {
    let signalled = lab::choose("a helper ends", &["with 7", "by a signal"]) == 1;
    let helper = sh(if signalled {
        "exec sleep infinity"
    } else {
        "exit 7"
    });
    let monitor = monitor("exit 3");
    if signalled {
        signal(helper.id());
    }
    let told = monitor.join().unwrap();
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

/// A monitor at its end, in a thread of its own.
fn monitor(command: &'static str) -> JoinHandle<io::Result<Option<i32>>> {
    let monitor = thread::Builder::new().name("monitor".into());
    let monitor = monitor.spawn(move || finish(&mut shell(command)));
    monitor.expect("a thread starts")
}

fn end(children: &[lab::Child]) {
    for child in children.iter().filter(|it| !it.zombie) {
        signal(child.pid);
    }
}

fn signal(pid: u32) {
    let _ = kill(Pid::from_raw(pid.cast_signed()), Signal::SIGKILL);
}
