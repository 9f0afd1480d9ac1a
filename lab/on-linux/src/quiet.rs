//! Can anybody move? Read from /proc, twice: the same threads and processes, all asleep, and none was switched to in
//! between. Then all of them slept at one moment, and only a timer or somebody outside could wake one.
//!
//! The kernel makes a process a zombie, gives its children a new parent and sends SIGCHLD under one lock, and the list
//! of children is read under the same one. So it is read first: a signal that belongs to a zombie of the first look
//! has woken its thread by the second.

use crate::proc::{Life, life_of, numbers_in, own_pids, pids_below, rests, waits_for};
use nix::unistd::{Pid, gettid};
use std::collections::BTreeMap;
use std::fs;
use std::sync::OnceLock;

/// Who slept, and how often each had been switched away from until then.
#[derive(PartialEq, Eq, Debug)]
struct Look {
    processes: BTreeMap<i32, (Life, u64)>,
    threads: BTreeMap<i32, u64>,
}

/// The thread that belongs to this library, and is nobody.
static WATCHMAN: OnceLock<Pid> = OnceLock::new();

pub(crate) fn set_watchman(tid: Pid) {
    let _ = WATCHMAN.set(tid);
}

/// Looks until everybody but the caller and the watchman is asleep. Does not sleep itself.
pub(crate) fn wait_until_quiet() {
    let watchman = WATCHMAN.get().copied();
    let except: Vec<Pid> = watchman.into_iter().chain([gettid()]).collect();
    let mut before = None;
    loop {
        let now = look(&except);
        if now.is_some() && now == before {
            return;
        }
        before = now;
        std::thread::yield_now();
    }
}

/// For the watchman: who waits for what, where nobody can move any more.
pub(crate) fn nobody_moves(watchman: Pid) -> Option<String> {
    let except = [watchman];
    let first = look(&except)?;
    std::thread::yield_now();
    if look(&except)? != first {
        return None;
    }
    let waits = first.threads.keys().map(|tid| {
        let name = fs::read_to_string(format!("/proc/self/task/{tid}/comm")).unwrap_or_default();
        format!("{} waits for {}", name.trim(), waits_for(*tid).unwrap_or("?"))
    });
    Some(format!("nobody can move: {}", waits.collect::<Vec<_>>().join(", ")))
}

/// `None` where somebody moves, or will by itself.
fn look(except: &[Pid]) -> Option<Look> {
    let mut processes = BTreeMap::new();
    let mut left: Vec<i32> = own_pids();
    while let Some(pid) = left.pop() {
        let (life, switches) = life_of(&format!("/proc/{pid}/status"))?;
        if life == Life::Moves || (life == Life::Asleep && !rests(pid)) {
            return None;
        }
        processes.insert(pid, (life, switches));
        left.extend(pids_below(&pid.to_string()));
    }
    let mut threads = BTreeMap::new();
    for tid in numbers_in("/proc/self/task") {
        if except.contains(&Pid::from_raw(tid)) {
            continue;
        }
        let (life, switches) = life_of(&format!("/proc/self/task/{tid}/status"))?;
        waits_for(tid).filter(|_| life == Life::Asleep)?;
        threads.insert(tid, switches);
    }
    Some(Look { processes, threads })
}
