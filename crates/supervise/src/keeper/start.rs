//! How a keeper readies itself, and how it starts the program.

use super::{FOLDER, KeeperOrder, ORDER, SCOPE, inside};
use crate::{fence, job::Tree};
use anyhow::Context;
use nix::{
    fcntl::{FcntlArg, FdFlag, fcntl},
    sys::{
        resource::{Resource, setrlimit},
        signal::{SigHandler, SigSet, SigmaskHow, Signal, signal, sigprocmask},
    },
    unistd::{Pid, dup2_stderr, dup2_stdin, dup2_stdout, setsid},
};
use std::{
    ffi::OsString,
    os::{
        fd::{BorrowedFd, OwnedFd},
        unix::process::CommandExt,
    },
    process::Command,
};

#[cfg(target_os = "linux")]
pub(super) type Ends = nix::sys::signalfd::SignalFd;
#[cfg(not(target_os = "linux"))]
pub(super) type Ends = std::fs::File;

/// Where the system knows it: orphans come to us, and a program of the same user can neither open our
/// descriptors nor trace us.
pub(super) fn ready(tree: Tree, ours: [Option<BorrowedFd<'_>>; 3]) -> anyhow::Result<()> {
    for fd in ours.into_iter().flatten() {
        fcntl(fd, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    }
    #[cfg(target_os = "linux")]
    {
        nix::sys::prctl::set_dumpable(false)?;
        if tree == Tree::Whole {
            nix::sys::prctl::set_child_subreaper(true)?;
        }
        sigprocmask(SigmaskHow::SIG_BLOCK, Some(&SigSet::from(Signal::SIGCHLD)), None)?;
    }
    let _ = tree;
    Ok(())
}

/// Becomes readable when a child has ended. Without it, the end is seen at the next tick.
#[cfg(target_os = "linux")]
pub(super) fn ends_of_children() -> Option<Ends> {
    use nix::sys::signalfd::{SfdFlags, SignalFd};
    SignalFd::with_flags(&SigSet::from(Signal::SIGCHLD), SfdFlags::SFD_NONBLOCK | SfdFlags::SFD_CLOEXEC).ok()
}

#[cfg(not(target_os = "linux"))]
pub(super) fn ends_of_children() -> Option<Ends> {
    None
}

/// Makes it unreadable again.
#[cfg(target_os = "linux")]
pub(super) fn take(ends: &Ends) {
    while let Ok(Some(_)) = ends.read_signal() {}
}

#[cfg(not(target_os = "linux"))]
pub(super) fn take(_: &Ends) {}

/// Starts the program: in a session of its own, without a terminal, within its limits, behind its fence, and dying with
/// us.
pub(super) fn leader(order: &KeeperOrder, words: Vec<OsString>, scope: Option<&OwnedFd>) -> anyhow::Result<Started> {
    let mut words = words.into_iter();
    let program = words.next().context("no program was named")?;
    let mut command = Command::new(&program);
    command.args(words).env_remove(ORDER).env_remove(FOLDER).env_remove(SCOPE);
    let limits = limits(order);
    let keeper = nix::unistd::getpid();
    let priority = priority::take_the_first();
    let fence = if order.fence { fence::build() } else { None };
    // SAFETY: between fork and exec only signal(2), sigprocmask(2), setsid(2), setpriority(2), setrlimit(2), prctl(2),
    // landlock_restrict_self(2) and getppid(2) are called. All are async-signal-safe; nothing allocates or locks, and `limits` was made before.
    unsafe {
        command.pre_exec(move || {
            for it in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT, Signal::SIGXFSZ] {
                signal(it, SigHandler::SigDfl)?;
            }
            sigprocmask(SigmaskHow::SIG_SETMASK, Some(&SigSet::empty()), None)?;
            setsid()?;
            priority::put_back(priority);
            for (resource, soft, hard) in limits.iter().flatten() {
                setrlimit(*resource, *soft, *hard)?;
            }
            fence.as_ref().map_or(Ok(()), fence::enter)?;
            die_with(keeper)
        });
    }
    let failed = || format!("cannot start `{}`", program.to_string_lossy());
    if let Some(leader) = scope.and_then(|scope| inside::start(&mut command, scope)) {
        return Ok(Started { leader: leader.with_context(failed)?, is_in_scope: true });
    }
    let child = command.spawn().with_context(failed)?;
    Ok(Started { leader: Pid::from_raw(child.id().cast_signed()), is_in_scope: false })
}

/// A program that runs.
pub(super) struct Started {
    pub(super) leader: Pid,
    /// Whether it is in the job's control group: some kernels and containers do not let it.
    pub(super) is_in_scope: bool,
}

/// Each limit, soft and hard. A limit that is lower already stays, since it cannot be raised.
fn limits(order: &KeeperOrder) -> Vec<Option<(Resource, u64, u64)>> {
    let bound = |resource, wanted: Option<u64>, grace: u64| {
        let wanted = wanted?;
        let (_, hard) = nix::sys::resource::getrlimit(resource).ok()?;
        Some((resource, wanted.min(hard), wanted.saturating_add(grace).min(hard)))
    };
    vec![
        bound(Resource::RLIMIT_CORE, Some(0), 0),
        // SIGXCPU at the soft limit says what happened; the hard one is for a program that ignores it.
        bound(Resource::RLIMIT_CPU, order.cpu_s, 1),
        bound(Resource::RLIMIT_AS, order.memory, 0),
        bound(Resource::RLIMIT_FSIZE, order.file_size, 0),
        bound(Resource::RLIMIT_NOFILE, order.open_files, 0),
        #[cfg(target_os = "linux")]
        bound(Resource::RLIMIT_NPROC, order.processes.and_then(|most| everybodys(most, order.in_all.threads)), 0),
    ]
}

/// The kernel counts processes and threads of the whole user, so what runs already is added. More than the user's
/// own are counted here, and root is not bound by it: the exact count is the keeper's. This one stops a fork loop
/// between two of its looks.
#[cfg(target_os = "linux")]
fn everybodys(processes: u64, threads: Option<u64>) -> Option<u64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    let (_, all) = text.split_whitespace().nth(3)?.split_once('/')?;
    // Threads count as well. Twice what is allowed: the keeper comes first, and says which bound it was.
    Some(all.parse::<u64>().ok()? + threads.unwrap_or(processes * 4) * 2)
}

