//! Another part of the program waits for any child. No part of this is pid 1.

use nix::sys::wait::{WaitStatus, waitpid};
use std::process::Command;

pub fn main() {
    println!("this is pid 1: {}", std::process::id() == 1);
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    if let WaitStatus::Exited(_, code) = waitpid(None, None).unwrap() {
        println!("the reaper got exit code {code}");
    }
    println!("the owner got: {}", child.wait().unwrap_err());
}
