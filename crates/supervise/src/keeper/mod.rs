//! The process between the tool and a program. It starts the program, watches it, and ends its tree; then it says
//! how that went, and is gone. It has one thread, and prints nothing.

mod holdings;
mod inside;
mod look;
mod order;
mod start;
pub(crate) mod tree;

pub(crate) use order::KeeperOrder;

use crate::{
    job::{InAll, Tree},
    run::Reached,
    scope,
    wire::{ASK, END, KeeperLine},
};
use holdings::Holdings;
use look::Look;
use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::{
        signal::{SigHandler, Signal, kill, killpg, signal},
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::Pid,
};
use std::{
    ffi::OsString,
    io::{Read, Write},
    os::{
        fd::{AsFd, FromRawFd, OwnedFd, RawFd},
        unix::net::UnixStream,
    },
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::{Duration, Instant},
};
use tree::Process;

/// The variable that says that a process is a keeper, and how it is to keep.
pub(crate) const ORDER: &str = "EXIT_PATH_KEEPER";
/// The variable that says where the folder is that is the job's own.
pub(crate) const FOLDER: &str = "EXIT_PATH_FOLDER";
/// The variable that says where the job's control group is.
pub(crate) const SCOPE: &str = "EXIT_PATH_SCOPE";
/// At most one part in so many of a keeper's time goes into looking at what the job holds.
const LOOKING: u32 = 20;
/// How often the tool hears how much processor time the job has used.
const TOLD: Duration = Duration::from_secs(1);
/// How long one wait lasts before the tree is looked at.
const TICK: Duration = Duration::from_millis(20);
/// A tree that is not gone by then is in the kernel's hands: SIGKILL was sent to all of it, again and again.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How often the tool hears that the end takes its time. Less than it waits for a word.
const WORD: Duration = Duration::from_millis(100);
/// How many of those left behind are named.
const NAMED: usize = 20;

static ENTERED: AtomicBool = AtomicBool::new(false);

/// The first line of every `main` that supervises. In the tool it returns at once. In a keeper, which is the same
/// executable, it never does.
pub fn enter() {
    ENTERED.store(true, SeqCst);
    let Some(order) = std::env::var_os(ORDER) else { return };
    let code = match KeeperOrder::read(&order.to_string_lossy()) {
        Some(order) => keep(&order, std::env::args_os().skip(1).collect()),
        None => 2,
    };
    std::process::exit(code);
}

/// Whether this executable can be started as a keeper.
pub(crate) fn is_ready() -> bool {
    ENTERED.load(SeqCst)
}

fn keep(order: &KeeperOrder, words: Vec<OsString>) -> i32 {
    // SAFETY: the tool opened this descriptor for us, and named it in the order; nothing else here uses it.
    let tool = unsafe { UnixStream::from(OwnedFd::from_raw_fd(order.socket)) };
    // SAFETY: as above. Held until this process ends, whose end gives the locks back; no program of the job has them.
    let lock = |fd: Option<RawFd>| fd.map(|fd| unsafe { OwnedFd::from_raw_fd(fd) });
    let (folder_lock, scope_lock) = (lock(order.folder), lock(order.scope));
    let path = |name, lock: &Option<OwnedFd>| std::env::var_os(name).filter(|_| lock.is_some()).map(PathBuf::from);
    let (folder, mut scope) = (path(FOLDER, &folder_lock), path(SCOPE, &scope_lock));
    // SAFETY: the default action runs no code of ours. Whoever started the tool may have told it to ignore its
    // children; then none of them could be waited for.
    let reset = unsafe { signal(Signal::SIGCHLD, SigHandler::SigDfl) };
    let readied = reset.map_err(Into::into).and_then(|_| {
        start::ready(
            order.tree,
            [Some(tool.as_fd()), folder_lock.as_ref().map(AsFd::as_fd), scope_lock.as_ref().map(AsFd::as_fd)],
        )
    });
    let started = readied.and_then(|()| start::leader(order, words, scope_lock.as_ref()));
    let mut keeper = match started {
        Ok(started) => {
            // The tool removes what nobody is in.
            scope = scope.filter(|_| started.is_in_scope);
            Keeper::new(tool, started.leader, *order, folder, scope)
        }
        Err(error) => {
            let _ = (&tool).write_all(KeeperLine::Failed(format!("{error:#}")).written().as_bytes());
            return 1;
        }
    };
    start::let_go_of_outputs();
    keeper.watch_and_end();
    0
}

