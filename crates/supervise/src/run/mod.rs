//! The tool's side: starts a keeper, reads what comes, looks at the clock, and ends it when it is enough. `start` is the
//! keeper's command, `bounds` says when it is enough, `ended` is what is known in the end.

mod bounds;
mod ended;
mod start;

pub use ended::{Ended, Reached};
pub use start::this_program;

use crate::{
    folder::Folder,
    job::{Cancelled, Interrupted, Job},
    keeper,
    milestones::Milestones,
    scope::Scope,
    stall::Stall,
    terminal::Settings,
    wire::KeeperLine,
};
use nix::{
    libc,
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::signal::{Signal, killpg},
    unistd::Pid,
};
use std::{
    io::{Read, Write},
    os::{
        fd::AsFd,
        unix::{net::UnixStream, process::ExitStatusExt},
    },
    process::{Child, ExitStatus},
    time::{Duration, Instant},
};

/// How long one wait lasts before the clock, requests to stop and the spinner are looked at.
const TICK: Duration = Duration::from_millis(20);
/// How long a keeper may take to end the tree. After that it was stopped or killed itself.
const TO_END: Duration = Duration::from_millis(500);

/// Runs a job to its end. `on_tick` sees the standard output so far, several times a second. When this returns, or
/// unwinds, or the process dies in the middle of it, nothing of the job is left.
///
/// # Errors
/// When the program cannot be started; [`Interrupted`] or [`Cancelled`] when somebody asked for its end.
///
/// # Panics
/// Where `main` does not begin with [`enter`](crate::enter).
pub fn run(job: Job, on_tick: &mut dyn FnMut(&[u8])) -> anyhow::Result<Ended> {
    assert!(keeper::is_ready(), "main does not begin with supervise::enter()");
    let _settings = Settings::now();
    let mut run = Running::start(job)?;
    while !run.is_over() {
        run.wait_a_tick()?;
        on_tick(run.ended.stdout.bytes());
        run.look();
    }
    run.result()
}

/// Waits for a keeper, and gives what it and those it has waited for have used. Of this one alone: the sum of all children
/// would count a job that runs beside it.
fn used_by(keeper: &mut Child) -> Duration {
    let pid = Pid::from_raw(keeper.id().cast_signed());
    // SAFETY: all of it is numbers, for which zero is a value.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    loop {
        // SAFETY: the kernel writes one `rusage`, and no status where none is asked for. The keeper is our child and nobody
        // has waited for it, so the number is still its own.
        let waited = unsafe { libc::wait4(pid.as_raw(), std::ptr::null_mut(), 0, &raw mut usage) };
        if waited == pid.as_raw() {
            break;
        }
        if nix::errno::Errno::last() != nix::errno::Errno::EINTR {
            // It was waited for before: what it used is lost, and nothing else.
            let _ = keeper.wait();
            return Duration::ZERO;
        }
    }
    let of = |time: libc::timeval| {
        let (seconds, micros) = (u64::try_from(time.tv_sec), u64::try_from(time.tv_usec));
        Duration::from_secs(seconds.unwrap_or(0)) + Duration::from_micros(micros.unwrap_or(0))
    };
    of(usage.ru_utime) + of(usage.ru_stime)
}

/// Why a job is being ended.
#[derive(Debug, Clone, Copy)]
enum Why {
    Interrupted,
    Cancelled,
    Reached(Reached),
}

/// A moment at which a job got on.
struct Mark {
    at: Instant,
    /// Milestones, or bytes, until then.
    count: u64,
    /// Processor time until then.
    work: Duration,
}

/// A program's being asked where it stands, before a bound ends it.
#[derive(Clone, Copy)]
struct Asked {
    at: Instant,
    /// Processor time of its leader until then, where the system tells.
    cpu: Option<Duration>,
    bound: Reached,
}

struct Running {
    job: Job,
    keeper: Child,
    socket: UnixStream,
    /// The keeper ends and removes it; this does where the keeper was ended.
    _scope: Option<Scope>,
    /// The same.
    _folder: Option<Folder>,
    heard: Vec<u8>,
    leader: Option<Pid>,
    mark: String,
    ended: Ended,
    started: Instant,
    stall: Option<Stall>,
    milestones: Option<Milestones>,
    /// How far it had got when it last got on.
    got_on: Mark,
    /// Processor time of the whole job, as the keeper last told it.
    work: Duration,
    /// Whether it has been asked where it stands.
    asked: Option<Asked>,
    answered: bool,
    why: Option<(Why, Instant)>,
    status: Option<ExitStatus>,
    failed: Option<String>,
    gone: bool,
}

impl Running {
    fn is_over(&self) -> bool {
        self.gone
    }

