//! A reaper that never blocks takes what it finds.

use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use nix::unistd::Pid;
use std::process::Command;

pub fn main() {
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    let pid = Pid::from_raw(child.id() as i32);
    // The moment at which the reaper looks: the child has just ended.
    waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
    if let Ok(WaitStatus::Exited(_, code)) = waitpid(None, Some(WaitPidFlag::WNOHANG)) {
        println!("the reaper, without blocking, got exit code {code}");
    }
    println!("the owner got: {}", child.wait().unwrap_err());
}
