//! The threads of this process, as `/proc` tells them.

use nix::{libc, unistd::Pid};
use std::{fs, path::Path};

/// A thread, before it is asked.
pub(crate) struct Thread {
    pub(crate) number: Pid,
    /// `None` where nobody gave it one.
    pub(crate) name: Option<String>,
    pub(crate) doing: String,
}

/// All but `me`, in the order in which they were started.
pub(crate) fn all(process: Pid, me: Pid) -> Vec<Thread> {
    let Ok(tasks) = fs::read_dir("/proc/self/task") else { return Vec::new() };
    let mut numbers: Vec<i32> = tasks.flatten().filter_map(|it| it.file_name().to_str()?.parse().ok()).collect();
    numbers.sort_unstable();
    let of_main = name(process);
    let threads = numbers.into_iter().map(Pid::from_raw).filter(|it| *it != me);
    let threads = threads.map(|number| {
        let name = match name(number) {
            _ if number == process => Some("main".to_owned()),
            // A thread without a name goes by its parent's, and the first of those is the program's.
            name if name == of_main => None,
            name => name,
        };
        Thread { number, name, doing: doing(number) }
    });
    threads.collect()
}

/// The program's file name.
pub(crate) fn program() -> String {
    let path = std::env::current_exe().unwrap_or_default();
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn name(thread: Pid) -> Option<String> {
    let text = fs::read_to_string(format!("/proc/self/task/{thread}/comm")).ok()?;
    Some(text.trim_end().to_owned())
}

fn doing(thread: Pid) -> String {
    let dir = format!("/proc/self/task/{thread}");
    let call = fs::read_to_string(Path::new(&dir).join("syscall")).unwrap_or_default();
    let call = call.split_whitespace().next().unwrap_or("");
    let known = [
        (libc::SYS_futex, "waits for another thread (futex)"),
        (libc::SYS_clock_nanosleep, "sleeps"),
        (libc::SYS_nanosleep, "sleeps"),
        #[cfg(target_arch = "x86_64")]
        (libc::SYS_epoll_wait, "waits for events (epoll)"),
        (libc::SYS_epoll_pwait, "waits for events (epoll)"),
        (libc::SYS_read, "reads"),
        (libc::SYS_write, "writes"),
        (libc::SYS_wait4, "waits for a child"),
        (libc::SYS_waitid, "waits for a child"),
    ];
    match call.parse::<i64>() {
        Ok(call) => known
            .iter()
            .find(|(number, _)| *number == call)
            .map_or_else(|| format!("is in system call {call}"), |(_, words)| (*words).to_owned()),
        // "running", and an empty word where the kernel was built without this file.
        Err(_) if call == "running" => "runs".to_owned(),
        Err(_) => "is somewhere".to_owned(),
    }
}