    /// Waits until something was said, or a tick has passed, and takes it in.
    fn wait_a_tick(&mut self) -> anyhow::Result<()> {
        let pipes = [&self.ended.stdout, &self.ended.stderr, &self.ended.report];
        let fds = pipes.iter().filter_map(|pipe| pipe.fd()).chain([self.socket.as_fd()]);
        let mut fds: Vec<PollFd> = fds.map(|fd| PollFd::new(fd, PollFlags::POLLIN)).collect();
        let left = self.job.wall.map_or(TICK, |wall| wall.saturating_sub(self.started.elapsed()));
        let tick = if self.asked.is_some() { TICK } else { left.clamp(Duration::from_millis(1), TICK) };
        match poll(&mut fds, PollTimeout::try_from(tick)?) {
            Ok(_) | Err(nix::errno::Errno::EINTR) => {}
            Err(error) => return Err(error.into()),
        }
        self.drain();
        self.hear();
        Ok(())
    }

    fn drain(&mut self) {
        for pipe in [&mut self.ended.stdout, &mut self.ended.stderr, &mut self.ended.report] {
            pipe.drain();
        }
        let count = match &mut self.milestones {
            Some(milestones) => milestones.in_text(self.ended.stdout.bytes()),
            None => self.ended.stdout.total(),
        };
        if count != self.got_on.count {
            self.got_on = Mark { at: Instant::now(), count, work: self.work };
        }
    }

    /// What the keeper says. The end of its socket is the end of the keeper.
    fn hear(&mut self) {
        let mut buffer = [0; 4096];
        loop {
            match (&self.socket).read(&mut buffer) {
                Ok(0) => self.gone = true,
                Ok(n) => {
                    self.heard.extend_from_slice(&buffer[..n]);
                    continue;
                }
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => {}
                Err(_) => self.gone = true,
            }
            break;
        }
        while let Some(end) = self.heard.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.heard.drain(..=end).collect();
            match KeeperLine::read(String::from_utf8_lossy(&line).trim_end_matches('\n')) {
                Some(KeeperLine::Failed(why)) => self.failed = Some(why),
                Some(KeeperLine::Leader(pid)) => self.leader = Some(Pid::from_raw(pid)),
                Some(KeeperLine::Thread(what)) => self.ended.threads.push(what),
                Some(KeeperLine::Asked(answers)) => self.answered |= !answers,
                // The first reason is the one that ended it.
                Some(KeeperLine::Over(bound)) => self.why = self.why.or(Some((Why::Reached(bound), Instant::now()))),
                Some(KeeperLine::Work(milliseconds)) => self.work = Duration::from_millis(milliseconds),
                // The keeper has confirmed END, so it is neither stopped nor killed: its time begins anew.
                Some(KeeperLine::Ending) => self.why = self.why.map(|(why, _)| (why, Instant::now())),
                Some(KeeperLine::Left(what)) => self.ended.left.push(what),
                Some(KeeperLine::Status(raw)) => self.status = Some(ExitStatus::from_raw(raw)),
                None => {}
            }
        }
    }

    fn tell(&self, byte: u8) {
        // An error says that the keeper is gone, which is seen at the next tick.
        let _ = (&self.socket).write_all(&[byte]);
    }

    fn result(mut self) -> anyhow::Result<Ended> {
        let unkept = self.status.is_none() && self.failed.is_none();
        if unkept {
            self.end_without_keeper();
        }
        self.ended.processor = used_by(&mut self.keeper);
        // Never to the end of a pipe: somebody else may hold it open for ever.
        self.drain();
        self.ended.stdout.close();
        self.ended.stderr.close();
        match self.why {
            Some((Why::Interrupted, _)) => return Err(Interrupted.into()),
            Some((Why::Cancelled, _)) => return Err(Cancelled.into()),
            Some((Why::Reached(reached), _)) => self.ended.enforced = Some(reached),
            // The limit had come. A signal makes a waiting thread look again at what it waits for: a program in which
            // `notify_one` had woken the wrong waiter may go on because it was asked.
            None => {
                self.ended.enforced = self.asked.as_ref().map(|it| it.bound);
                self.ended.moved_when_asked = self.asked.is_some();
            }
        }
        if let Some(why) = self.failed.take() {
            anyhow::bail!("{why}");
        }
        // Who ends its own keeper has crashed, whatever it did before.
        let status = self.status.unwrap_or_else(|| ExitStatus::from_raw(Signal::SIGKILL as i32));
        self.ended.status = self.ended.enforced.is_none().then_some(status);
        let nothing = Ended::with(ExitStatus::from_raw(0));
        Ok(std::mem::replace(&mut self.ended, nothing))
    }

    /// The program stopped or killed its keeper. Its tree has come to us, or still runs below it.
    fn end_without_keeper(&mut self) {
        let _ = self.keeper.kill();
        if let Some(leader) = self.leader {
            let _ = killpg(leader, Signal::SIGKILL);
        }
        self.ended.left.extend(keeper::tree::end_marked(&self.mark, keeper::PATIENCE));
    }
}

impl Drop for Running {
    /// When somebody unwinds through us, the keeper hears that we are gone, and is waited for.
    fn drop(&mut self) {
        if matches!(self.keeper.try_wait(), Ok(None)) {
            let _ = self.socket.shutdown(std::net::Shutdown::Both);
            let _ = self.keeper.wait();
        }
    }
}