/// As the kernel writes it.
fn raw(status: WaitStatus) -> i32 {
    match status {
        WaitStatus::Exited(_, code) => code << 8,
        WaitStatus::Signaled(_, signal, core) => signal as i32 | if core { 0x80 } else { 0 },
        // Only the two above are ends, and nothing else is asked for.
        _ => 0,
    }
}

struct Keeper {
    tool: UnixStream,
    leader: Pid,
    /// The leader's, once it has been waited for.
    status: Option<i32>,
    order: KeeperOrder,
    folder: Option<PathBuf>,
    scope: Option<PathBuf>,
    /// When the job's holdings are looked at next.
    next_look: Instant,
    /// When the tool was last told of the job's work.
    told: Instant,
}

impl Keeper {
    fn new(
        tool: UnixStream,
        leader: Pid,
        order: KeeperOrder,
        folder: Option<PathBuf>,
        scope: Option<PathBuf>,
    ) -> Keeper {
        let now = Instant::now();
        Keeper { tool, leader, status: None, order, folder, scope, next_look: now, told: now }
    }

    fn watch_and_end(&mut self) {
        self.say(&KeeperLine::Leader(self.leader.as_raw()));
        let signals = start::ends_of_children();
        let mut over = None;
        while over.is_none() && !self.has_ended() {
            if self.hears(signals.as_ref()) {
                break;
            }
            over = self.crowd().or_else(|| self.too_much());
            tree::reap_all_but(self.leader);
        }
        // Of a process that has ended and was not waited for, the kernel still knows it.
        let used = tree::work_of(self.leader).map_or(Duration::ZERO, |it| it.cpu);
        let left = over.unwrap_or_else(|| self.others().found);
        let _ = killpg(self.leader, Signal::SIGKILL);
        if let Some(scope) = &self.scope {
            scope::kill(scope);
        }
        self.end_others();
        let status = self.wait();
        // What was written a moment before the end, which no look has seen.
        let kernel = self.scope.as_deref().and_then(scope::reached).or_else(|| self.ended_for_its_time(used));
        if let Some(bound) = kernel.or_else(|| self.left_behind().over(&self.order.in_all)) {
            self.say(&KeeperLine::Over(bound));
        }
        for process in left.iter().take(NAMED) {
            self.say(&KeeperLine::Left(process.to_string()));
        }
        if left.len() > NAMED {
            self.say(&KeeperLine::Left(format!("{} more", left.len() - NAMED)));
        }
        if let Some(scope) = &self.scope {
            scope::end(scope);
        }
        if let Some(status) = status {
            self.say(&KeeperLine::Status(status));
        }
        // Last, and after the last word: this may take longer than the tool waits for one.
        if let Some(folder) = &self.folder {
            crate::folder::remove(folder);
        }
    }

    fn say(&self, line: &KeeperLine) {
        // An error says that the tool is gone. The tree is ended all the same, and nobody is left to be told.
        let _ = (&self.tool).write_all(line.written().as_bytes());
    }

