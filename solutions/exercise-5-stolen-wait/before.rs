//! Starts the helper programs of a node agent: mounts, probes, hooks. The agent is a subreaper, so
//! whatever a helper leaves behind comes to it. Requests, logs and limits live elsewhere.

use nix::sys::prctl;
use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus};
use std::sync::Mutex;

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

/// What is held while something starts.
#[derive(Default)]
struct Starting;

/// Starts programs. There is one in the agent, and `start` comes before the agent's first thread.
pub struct Supervisor {
    /// A hook changes mounts, so nothing starts before it has ended.
    starting: Mutex<Starting>,
}

impl Supervisor {
    /// From here on, orphans of what it starts come to the agent.
    pub fn start() -> Result<Self, Error> {
        prctl::set_child_subreaper(true).map_err(io::Error::from)?;
        let starting = Mutex::default();
        Ok(Supervisor { starting })
    }

    /// Starts a program. Whoever has the task is its owner, and the only one who asks for its end.
    pub fn spawn(&self, command: &mut Command) -> Result<Task, Error> {
        let _starting = self.starting.lock().unwrap();
        let child = command.spawn()?;
        Ok(Task { child })
    }

    /// Runs a hook to its end, and says whether it passed.
    pub fn run_hook(&self, hook: &mut Command, result: &dyn HookResult) -> Result<bool, Error> {
        let _starting = self.starting.lock().unwrap();
        hook.spawn()?.wait()?;
        Ok(result.passed())
    }

    /// Comes last, when no task is left.
    pub fn stop(self) {}
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
