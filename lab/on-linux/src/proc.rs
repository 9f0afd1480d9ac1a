//! What /proc says of this process, its threads and what runs below it. Nothing is decided here.

use nix::libc;
use std::fs;

/// Where a process stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Life {
    /// It waits for something.
    Asleep,
    /// It has ended, and nobody has taken its status.
    Zombie,
    /// Anything else.
    Moves,
}

/// The children of this process and where each stands, in the order of the kernel's list. One that is reaped while
/// the list is read can hide another, so it is read until it stays the same.
pub(crate) fn own_children() -> Vec<(i32, Life)> {
    let once = || {
        let lives = own_pids().into_iter().map(|pid| (pid, life_of(&format!("/proc/{pid}/status"))));
        lives.filter_map(|(pid, life)| Some((pid, life?.0))).collect::<Vec<_>>()
    };
    let mut before = once();
    loop {
        let now = once();
        if now == before {
            return now;
        }
        before = now;
    }
}

pub(crate) fn own_pids() -> Vec<i32> {
    pids_below("self")
}

/// Children belong to the thread that started them.
pub(crate) fn pids_below(pid: &str) -> Vec<i32> {
    let task = format!("/proc/{pid}/task");
    let of = |tid: i32| fs::read_to_string(format!("{task}/{tid}/children")).unwrap_or_default();
    let texts: Vec<String> = numbers_in(&task).into_iter().map(of).collect();
    texts.iter().flat_map(|text| text.split_whitespace()).filter_map(|pid| pid.parse().ok()).collect()
}

pub(crate) fn numbers_in(dir: &str) -> Vec<i32> {
    let entries = fs::read_dir(dir).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// From a status file: where it stands, and how often it was switched away from. `None` where it is gone.
pub(crate) fn life_of(file: &str) -> Option<(Life, u64)> {
    parse_status(&fs::read_to_string(file).ok()?)
}

fn parse_status(text: &str) -> Option<(Life, u64)> {
    let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
    let life = match field("State:")?.chars().next()? {
        'S' => Life::Asleep,
        'Z' => Life::Zombie,
        _ => Life::Moves,
    };
    let switches = ["voluntary_ctxt_switches:", "nonvoluntary_ctxt_switches:"];
    let switches = switches.iter().filter_map(|name| field(name)?.parse::<u64>().ok()).sum();
    Some((life, switches))
}

/// What a thread of this process waits for; `None` where it runs, or waits with a time limit.
pub(crate) fn waits_for(tid: i32) -> Option<&'static str> {
    parse_syscall(&fs::read_to_string(format!("/proc/self/task/{tid}/syscall")).ok()?)
}

/// Does a process below, which is asleep, wait for a child, a signal or for ever? Otherwise it waits for a file, where
/// the file system is another process, and goes on by itself. Where the kernel does not show it, sleep is rest.
pub(crate) fn rests(pid: i32) -> bool {
    let Ok(text) = fs::read_to_string(format!("/proc/{pid}/syscall")) else { return true };
    let call = text.split_whitespace().next().and_then(|number| number.parse().ok());
    call.is_some_and(|call| RESTS.contains(&call))
}

const RESTS: &[i64] = &[
    libc::SYS_wait4,
    libc::SYS_waitid,
    libc::SYS_rt_sigsuspend,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_pause,
];

/// The number of the system call, and its arguments in hexadecimal; `running` for a thread that runs.
fn parse_syscall(text: &str) -> Option<&'static str> {
    let mut words = text.split_whitespace();
    let call: i64 = words.next()?.parse().ok()?;
    let arguments: Vec<&str> = words.collect();
    let no_limit = |i: usize| arguments.get(i) == Some(&"0x0");
    match call {
        libc::SYS_futex if no_limit(3) => Some("a lock, an event or the end of a thread"),
        libc::SYS_rt_sigtimedwait if no_limit(2) => Some("a signal"),
        libc::SYS_wait4 | libc::SYS_waitid => Some("a child"),
        libc::SYS_read => Some("a pipe"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Life, parse_status, parse_syscall};

    #[test]
    fn reads_where_a_thread_stands() {
        let text = "Name:\tsh\nState:\tS (sleeping)\nvoluntary_ctxt_switches:\t7\nnonvoluntary_ctxt_switches:\t2\n";
        assert_eq!(parse_status(text), Some((Life::Asleep, 9)));
        assert_eq!(parse_status("State:\tZ (zombie)\n"), Some((Life::Zombie, 0)));
        assert_eq!(parse_status("State:\tD (disk sleep)\n"), Some((Life::Moves, 0)));
    }

    #[test]
    fn a_time_limit_is_no_rest() {
        let futex = |limit: &str| format!("{} 0x7f 0x189 0x0 {limit} 0x0 0xffffffff 0x7f 0x7f", nix::libc::SYS_futex);
        assert!(parse_syscall(&futex("0x0")).is_some());
        assert!(parse_syscall(&futex("0x7f00")).is_none());
        assert!(
            parse_syscall(&format!("{} 0x0 0x0 0x7f 0x7f 0x0 0x0 0x7f 0x7f", nix::libc::SYS_clock_nanosleep)).is_none()
        );
        assert!(parse_syscall("running").is_none());
    }
}
