//! Zombies over time, counted after each of five exits: what a dashboard would show of three kinds of parent.

use nix::{
    errno::Errno,
    sys::wait::{Id, WaitPidFlag, waitid, waitpid},
    unistd::Pid,
};
use std::{fs, process::Command};

/// Our children that have ended, and for whose status no one has waited.
fn zombies() -> usize {
    let children = fs::read_to_string(format!("/proc/self/task/{}/children", std::process::id())).unwrap();
    let ended = |pid: &&str| {
        let line = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        line.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('Z'))
    };
    children.split_whitespace().filter(ended).count()
}

/// Five children, one after the other. `looks` is what the parent does after each exit; it gives the errors of its owner's wait.
#[expect(clippy::zombie_processes, reason = "that is what is counted; the last line waits for all of them")]
fn series(name: &str, mut looks: impl FnMut(Pid) -> Vec<Errno>) {
    let (mut counts, mut errors) = (Vec::new(), Vec::new());
    for _ in 0..5 {
        let child = Command::new("true").spawn().unwrap();
        let pid = Pid::from_raw(child.id().cast_signed());
        // It has ended, and its status is still there.
        waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT).unwrap();
        errors.extend(looks(pid));
        counts.push(zombies().to_string());
    }
    println!("{name:<34} {}   waits that failed: {}", counts.join(" "), errors.len());
    while waitpid(None, None).is_ok() {}
}

pub fn main() {
    series("the owner waits:", |pid| waitpid(pid, None).err().into_iter().collect());
    let mut late = None;
    series("the owner waits one exit later:", |pid| {
        late.replace(pid).and_then(|before| waitpid(before, None).err()).into_iter().collect()
    });
    series("no one waits:", |_| Vec::new());
    series("a reaper of any child is faster:", |pid| {
        waitpid(None, None).unwrap();
        waitpid(pid, None).err().into_iter().collect()
    });
}
