//! A child ends before anybody waits for it.

use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use std::process::Command;

pub fn main() {
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    let pid = Pid::from_raw(child.id() as i32);
    // Returns when the child has ended, and takes nothing.
    waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
    println!("the child is gone; now wait: {:?}", child.wait().unwrap().code());
}