    /// Waits for the tool, for the end of a child, or a tick. Whether the tree is to be ended now.
    fn hears(&self, signals: Option<&start::Ends>) -> bool {
        let mut fds = vec![PollFd::new(self.tool.as_fd(), PollFlags::POLLIN)];
        fds.extend(signals.map(|it| PollFd::new(it.as_fd(), PollFlags::POLLIN)));
        let _ = poll(&mut fds, PollTimeout::try_from(TICK).unwrap_or(PollTimeout::ZERO));
        let said = fds.first().and_then(PollFd::any).unwrap_or(false);
        if let Some(signals) = signals {
            start::take(signals);
        }
        if !said {
            return false;
        }
        let mut byte = [END];
        match (&self.tool).read(&mut byte) {
            Ok(1) if byte == [ASK] => {
                self.ask();
                false
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => false,
            // The tool said so, or it is gone.
            _ => true,
        }
    }

    /// Names the threads, and lets the program print its stacks if it can.
    fn ask(&self) {
        for thread in tree::threads(self.leader) {
            self.say(&KeeperLine::Thread(thread));
        }
        let asked = tree::handles_quit(self.leader) && kill(self.leader, Signal::SIGQUIT).is_ok();
        self.say(&KeeperLine::Asked(asked));
    }

    /// Some of them, where there are more processes or threads than allowed. The group is ended before anything is said:
    /// a fork loop doubles many times in a tick.
    fn crowd(&self) -> Option<Vec<Process>> {
        let most = usize::try_from(self.order.processes?).ok()?;
        let threads = self.order.in_all.threads.unwrap_or(u64::MAX);
        let found = tree::some_descendants(most, threads);
        let bound = if found.len() > most {
            Reached::Processes
        } else if found.iter().map(|it| it.threads).sum::<u64>() > threads {
            Reached::Threads
        } else {
            return None;
        };
        Some(self.end_group_of(found, bound))
    }

    /// Whoever ignores SIGXCPU gets SIGKILL a second later. That signal alone does not say why.
    fn ended_for_its_time(&self, used: Duration) -> Option<Reached> {
        let killed = self.status.is_some_and(|status| status & 0x7f == Signal::SIGKILL as i32);
        let over = self.order.cpu_s.is_some_and(|most| used >= Duration::from_secs(most));
        (killed && over).then_some(Reached::Cpu)
    }

    /// What a job that is gone has left of itself: files.
    fn left_behind(&self) -> Holdings {
        Holdings::of(&[], &self.order.in_all, self.folder.as_deref())
    }

    fn end_group_of(&self, found: Vec<Process>, bound: Reached) -> Vec<Process> {
        let _ = killpg(self.leader, Signal::SIGKILL);
        self.say(&KeeperLine::Over(bound));
        found.into_iter().filter(|it| it.pid != self.leader && it.is_alive()).collect()
    }

    /// The job's processes, where they hold more than allowed together. How often that is looked at depends on how long
    /// looking takes: a job of many processes is not slowed down by it.
    fn too_much(&mut self) -> Option<Vec<Process>> {
        let start = Instant::now();
        if start < self.next_look || self.order.tree == Tree::Group {
            return None;
        }
        let found = tree::some_descendants(usize::MAX, u64::MAX);
        let held = Holdings::of(&found, &self.order.in_all, self.folder.as_deref());
        // Where nothing in all is bounded, a look only tells of the work: then no keeper spends a twentieth of its time on it, and a
        // command that runs below three of them does not pay for three.
        let is_bounded = self.scope.is_some() || self.order.in_all != InAll::default();
        self.next_look = start + if is_bounded { start.elapsed() * LOOKING } else { TOLD };
        if self.told.elapsed() >= TOLD {
            self.told = start;
            self.say(&KeeperLine::Work(held.cpu.as_millis().try_into().unwrap_or(u64::MAX)));
        }
        let kernel = || self.scope.as_deref().and_then(scope::reached);
        let bound = held.over(&self.order.in_all).or_else(kernel)?;
        Some(self.end_group_of(found, bound))
    }

    /// Whether the leader has ended. It is not reaped, so that its number stays its own.
    #[cfg(target_os = "linux")]
    fn has_ended(&mut self) -> bool {
        use nix::sys::wait::{Id, waitid};
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        match waitid(Id::Pid(self.leader), flags) {
            Ok(status) => status != WaitStatus::StillAlive,
            Err(nix::errno::Errno::EINTR) => false,
            Err(_) => true,
        }
    }

    /// Whether the leader has ended. `nix` has no `waitid` here, so this reaps: the group is ended right after.
    #[cfg(not(target_os = "linux"))]
    fn has_ended(&mut self) -> bool {
        match waitpid(self.leader, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) | Err(nix::errno::Errno::EINTR) => false,
            ended => {
                self.status = ended.ok().map(raw);
                true
            }
        }
    }

    /// The leader's wait status. `None` where somebody else has it.
    fn wait(&mut self) -> Option<i32> {
        while self.status.is_none() {
            match waitpid(self.leader, None) {
                Ok(status) => self.status = Some(raw(status)),
                Err(nix::errno::Errno::EINTR) => {}
                Err(_) => break,
            }
        }
        self.status
    }

    /// All of the job that live, but its leader.
    fn others(&self) -> Look {
        if self.order.tree == Tree::Group {
            return Look { found: Vec::new(), complete: true };
        }
        let mut look = tree::descendants();
        look.found.retain(|it| it.pid != self.leader && it.is_alive());
        look
    }

    /// Until nobody is left: whoever was started while we looked is found in the next round. A process that has
    /// SIGKILL pending starts no other.
    fn end_others(&self) {
        let start = Instant::now();
        let mut said = start;
        loop {
            tree::reap_all_but(self.leader);
            let Look { found, complete } = self.others();
            if (found.is_empty() && complete) || start.elapsed() > PATIENCE {
                return;
            }
            if said.elapsed() > WORD {
                said = Instant::now();
                self.say(&KeeperLine::Ending);
            }
            for process in &found {
                let _ = kill(process.pid, Signal::SIGKILL);
            }
            std::thread::yield_now();
        }
    }
}
