//! Starts the helper programs of a node agent: mounts, probes, hooks. The agent is a subreaper, so
//! whatever a helper leaves behind comes to it. Requests, logs and limits live elsewhere.

use nix::errno::Errno;
use nix::sys::prctl;
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::collections::BTreeMap;
use std::io;
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

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

/// The end of one task. The reaper writes it, its owner reads it.
#[derive(Default)]
struct End {
    code: Mutex<Option<ExitCode>>,
    told: Condvar,
}

/// Who owns which pid. The reaper takes a status, and so frees a pid, only under this lock.
type Owners = Mutex<BTreeMap<i32, Arc<End>>>;

/// What is held while something starts.
#[derive(Default)]
struct Starting;

/// Starts programs. There is one in the agent, and `start` comes before the agent's first thread.
pub struct Supervisor {
    /// A hook changes mounts, so nothing starts before it has ended.
    starting: Mutex<Starting>,
    owners: Arc<Owners>,
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
        let owners = Arc::<Owners>::default();
        let mode = Arc::new(Mutex::new(Mode::Open));
        let reaper = Reaper {
            signals,
            owners: owners.clone(),
            mode: mode.clone(),
        };
        let thread = thread::Builder::new().name("reaper".into());
        let reaper = thread.spawn(move || reaper.run())?;
        Ok(Supervisor {
            starting,
            owners,
            mode,
            reaper,
        })
    }

    /// Starts a program. Whoever has the task is its owner, and the only one who asks for its end.
    pub fn spawn(&self, command: &mut Command) -> Result<Task, Error> {
        let _starting = self.starting.lock().unwrap();
        self.refuse_when_draining()?;
        // Held over the start: the reaper takes no status whose owner is not entered yet.
        let mut owners = self.owners.lock().unwrap();
        let pid = command.spawn()?.id();
        let end = Arc::<End>::default();
        owners.insert(pid as i32, end.clone());
        drop(owners);
        Ok(Task {
            pid,
            end,
            owners: self.owners.clone(),
        })
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

/// The reaper's thread: whatever ends below the agent does not stay a zombie, and a status goes to its
/// owner. Nobody else waits for tasks.
struct Reaper {
    signals: SigSet,
    owners: Arc<Owners>,
    mode: Arc<Mutex<Mode>>,
}

impl Reaper {
    fn run(&self) {
        loop {
            if self.signals.wait() == Ok(Signal::SIGTERM) {
                // Nothing starts any more. What runs is still reaped.
                let mut mode = self.mode.lock().unwrap();
                if *mode == Mode::Open {
                    *mode = Mode::Draining;
                }
                continue;
            }
            let stopped = *self.mode.lock().unwrap() == Mode::Stopped;
            // One signal can stand for several ends.
            while self.take_one() {}
            if stopped {
                // Nothing stays behind.
                while waitpid(Pid::from_raw(-1), None) != Err(Errno::ECHILD) {}
                return;
            }
        }
    }

    /// Takes the status of a process that has ended, if there is one, and hands it to its owner. An
    /// orphan has none.
    fn take_one(&self) -> bool {
        let mut owners = self.owners.lock().unwrap();
        let (pid, code) = match waitpid(Pid::from_raw(-1), Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::Exited(pid, code)) => (pid, code),
            Ok(WaitStatus::Signaled(pid, signal, _)) => (pid, 128 + signal as i32),
            _ => return false,
        };
        if let Some(end) = owners.remove(&pid.as_raw()) {
            *end.code.lock().unwrap() = Some(ExitCode(code as u8));
            end.told.notify_all();
        }
        true
    }
}

/// A program that was started.
pub struct Task {
    pid: u32,
    end: Arc<End>,
    owners: Arc<Owners>,
}

impl Task {
    /// Its process id.
    pub fn pid(&self) -> u32 {
        self.pid
    }

    /// Waits for its end. Asked again, it says the same.
    pub fn wait(&mut self) -> Result<ExitCode, Error> {
        let code = self.end.code.lock().unwrap();
        let code = self.end.told.wait_while(code, |code| code.is_none());
        Ok(code.unwrap().expect("waited for"))
    }

    /// Sends SIGKILL, unless it has ended.
    pub fn kill(&mut self) -> Result<(), Error> {
        // While this is held nobody reaps, so the pid is this task's, or it has ended.
        let _owners = self.owners.lock().unwrap();
        if self.end.code.lock().unwrap().is_none() {
            kill(Pid::from_raw(self.pid as i32), Signal::SIGKILL).map_err(io::Error::from)?;
        }
        Ok(())
    }
}
