//! The status went to somebody else. Trying again does not bring it back.

use nix::sys::wait::waitpid;
use std::process::Command;

pub fn main() {
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    waitpid(None, None).unwrap();
    for attempt in 1..=3 {
        println!("attempt {attempt}: {}", child.wait().unwrap_err());
    }
}
