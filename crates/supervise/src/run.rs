//! The tool's side: starts a keeper, reads what comes, looks at the clock, and says when it is enough.

use crate::{
    AT_WORK, MARK, OUTPUT_CAP,
    capped::Capped,
    folder::Folder,
    job::{Cancelled, Interrupted, Job, Tree},
    keeper::{self, FOLDER, KeeperOrder, SCOPE},
    milestones::Milestones,
    scope::Scope,
    signals,
    stall::{Stall, Stalled},
    terminal::Settings,
    wire::{ASK, END, Line},
};
use anyhow::Context;
use nix::{
    poll::{PollFd, PollFlags, PollTimeout, poll},
    sys::signal::{Signal, killpg},
    unistd::{Pid, setsid},
};
use protocol::marks::{END_OF_STACKS, REPORT_FD};
use std::{
    io::{IsTerminal, PipeWriter, Read, Write},
    os::{
        fd::{AsFd, AsRawFd, BorrowedFd},
        unix::{
            net::UnixStream,
            process::{CommandExt, ExitStatusExt},
        },
    },
    path::PathBuf,
    process::{Child, Command, ExitStatus, Stdio},
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::{Duration, Instant},
};

/// How long one wait lasts before the clock, requests to stop and the spinner are looked at.
const TICK: Duration = Duration::from_millis(20);
/// How long a program that hangs may take to print its stacks.
const TO_ANSWER: Duration = Duration::from_millis(350);
/// How long a keeper may take to end the tree. After that it was stopped or killed itself.
const TO_END: Duration = Duration::from_millis(500);
/// How many times its wall limit a program is given that the machine does not let run.
const STARVED_AT_MOST: u32 = 6;
/// Room for the stacks, whatever was printed before them.
const STACKS: usize = 256 << 10;

/// How a job ended, and what it left.
pub struct Ended {
    /// `None`: it was ended from outside, and [`Ended::reached`] says why.
    pub status: Option<ExitStatus>,
    /// Its standard output.
    pub stdout: Capped,
    /// Its standard error.
    pub stderr: Capped,
    /// What it wrote to the report's pipe.
    pub report: Capped,
    /// What was alive when it had gone or was ended, by name. All of it was ended too.
    pub left: Vec<String>,
    /// Each of its threads when the wall limit came, and what it was doing; where the system tells it.
    pub threads: Vec<String>,
    /// It was asked at the wall limit where it stands, and went on to its own end because of that.
    pub moved_when_asked: bool,
    /// The bound the tool enforced.
    enforced: Option<Reached>,
}

/// A bound that was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reached {
    /// Real time.
    Wall,
    /// It got no further.
    Stalled(Stalled),
    /// Real time without a word on standard output.
    Quiet,
    /// Processor time.
    Cpu,
    /// Address space.
    Memory,
    /// Bytes in one file.
    FileSize,
    /// Processes at one time.
    Processes,
    /// Bytes printed.
    Output,
    /// Memory of all processes together.
    MemoryInAll,
    /// Threads of all processes at one time.
    Threads,
    /// Bytes written to files, or kept in the job's own folder.
    Disk,
}

impl Ended {
    /// A run that ended by itself, for tests of what is made of it.
    pub fn by_itself(status: ExitStatus) -> Ended {
        Ended {
            status: Some(status),
            stdout: Capped::none(),
            stderr: Capped::none(),
            report: Capped::none(),
            left: Vec::new(),
            threads: Vec::new(),
            moved_when_asked: false,
            enforced: None,
        }
    }

    /// A run that was ended because of a bound, for tests of what is made of it.
    pub fn because_of(reached: Reached) -> Ended {
        Ended { status: None, enforced: Some(reached), ..Ended::by_itself(ExitStatus::from_raw(0)) }
    }

    /// The bound that ended it, as far as that can be told.
    pub fn reached(&self) -> Option<Reached> {
        if self.enforced.is_some() {
            return self.enforced;
        }
        let out_of_memory = || self.stderr.text().contains("memory allocation of ");
        match Signal::try_from(self.status?.signal()?).ok()? {
            Signal::SIGXCPU => Some(Reached::Cpu),
            Signal::SIGXFSZ => Some(Reached::FileSize),
            Signal::SIGABRT if out_of_memory() => Some(Reached::Memory),
            _ => None,
        }
    }
}

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
    /// Since when it has been asked where it stands, and because of which bound.
    asked: Option<(Instant, Reached)>,
    answered: bool,
    why: Option<(Why, Instant)>,
    status: Option<ExitStatus>,
    failed: Option<String>,
    gone: bool,
}

