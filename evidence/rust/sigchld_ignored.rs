//! Nobody else waits, and the status is gone all the same.

use nix::sys::signal::{SigHandler, Signal, signal};
use std::process::Command;

pub fn main() {
    // SAFETY: no handler of anybody's is replaced, and ignoring a signal runs no code.
    unsafe { signal(Signal::SIGCHLD, SigHandler::SigIgn) }.unwrap();
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    println!("the only waiter got: {}", child.wait().unwrap_err());
}
