//! Two children end before the signal is taken.

use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use std::process::Command;

pub fn main() {
    let mut chld = SigSet::empty();
    chld.add(Signal::SIGCHLD);
    chld.thread_block().unwrap();
    let mut children: Vec<_> = (0..2).map(|_| Command::new("true").spawn().unwrap()).collect();
    for child in &children {
        let pid = Pid::from_raw(child.id() as i32);
        waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
    }
    let signals = SignalFd::with_flags(&chld, SfdFlags::SFD_NONBLOCK).unwrap();
    let mut count = 0;
    while signals.read_signal().unwrap().is_some() {
        count += 1;
    }
    println!("children that ended: {}", children.len());
    println!("SIGCHLD taken: {count}");
    for child in &mut children {
        child.wait().unwrap();
    }
}