#[cfg(target_os = "linux")]
fn die_with(keeper: nix::unistd::Pid) -> std::io::Result<()> {
    nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
    // It may have died before the line above.
    if nix::unistd::getppid() == keeper { Ok(()) } else { Err(nix::errno::Errno::ESRCH.into()) }
}

#[cfg(not(target_os = "linux"))]
fn die_with(_: nix::unistd::Pid) -> std::io::Result<()> {
    Ok(())
}

/// The program has them now. What the keeper holds would only keep pipes open.
pub(super) fn let_go_of_outputs() {
    if let Ok(null) = std::fs::File::options().read(true).write(true).open("/dev/null") {
        let _ = dup2_stdin(&null).and_then(|()| dup2_stdout(&null)).and_then(|()| dup2_stderr(&null));
    }
}

/// A fork loop starves whoever runs beside it, so a keeper comes before its program. Only root may: and root is the
/// one whom RLIMIT_NPROC does not bind.
#[cfg(target_os = "linux")]
mod priority {
    use nix::libc::{PRIO_PROCESS, getpriority, setpriority};

    /// Returns what the tool runs with.
    pub(super) fn take_the_first() -> i32 {
        // SAFETY: plain numbers are passed, and no memory.
        let ours = unsafe { getpriority(PRIO_PROCESS, 0) };
        put_back(-20);
        ours
    }

    pub(super) fn put_back(priority: i32) {
        // SAFETY: plain numbers are passed, and no memory. Where it is forbidden, nothing changes.
        unsafe { setpriority(PRIO_PROCESS, 0, priority) };
    }
}

#[cfg(not(target_os = "linux"))]
mod priority {
    pub(super) fn take_the_first() {}

    pub(super) fn put_back((): ()) {}
}
