//! Who is below this process, as `/proc` tells it. Where there is no `/proc`, nobody is.

use super::look::{self, Look};
use nix::unistd::Pid;
use std::{
    collections::{BTreeSet, HashMap},
    fmt, fs,
    path::Path,
    time::Duration,
};

/// A process, as it was when it was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) pid: Pid,
    name: String,
    state: char,
    /// How many it has.
    pub(crate) threads: u64,
    /// Processor time of all its threads, and of the children it has waited for.
    pub(crate) cpu: Duration,
}

impl Process {
    fn read(pid: Pid) -> Option<Process> {
        Stat::read(Path::new(&format!("/proc/{pid}"))).map(|stat| Process::new(pid, stat))
    }

    fn new(pid: Pid, stat: Stat) -> Process {
        let cpu = stat.cpu.iter().sum();
        Process { pid, name: stat.name, state: stat.state, threads: stat.threads, cpu }
    }

    #[cfg(test)]
    pub(super) fn for_test(pid: Pid) -> Process {
        Process { pid, name: String::new(), state: 'S', threads: 1, cpu: Duration::ZERO }
    }

    pub(crate) fn is_alive(&self) -> bool {
        !matches!(self.state, 'Z' | 'X')
    }
}

impl fmt::Display for Process {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (pid {})", self.name, self.pid)
    }
}

/// What a `stat` file says. A name may hold blanks and parentheses: it ends at the last one.
struct Stat {
    name: String,
    state: char,
    parent: i32,
    /// Its own processor time, user and system; the same of children that were waited for.
    cpu: [Duration; 4],
    threads: u64,
}

impl Stat {
    fn read(dir: &Path) -> Option<Stat> {
        let bytes = fs::read(dir.join("stat")).ok()?;
        let text = String::from_utf8_lossy(&bytes);
        let (front, back) = text.rsplit_once(')')?;
        let mut rest = back.split_whitespace();
        Some(Stat {
            name: front.split_once('(')?.1.to_owned(),
            state: rest.next()?.chars().next()?,
            parent: rest.next()?.parse().ok()?,
            cpu: {
                // The 14th to the 17th field. Linux shows them in hundredths of a second (USER_HZ), whatever its own clock does.
                let mut ticks =
                    rest.by_ref().skip(9).map(|it| it.parse().map(|it: u64| Duration::from_millis(it * 10)));
                [ticks.next()?.ok()?, ticks.next()?.ok()?, ticks.next()?.ok()?, ticks.next()?.ok()?]
            },
            // The 20th.
            threads: rest.nth(2)?.parse().ok()?,
        })
    }
}

/// Everybody below this process, dead ones that nobody has waited for included; and whether that is everybody.
pub(crate) fn descendants() -> Look {
    let all = (usize::MAX, u64::MAX);
    look::walk(nix::unistd::getpid(), all, look::ROUNDS, &mut children_of, &mut Process::read).unwrap_or_else(|| {
        let (found, again) = (by_parents(), by_parents());
        let pids = |them: &[Process]| them.iter().map(|it| it.pid).collect::<BTreeSet<_>>();
        Look { complete: pids(&found) == pids(&again), found: again }
    })
}

/// The same in one look, which may miss one whose parent dies meanwhile. And not many more of them than `enough`, nor with
/// many more threads than `threads`: looking takes time, in which a loop that forks goes on.
pub(crate) fn some_descendants(enough: usize, threads: u64) -> Vec<Process> {
    look::walk(nix::unistd::getpid(), (enough, threads), 1, &mut children_of, &mut Process::read)
        .map_or_else(by_parents, |look| look.found)
}

/// The children of all threads of a process. `None` where the kernel was built without these files.
fn children_of(pid: Pid) -> Option<Vec<Pid>> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else { return Some(Vec::new()) };
    let mut children = Vec::new();
    for thread in threads.flatten() {
        match fs::read_to_string(thread.path().join("children")) {
            Ok(text) => children.extend(text.split_whitespace().filter_map(|it| it.parse().ok()).map(Pid::from_raw)),
            // The thread is gone, or there is no such file for anybody.
            Err(_) if thread.path().exists() => return None,
            Err(_) => {}
        }
    }
    Some(children)
}

/// The same from everybody's parent: slower, and on every kernel.
fn by_parents() -> Vec<Process> {
    let Ok(all) = fs::read_dir("/proc") else { return Vec::new() };
    let mut children: HashMap<i32, Vec<Process>> = HashMap::new();
    for entry in all.flatten() {
        let Some(pid) = entry.file_name().to_str().and_then(|it| it.parse().ok()) else { continue };
        if let Some(stat) = Stat::read(&entry.path()) {
            children.entry(stat.parent).or_default().push(Process::new(Pid::from_raw(pid), stat));
        }
    }
    let mut next = children.remove(&nix::unistd::getpid().as_raw()).unwrap_or_default();
    let mut found = Vec::new();
    while let Some(process) = next.pop() {
        next.extend(children.remove(&process.pid.as_raw()).unwrap_or_default());
        found.push(process);
    }
    found
}

