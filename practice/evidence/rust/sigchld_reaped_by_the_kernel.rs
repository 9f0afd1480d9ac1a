//! No other code waits. Two settings of SIGCHLD lose the status all the same, and only one shows in SigIgn.

use nix::libc::SIGCHLD;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use std::fs::read_to_string;
use std::io::Read;
use std::process::{Command, Stdio};

pub fn main() {
    show("default", SigHandler::SigDfl, SaFlags::empty());
    show("ignored", SigHandler::SigIgn, SaFlags::empty());
    show("SA_NOCLDWAIT", SigHandler::SigDfl, SaFlags::SA_NOCLDWAIT);
}

fn show(name: &str, handler: SigHandler, flags: SaFlags) {
    let action = SigAction::new(handler, flags, SigSet::empty());
    // SAFETY: neither the default nor ignoring a signal runs any code.
    unsafe { sigaction(Signal::SIGCHLD, &action) }.unwrap();
    let here = ignored(&read_to_string("/proc/self/status").unwrap());

    let mut cat = Command::new("cat").arg("/proc/self/status").stdout(Stdio::piped()).spawn().unwrap();
    let mut status = String::new();
    cat.stdout.take().unwrap().read_to_string(&mut status).unwrap();
    let waited = match cat.wait() {
        Ok(status) => format!("{status}"),
        Err(error) => format!("{error}"),
    };
    println!("{name:12}  SigIgn here: {here:5}  in the child: {:5}  wait: {waited}", ignored(&status));
}

/// Whether SIGCHLD is in the SigIgn mask of a `/proc/PID/status`.
fn ignored(status: &str) -> bool {
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    u64::from_str_radix(mask.trim(), 16).unwrap() & 1 << (SIGCHLD - 1) != 0
}