impl Running {
    fn start(mut job: Job) -> anyhow::Result<Running> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        if signals::caught() {
            return Err(Interrupted.into());
        }
        if job.cancel.is_cancelled() {
            return Err(Cancelled.into());
        }
        let program = job.command.get_program().to_string_lossy().into_owned();
        let mark = format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Relaxed));
        let (socket, theirs) = UnixStream::pair()?;
        let (report, writer) = match job.report {
            None => (Capped::none(), None),
            Some(cap) => {
                let (reader, writer) = std::io::pipe()?;
                (Capped::new(reader.into(), cap)?, Some(writer))
            }
        };
        // A job does without where none can be made: the folder for temporary files is missing, or full.
        let folder = job.own_folder.then(|| Folder::create(&std::env::temp_dir(), &mark).ok()).flatten();
        let whole = job.tree == Tree::Whole;
        let scope = (whole && job.means.scope).then(|| Scope::create(&mark, &job.limits)).flatten();
        let places = (folder.as_ref(), scope.as_ref());
        let mut command = keeper_for(&mut job, &mark, &theirs, writer.as_ref(), places);
        let mut keeper = command.spawn().with_context(|| format!("cannot start `{program}`"))?;
        drop((command, theirs, writer));
        socket.set_nonblocking(true)?;
        let cap = job.capture.unwrap_or(OUTPUT_CAP);
        let mut ended = Ended { report, ..Ended::by_itself(ExitStatus::from_raw(0)) };
        ended.stdout = keeper.stdout.take().map_or(Ok(Capped::none()), |pipe| Capped::new(pipe.into(), cap))?;
        ended.stderr = keeper.stderr.take().map_or(Ok(Capped::none()), |pipe| Capped::new(pipe.into(), cap))?;
        if let Some(columns) = job.shown {
            let (out, err) = (std::io::stdout(), std::io::stderr());
            let one_terminal = out.is_terminal() && err.is_terminal();
            let (out, err) = edge::set_off::both(out, err, columns, one_terminal);
            ended.stdout.show(out);
            ended.stderr.show(err);
        }
        let now = Instant::now();
        let stall = job.stall.map(|limit| Stall::new(limit, now));
        Ok(Running {
            stall,
            keeper,
            socket,
            _scope: scope,
            _folder: folder,
            heard: Vec::new(),
            leader: None,
            mark,
            ended,
            started: now,
            milestones: job.milestone.map(Milestones::new),
            got_on: Mark { at: now, count: 0, work: Duration::ZERO },
            work: Duration::ZERO,
            asked: None,
            answered: false,
            why: None,
            status: None,
            failed: None,
            gone: false,
            job,
        })
    }

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
            match Line::read(String::from_utf8_lossy(&line).trim_end_matches('\n')) {
                Some(Line::Failed(why)) => self.failed = Some(why),
                Some(Line::Leader(pid)) => self.leader = Some(Pid::from_raw(pid)),
                Some(Line::Thread(what)) => self.ended.threads.push(what),
                Some(Line::Asked(answers)) => self.answered |= !answers,
                // The first reason is the one that ended it.
                Some(Line::Over(bound)) => self.why = self.why.or(Some((Why::Reached(bound), Instant::now()))),
                Some(Line::Work(milliseconds)) => self.work = Duration::from_millis(milliseconds),
                // It is at work: not stopped, and not killed.
                Some(Line::Ending) => self.why = self.why.map(|(why, _)| (why, Instant::now())),
                Some(Line::Left(what)) => self.ended.left.push(what),
                Some(Line::Status(raw)) => self.status = Some(ExitStatus::from_raw(raw)),
                None => {}
            }
        }
    }

    /// Decides whether it is enough.
    fn look(&mut self) {
        if let Some((_, since)) = self.why {
            signals::at_work();
            if since.elapsed() > TO_END && !self.gone {
                self.gone = true;
            }
            return;
        }
        let why = if signals::caught() {
            Some(Why::Interrupted)
        } else if self.job.cancel.is_cancelled() {
            Some(Why::Cancelled)
        } else {
            self.reached().map(Why::Reached)
        };
        if let Some(why) = why {
            self.why = Some((why, Instant::now()));
            self.tell(END);
        }
    }

    fn reached(&mut self) -> Option<Reached> {
        let printed = self.ended.stdout.total() + self.ended.stderr.total();
        if self.job.limits.output.is_some_and(|most| printed > most) {
            return Some(Reached::Output);
        }
        if self.job.limits.quiet.is_some_and(|quiet| self.is_silent(quiet)) {
            return Some(Reached::Quiet);
        }
        let Some((asked, bound)) = self.asked else {
            let bound = self.stalled().map(Reached::Stalled).or_else(|| self.out_of_time())?;
            self.asked = Some((Instant::now(), bound));
            self.ended.stderr.make_room(STACKS);
            self.tell(ASK);
            return None;
        };
        let told = self.answered || ends_with_stacks(self.ended.stderr.bytes());
        (told || asked.elapsed() >= TO_ANSWER).then_some(bound)
    }

    fn out_of_time(&self) -> Option<Reached> {
        let wall = self.job.wall?;
        let elapsed = self.started.elapsed();
        let over = elapsed >= wall && (elapsed >= wall * STARVED_AT_MOST || !self.is_starved(wall));
        over.then_some(Reached::Wall)
    }

    fn stalled(&mut self) -> Option<Stalled> {
        let (stall, now) = (self.stall.as_mut()?, Instant::now());
        if !stall.is_due(now) {
            return None;
        }
        let work = self.leader.and_then(keeper::tree::work_of);
        stall.look(now, self.ended.report.total(), work.as_ref())
    }

    /// Whether it has not got on for so long. Real time alone says little: a job that used a twentieth of a processor
    /// since then is at work, on a busy machine perhaps. That time is bounded as well.
    fn is_silent(&self, quiet: Duration) -> bool {
        let since = self.got_on.at.elapsed();
        let works = self.work.saturating_sub(self.got_on.work) >= since / 20;
        since >= quiet && (!works || since >= quiet * AT_WORK)
    }

    /// Whether it wants to run, and the machine has let it do so for less than a quarter of its time. Then the clock says
    /// something about the machine, and nothing about the program.
    fn is_starved(&self, wall: Duration) -> bool {
        self.asked.is_none()
            && self.leader.and_then(keeper::tree::work_of).is_some_and(|it| it.wants && it.cpu < wall / 4)
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
        let _ = self.keeper.wait();
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
                self.ended.enforced = self.asked.map(|(_, bound)| bound);
                self.ended.moved_when_asked = self.asked.is_some();
            }
        }
        if let Some(why) = self.failed.take() {
            anyhow::bail!("{why}");
        }
        // Who ends its own keeper has crashed, whatever it did before.
        let status = self.status.unwrap_or_else(|| ExitStatus::from_raw(Signal::SIGKILL as i32));
        self.ended.status = self.ended.enforced.is_none().then_some(status);
        let nothing = Ended::by_itself(ExitStatus::from_raw(0));
        Ok(std::mem::replace(&mut self.ended, nothing))
    }

    /// The program stopped or killed its keeper. Its tree has come to us, or still runs below it.
    fn end_without_keeper(&mut self) {
        let _ = self.keeper.kill();
        if let Some(leader) = self.leader {
            let _ = killpg(leader, Signal::SIGKILL);
        }
        self.ended.left.extend(keeper::tree::end_marked(&self.mark, TO_END));
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

/// This very program, to be started once more. Not by name: a build may have put another file there meanwhile.
pub fn this_program() -> PathBuf {
    if cfg!(target_os = "linux") { "/proc/self/exe".into() } else { std::env::current_exe().unwrap_or_default() }
}

/// The keeper's own command: this executable, with the program and its arguments as its own.
fn keeper_for(
    job: &mut Job,
    mark: &str,
    socket: &UnixStream,
    report: Option<&PipeWriter>,
    (folder, scope): (Option<&Folder>, Option<&Scope>),
) -> Command {
    let mut command = Command::new(this_program());
    let program = PathBuf::from(job.command.get_program());
    // Named from here, and started in its own folder.
    let moves = folder.is_some() && job.command.get_current_dir().is_none();
    let named_from_here = moves && program.components().nth(1).is_some();
    command.arg(if named_from_here { std::path::absolute(&program).unwrap_or(program) } else { program });
    command.args(job.command.get_args());
    for (key, value) in job.command.get_envs() {
        match value {
            Some(value) => command.env(key, value),
            None => command.env_remove(key),
        };
    }
    if let Some(folder) = folder {
        command.env("TMPDIR", &folder.path).env(FOLDER, &folder.path).current_dir(&folder.path);
    }
    if let Some(dir) = job.command.get_current_dir() {
        command.current_dir(dir);
    }
    if let Some(scope) = scope {
        command.env(SCOPE, &scope.path);
    }
    command.stdin(job.stdin.take().map_or_else(Stdio::null, Stdio::from));
    if job.capture.is_some() {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
    }
    let report = report.map(AsRawFd::as_raw_fd);
    let (folder, scope) = (folder.map(|it| it.lock.as_raw_fd()), scope.map(|it| it.lock.as_raw_fd()));
    let fds = [Some(socket.as_raw_fd()), report, folder, scope];
    let fence = job.means.fence && job.tree == Tree::Whole;
    let order =
        KeeperOrder { report, folder, scope, fence, ..KeeperOrder::new(socket.as_raw_fd(), job.tree, &job.limits) };
    command.env(keeper::ORDER, order.written()).env(MARK, mark);
    match order.report {
        Some(fd) => command.env(REPORT_FD, fd.to_string()),
        None => command.env_remove(REPORT_FD),
    };
    // SAFETY: between fork and exec only fcntl(2) and setsid(2) are called. Both are async-signal-safe, and nothing
    // allocates or locks. The descriptors are open in the parent until the keeper has been started.
    unsafe {
        command.pre_exec(move || {
            for fd in fds.into_iter().flatten() {
                let fd = BorrowedFd::borrow_raw(fd);
                nix::fcntl::fcntl(fd, nix::fcntl::FcntlArg::F_SETFD(nix::fcntl::FdFlag::empty()))?;
            }
            // Ctrl-C is for the tool; the keeper hears of it from there.
            setsid()?;
            Ok(())
        });
    }
    command
}

fn ends_with_stacks(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(200)..]).contains(END_OF_STACKS)
}
