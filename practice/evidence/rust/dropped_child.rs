//! The handle of a child goes out of scope.

use nix::sys::wait::{Id, WaitPidFlag, waitid, waitpid};
use nix::unistd::Pid;
use std::process::Command;

pub fn main() {
    let child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    let pid = Pid::from_raw(child.id() as i32);
    drop(child);
    waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    println!("state after the drop: {}", stat.rsplit(") ").next().unwrap().chars().next().unwrap());
    println!("and its status still waits: {}", waitpid(pid, None).is_ok());
}
