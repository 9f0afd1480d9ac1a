//! Running other programs: in a group of their own, with a deadline, with bounded output, and with the whole
//! group ended on every way out. No verdict is made here.

mod capped;
pub mod signals;
#[cfg(test)]
mod tests;

use crate::exit::Interrupted;
use anyhow::Context;
use capped::Capped;
use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    unistd::Pid,
};
use signals::Group;
use std::{
    fs::File,
    os::{
        fd::{AsRawFd, BorrowedFd},
        unix::process::CommandExt,
    },
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// How much of a program's output is kept.
pub const OUTPUT_CAP: usize = 1 << 20;
/// The variable that names the descriptor for the report.
const REPORT_FD: &str = "EXIT_PATH_REPORT_FD";
/// How long one wait lasts before the clock, the child and the spinner are looked at.
const TICK: Duration = Duration::from_millis(20);

/// What to run, and within which bounds.
pub struct Job {
    /// The program and its arguments.
    pub command: Command,
    /// Its standard input; nothing where it is `None`.
    pub stdin: Option<File>,
    /// How long it may take.
    pub wall: Option<Duration>,
    /// How many bytes of each output are kept; `None` lets both go to the terminal.
    pub capture: Option<usize>,
    /// How many bytes of a report are kept; `None` gives it no pipe for one.
    pub report: Option<usize>,
    /// What becomes of it when this process is killed outright, which no handler sees.
    pub orphan: Orphan,
}

impl Job {
    /// Somebody's code: nothing of it may outlive this process.
    pub fn subject(command: Command) -> Job {
        Job { command, stdin: None, wall: None, capture: None, report: None, orphan: Orphan::Dies }
    }

    /// One of our own tools, cargo mostly.
    pub fn tool(command: Command) -> Job {
        Job { orphan: Orphan::Lives, ..Job::subject(command) }
    }
}

/// What becomes of a job whose supervisor is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Orphan {
    /// It dies too (on Linux).
    Dies,
    /// It ends by itself. Right for cargo: killed alone, it would leave compilers behind that write into the build
    /// folder beside those of the next build.
    Lives,
}

/// How a job ended, and what it left.
pub struct Ended {
    /// `None`: the deadline passed.
    pub status: Option<ExitStatus>,
    /// Its standard output.
    pub stdout: Capped,
    /// Its standard error.
    pub stderr: Capped,
    /// What it wrote to the report's pipe.
    pub report: Capped,
    /// Whether others of its group were alive when it had gone.
    pub left_processes: bool,
    /// The names of its threads when the deadline passed, where the system tells them.
    pub threads: Vec<String>,
}