/// Waits for orphans that have ended, so that they vanish; the leader keeps its number.
pub(crate) fn reap_all_but(leader: Pid) {
    use nix::sys::wait::{WaitPidFlag, waitpid};
    let me = nix::unistd::getpid();
    for child in children_of(me).unwrap_or_else(|| by_parents().into_iter().map(|it| it.pid).collect()) {
        if child != leader {
            // For somebody else's child this is an error, and that is all.
            let _ = waitpid(child, Some(WaitPidFlag::WNOHANG));
        }
    }
}

/// Whether a process has a handler of its own for SIGQUIT. Without one, the signal would end it.
pub(crate) fn handles_quit(pid: Pid) -> bool {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    let mask = mask.and_then(|it| u64::from_str_radix(it.trim(), 16).ok()).unwrap_or(0);
    mask & (1 << (nix::sys::signal::Signal::SIGQUIT as u64 - 1)) != 0
}

/// What a process got of the machine.
pub(crate) struct Work {
    /// Processor time of all its threads so far.
    pub(crate) cpu: Duration,
    /// One of its threads runs, or would.
    pub(crate) wants: bool,
    /// None does, and one waits where no signal ends the wait: for the disk most often, or for a child of `vfork`.
    pub(crate) blocked: bool,
}

/// `None` where the system does not tell.
pub(crate) fn work_of(pid: Pid) -> Option<Work> {
    let [user, system, ..] = Stat::read(Path::new(&format!("/proc/{pid}")))?.cpu;
    let tasks = fs::read_dir(format!("/proc/{pid}/task")).ok()?;
    let states: Vec<char> = tasks.flatten().filter_map(|task| Some(Stat::read(&task.path())?.state)).collect();
    let wants = states.contains(&'R');
    Some(Work { cpu: user + system, wants, blocked: !wants && states.contains(&'D') })
}

/// Each thread's name and what it is doing, in the order in which they were started.
pub(crate) fn threads(pid: Pid) -> Vec<String> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let mut tasks: Vec<_> = tasks.flatten().map(|it| it.path()).collect();
    tasks.sort_by_key(|path| path.file_name().and_then(|it| it.to_str()?.parse::<i32>().ok()));
    let told = tasks.iter().filter_map(|dir| Some((Stat::read(dir)?, fs::read_to_string(dir.join("syscall")).ok())));
    told.map(|(stat, call)| format!("{} {}", stat.name, doing(stat.state, call.as_deref()))).collect()
}

fn doing(state: char, call: Option<&str>) -> String {
    let call = call.and_then(|it| it.split_whitespace().next()?.parse::<i64>().ok());
    match (state, call) {
        ('R', _) => "runs".to_owned(),
        ('T' | 't', _) => "is stopped".to_owned(),
        (_, Some(call)) => words_for(call).map_or_else(|| format!("waits in system call {call}"), str::to_owned),
        _ => "waits".to_owned(),
    }
}

#[cfg(target_os = "linux")]
fn words_for(call: i64) -> Option<&'static str> {
    use nix::libc;
    let known = [
        (libc::SYS_futex, "waits for another thread (futex)"),
        (libc::SYS_clock_nanosleep, "sleeps"),
        (libc::SYS_read, "reads"),
        (libc::SYS_write, "writes"),
        (libc::SYS_wait4, "waits for a child"),
        (libc::SYS_waitid, "waits for a child"),
    ];
    known.into_iter().find(|(number, _)| *number == call).map(|(_, words)| words)
}

#[cfg(not(target_os = "linux"))]
fn words_for(_: i64) -> Option<&'static str> {
    None
}

/// Ends everybody below this process that carries `mark`. For when a keeper was killed: then what was below it is
/// below us. Returns their names.
pub(crate) fn end_marked(mark: &str, patience: Duration) -> Vec<String> {
    use nix::sys::{
        signal::{Signal, kill},
        wait::{WaitPidFlag, waitpid},
    };
    let wanted = format!("{}={mark}", crate::MARK);
    let is_marked = |pid: Pid| {
        let environment = fs::read(format!("/proc/{pid}/environ")).unwrap_or_default();
        environment.split(|byte| *byte == 0).any(|it| it == wanted.as_bytes())
    };
    let start = std::time::Instant::now();
    let mut names = Vec::new();
    loop {
        let Look { mut found, complete } = descendants();
        found.retain(|it| it.is_alive() && is_marked(it.pid));
        if (found.is_empty() && complete) || start.elapsed() > patience {
            return names;
        }
        for process in found {
            let _ = kill(process.pid, Signal::SIGKILL);
            let _ = waitpid(process.pid, Some(WaitPidFlag::WNOHANG));
            if !names.contains(&process.to_string()) {
                names.push(process.to_string());
            }
        }
        std::thread::yield_now();
    }
}
