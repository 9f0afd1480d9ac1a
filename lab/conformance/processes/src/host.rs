//! What `run` needs of its world, on Linux.

use std::fs;

pub(crate) fn say(words: &str) {
    println!("{words}");
}

/// Whether each of our children is a zombie. One look takes several reads, and somebody may end between two of them: so
/// two looks have to agree.
pub(crate) fn children() -> Vec<bool> {
    let look = || pids_of("self").into_iter().map(|pid| (pid, is_zombie(pid))).collect::<Vec<_>>();
    let mut last = look();
    loop {
        let next = look();
        if next == last {
            return next.into_iter().map(|(_, zombie)| zombie).collect();
        }
        last = next;
    }
}

/// The children of a process, over all its threads.
pub(crate) fn pids_of(process: &str) -> Vec<i32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{process}/task")) else { return Vec::new() };
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.ok()?.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<_>>()).collect()
}

fn is_zombie(pid: i32) -> bool {
    // The name is in brackets and may hold anything; the state comes behind it.
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('Z'))
}