/// Runs a job to its end. `on_tick` sees the standard output so far, several times a second.
pub fn run(mut job: Job, on_tick: &mut dyn FnMut(&[u8])) -> anyhow::Result<Ended> {
    let program = job.command.get_program().to_string_lossy().into_owned();
    job.command.process_group(0).stdin(job.stdin.map_or_else(Stdio::null, Stdio::from));
    if job.capture.is_some() {
        job.command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }
    let (report, writer) = match job.report {
        None => (Capped::none(), None),
        Some(cap) => {
            let (reader, writer) = std::io::pipe()?;
            job.command.env(REPORT_FD, writer.as_raw_fd().to_string());
            (Capped::new(reader.into(), cap)?, Some(writer))
        }
    };
    let orphan = job.orphan;
    let inherited = writer.as_ref().map(AsRawFd::as_raw_fd);
    // SAFETY: between fork and exec only fcntl(2) and prctl(2) are called. Both are async-signal-safe, and nothing
    // allocates or locks. `inherited` is open in the parent until the child has been started.
    unsafe {
        job.command.pre_exec(move || {
            if let Some(fd) = inherited {
                keep_open(BorrowedFd::borrow_raw(fd))?;
            }
            if orphan == Orphan::Dies { die_with_parent() } else { Ok(()) }
        });
    }
    let start = Instant::now();
    let mut child = job.command.spawn().with_context(|| format!("cannot start `{program}`"))?;
    let group = Group::new(Pid::from_raw(child.id().cast_signed()));
    drop(writer);
    let cap = job.capture.unwrap_or(0);
    let mut ended = Ended {
        status: None,
        stdout: child.stdout.take().map_or(Ok(Capped::none()), |pipe| Capped::new(pipe.into(), cap))?,
        stderr: child.stderr.take().map_or(Ok(Capped::none()), |pipe| Capped::new(pipe.into(), cap))?,
        report,
        left_processes: false,
        threads: Vec::new(),
    };
    let in_time = loop {
        ended.wait_a_tick(job.wall.map(|wall| wall.saturating_sub(start.elapsed())))?;
        on_tick(ended.stdout.bytes());
        if signals::caught() || has_ended(&mut child)? {
            break true;
        }
        if job.wall.is_some_and(|wall| start.elapsed() >= wall) {
            ended.threads = threads_of(child.id());
            break false;
        }
    };
    // The leader is not reaped yet: its number is still its own, so this cannot hit a stranger.
    group.kill();
    let status = child.wait()?;
    ended.left_processes = in_time && group.is_alive();
    group.forget();
    // Never to the end of the pipe: somebody else may hold it open for ever.
    ended.drain();
    if signals::caught() {
        return Err(Interrupted.into());
    }
    ended.status = in_time.then_some(status);
    Ok(ended)
}

impl Ended {
    /// Waits until there is output, or a tick has passed.
    fn wait_a_tick(&mut self, left: Option<Duration>) -> anyhow::Result<()> {
        let tick = left.unwrap_or(TICK).min(TICK);
        let pipes = [&self.stdout, &self.stderr, &self.report];
        let mut fds: Vec<PollFd> =
            pipes.iter().filter_map(|pipe| pipe.fd()).map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
        if fds.is_empty() {
            // Every pipe is closed: it is on its way out, or has nothing to say.
            thread::sleep(tick.min(Duration::from_millis(1)));
        } else {
            match poll(&mut fds, PollTimeout::try_from(tick)?) {
                Ok(_) | Err(nix::errno::Errno::EINTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
        self.drain();
        Ok(())
    }

    fn drain(&mut self) {
        for pipe in [&mut self.stdout, &mut self.stderr, &mut self.report] {
            pipe.drain();
        }
    }
}

fn keep_open(fd: BorrowedFd<'_>) -> std::io::Result<()> {
    nix::fcntl::fcntl(fd, nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty()))?;
    Ok(())
}

#[cfg(target_os = "linux")]
fn die_with_parent() -> std::io::Result<()> {
    Ok(nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?)
}

#[cfg(not(target_os = "linux"))]
fn die_with_parent() -> std::io::Result<()> {
    Ok(())
}

/// Whether the leader has ended. It is not reaped, so that its number stays taken.
#[cfg(target_os = "linux")]
fn has_ended(child: &mut Child) -> anyhow::Result<bool> {
    use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
    let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
    match waitid(Id::Pid(Pid::from_raw(child.id().cast_signed())), flags) {
        Ok(status) => Ok(status != WaitStatus::StillAlive),
        Err(nix::errno::Errno::EINTR) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

/// Whether the leader has ended. `nix` has no `waitid` here, so this reaps: the group is killed right after.
#[cfg(not(target_os = "linux"))]
fn has_ended(child: &mut Child) -> anyhow::Result<bool> {
    Ok(child.try_wait()?.is_some())
}

/// The names of a process' threads; empty where the system does not tell them.
fn threads_of(pid: u32) -> Vec<String> {
    let Ok(tasks) = std::fs::read_dir(format!("/proc/{pid}/task")) else { return Vec::new() };
    let names = tasks.flatten().filter_map(|task| std::fs::read_to_string(task.path().join("comm")).ok());
    let mut names: Vec<String> = names.map(|name| name.trim().to_owned()).collect();
    names.sort();
    names
}
