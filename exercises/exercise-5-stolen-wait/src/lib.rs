//! Starts the helper programs of a node agent: mounts, probes, hooks. The agent is a subreaper, so
//! whatever a helper leaves behind comes to it. Requests, logs and limits live elsewhere.

use nix::errno::Errno;
use nix::sys::prctl;
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        let signal = 128 + status.signal().unwrap_or(0);
        ExitCode(status.code().unwrap_or(signal) as u8)
    }
}

/// Why a request was refused.
#[derive(Debug)]
pub enum Error {
    /// The agent is about to go: nothing starts any more.
    Draining,
    /// The kernel said no.
    Io(io::Error),
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        Error::Io(error)
    }
}

/// What a hook wrote into its result file. Hooks are shell scripts, and their exit code says nothing.
pub trait HookResult {
    /// Reads the file. Comes after the end of the hook.
    fn passed(&self) -> bool;
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Open,
    /// After SIGTERM.
    Draining,
    Stopped,
}

/// What is held while something starts.
#[derive(Default)]
struct Starting;

/// Starts programs. There is one in the agent, and `start` comes before the agent's first thread.
pub struct Supervisor {
    /// A hook changes mounts, so nothing starts before it has ended.
    starting: Mutex<Starting>,
    mode: Arc<Mutex<Mode>>,
    reaper: JoinHandle<()>,
}

impl Supervisor {
    /// From here on, orphans of what it starts come to the agent, and SIGTERM makes it drain.
    pub fn start() -> Result<Self, Error> {
        prctl::set_child_subreaper(true).map_err(io::Error::from)?;
        // Every thread inherits this, so both signals wait for the reaper.
        let signals = SigSet::from_iter([Signal::SIGCHLD, Signal::SIGTERM]);
        signals.thread_block().map_err(io::Error::from)?;
        let starting = Mutex::default();
        let mode = Arc::new(Mutex::new(Mode::Open));
        let reaper = Reaper {
            signals,
            mode: mode.clone(),
        };
        let thread = thread::Builder::new().name("reaper".into());
        let reaper = thread.spawn(move || reaper.run())?;
        Ok(Supervisor {
            starting,
            mode,
            reaper,
        })
    }

    /// Starts a program. Whoever has the task is its owner, and the only one who asks for its end.
    pub fn spawn(&self, command: &mut Command) -> Result<Task, Error> {
        let _starting = self.starting.lock().unwrap();
        self.refuse_when_draining()?;
        let child = command.spawn()?;
        Ok(Task { child })
    }

    /// Runs a hook to its end, and says whether it passed.
    pub fn run_hook(&self, hook: &mut Command, result: &dyn HookResult) -> Result<bool, Error> {
        let _starting = self.starting.lock().unwrap();
        self.refuse_when_draining()?;
        match hook.spawn()?.wait() {
            // The reaper was first.
            Err(error) if error.raw_os_error() == Some(Errno::ECHILD as i32) => {}
            ended => drop(ended?),
        }
        Ok(result.passed())
    }

    /// Comes last, when no task is left. Nothing that has ended stays behind.
    pub fn stop(self) {
        *self.mode.lock().unwrap() = Mode::Stopped;
        let _ = kill(Pid::this(), Signal::SIGCHLD);
        self.reaper.join().expect("the reaper does not panic");
    }

    fn refuse_when_draining(&self) -> Result<(), Error> {
        match *self.mode.lock().unwrap() {
            Mode::Open => Ok(()),
            Mode::Draining | Mode::Stopped => Err(Error::Draining),
        }
    }
}

/// The reaper's thread: whatever ends below the agent does not stay a zombie.
struct Reaper {
    signals: SigSet,
    mode: Arc<Mutex<Mode>>,
}

impl Reaper {
    fn run(&self) {
        loop {
            if self.signals.wait() == Ok(Signal::SIGTERM) {
                // Nothing starts any more, and the agent is about to go.
                *self.mode.lock().unwrap() = Mode::Draining;
                return;
            }
            let stopped = *self.mode.lock().unwrap() == Mode::Stopped;
            // A child has ended.
            self.take_one();
            if stopped {
                return;
            }
        }
    }

    /// Takes the status of a process that has ended, if there is one.
    fn take_one(&self) -> bool {
        let status = waitpid(Pid::from_raw(-1), Some(WaitPidFlag::WNOHANG));
        !matches!(status, Ok(WaitStatus::StillAlive) | Err(_))
    }
}

/// A program that was started.
pub struct Task {
    child: Child,
}

impl Task {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits for its end. Asked again, it says the same.
    pub fn wait(&mut self) -> Result<ExitCode, Error> {
        Ok(self.child.wait()?.into())
    }

    /// Sends SIGKILL, unless it has ended.
    pub fn kill(&mut self) -> Result<(), Error> {
        Ok(self.child.kill()?)
    }
}
