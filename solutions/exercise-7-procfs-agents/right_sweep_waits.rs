//! Files below /proc, as a container sees them. An agent answers each read: a short-lived child of this
//! daemon, in the container's mount namespace. The daemon is a subreaper, so what an agent leaves behind
//! becomes the daemon's child as well.

use std::sync::{Condvar, Mutex};

/// A process id, as the daemon sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pid(pub u32);

/// How a process ended, as a shell shows it: 0 is success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub u8);

/// Why a read failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// No agent could be started.
    NoAgent,
    /// The agent ended with this status, which is not 0.
    Failed(ExitStatus),
    /// The agent's status is lost, so nothing says that its answer is whole.
    NoStatus,
}

/// What the daemon asks of the kernel.
pub trait Kernel: Send + Sync {
    /// Forks an agent that looks at `name` inside the container. Does not wait for it.
    fn spawn(&self, name: &str) -> Result<Pid, Error>;
    /// Reads the agent's pipe until the agent closes it. The agent opens files on its way. If one of
    /// them is served by this daemon, that open is one more `read`, on another thread.
    fn answer(&self, agent: Pid) -> String;
    /// Waits until this child has ended, and takes its status. `None`: there is no such child.
    fn wait(&self, child: Pid) -> Option<ExitStatus>;
    /// Takes the status of any child that has ended. `None`: there is none. It does not wait.
    fn reap_any(&self) -> Option<Pid>;
}

/// The handler. The FUSE server calls `read` on a pool of threads; the signal thread calls `sweep`.
pub struct ProcFs {
    kernel: Box<dyn Kernel>,
    /// Agents whose status is not taken yet. Locked for a moment by a read, and by a sweep that goes on.
    at_work: Mutex<usize>,
    /// Wakes a sweep that waits. A read never waits for one that does.
    fewer: Condvar,
}

impl ProcFs {
    /// A handler that has no agent yet.
    pub fn new(kernel: Box<dyn Kernel>) -> Self {
        let (at_work, fewer) = (Mutex::new(0), Condvar::new());
        ProcFs {
            kernel,
            at_work,
            fewer,
        }
    }

    /// Reads one file by its name. Reads run side by side.
    pub fn read(&self, name: &str) -> Result<String, Error> {
        *self.at_work.lock().unwrap() += 1;
        let answered = self.ask(name);
        *self.at_work.lock().unwrap() -= 1;
        self.fewer.notify_all();
        answered
    }

    /// Reaps what agents have left behind. The signal thread calls it for each SIGCHLD; signals that come
    /// together are merged into one.
    pub fn sweep(&self) {
        let at_work = self.at_work.lock().unwrap();
        let _idle = self.fewer.wait_while(at_work, |it| *it > 0).unwrap();
        while self.kernel.reap_any().is_some() {}
    }

    fn ask(&self, name: &str) -> Result<String, Error> {
        let agent = self.kernel.spawn(name)?;
        let answer = self.kernel.answer(agent);
        match self.kernel.wait(agent) {
            Some(ExitStatus(0)) => Ok(answer),
            Some(status) => Err(Error::Failed(status)),
            None => Err(Error::NoStatus),
        }
    }
}
