//! Is it alive? Signal 0 asks whether the pid is in use.

use nix::sys::signal::kill;
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use std::process::Command;

pub fn main() {
    let mut child = Command::new("true").spawn().unwrap();
    let pid = Pid::from_raw(child.id() as i32);
    waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
    println!("it has ended; kill(pid, 0): {:?}", kill(pid, None));
    child.wait().unwrap();
}
