//! The helper programs of the agent, each watched through a pidfd. It is measured beside the fixes and never
//! checked: the lab models neither pidfds nor epoll. Hooks and SIGTERM, which nobody measures, are left out.

use rustix::event::epoll;
use rustix::event::{EventfdFlags, eventfd};
use rustix::io::Errno;
use rustix::process::{
    PidfdFlags, Signal, WaitId, WaitIdOptions, pidfd_open, pidfd_send_signal, waitid,
};
use std::collections::HashMap;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// The end of one task. The watcher writes it, its owner reads it.
#[derive(Default)]
struct End {
    code: Mutex<Option<ExitCode>>,
    told: Condvar,
}

/// What runs, by pid. A pidfd stands for one process, also after its end, so no lock is held over a wait.
#[derive(Default)]
struct Running(Mutex<HashMap<u64, (OwnedFd, Arc<End>)>>);

/// What the watcher finds when it is told to stop. No process has this pid.
const STOP: u64 = 0;

/// Starts programs. Orphans come to the agent as they do elsewhere, and nobody has a pidfd of theirs.
pub struct Supervisor {
    running: Arc<Running>,
    epoll: Arc<OwnedFd>,
    stop: OwnedFd,
    watcher: JoinHandle<()>,
}

impl Supervisor {
    /// From here on, orphans of what it starts come to the agent.
    pub fn start() -> io::Result<Self> {
        nix::sys::prctl::set_child_subreaper(true)?;
        let running = Arc::<Running>::default();
        let epoll = Arc::new(epoll::create(epoll::CreateFlags::CLOEXEC)?);
        let stop = eventfd(0, EventfdFlags::CLOEXEC)?;
        add(&epoll, &stop, STOP)?;
        let (of_watcher, watched) = (running.clone(), epoll.clone());
        let watcher = thread::spawn(move || of_watcher.watch(&watched));
        Ok(Supervisor {
            running,
            epoll,
            stop,
            watcher,
        })
    }

    /// Starts a program. It stays a zombie until the watcher has seen its end, so its pid is still its own here.
    pub fn spawn(&self, command: &mut Command) -> io::Result<Task> {
        let child = command.spawn()?;
        let pidfd = pidfd_open(
            rustix::process::Pid::from_child(&child),
            PidfdFlags::empty(),
        )?;
        let (pid, end) = (u64::from(child.id()), Arc::<End>::default());
        let mut running = self.running.0.lock().unwrap();
        add(&self.epoll, &pidfd, pid)?;
        running.insert(pid, (pidfd, end.clone()));
        drop(running);
        let running = self.running.clone();
        Ok(Task { pid, end, running })
    }

    /// Comes last, when no task is left.
    pub fn stop(self) {
        rustix::io::write(&self.stop, &1u64.to_ne_bytes()).expect("the counter is at zero");
        self.watcher.join().expect("the watcher does not panic");
    }
}

fn add(epoll: &OwnedFd, fd: &OwnedFd, data: u64) -> rustix::io::Result<()> {
    epoll::add(
        epoll,
        fd,
        epoll::EventData::new_u64(data),
        epoll::EventFlags::IN,
    )
}

impl Running {
    /// The watcher's thread.
    fn watch(&self, epoll: &OwnedFd) {
        let mut events = Vec::with_capacity(64);
        loop {
            match epoll::wait(epoll, rustix::buffer::spare_capacity(&mut events), None) {
                Ok(_) | Err(Errno::INTR) => {}
                Err(error) => panic!("epoll: {error}"),
            }
            for event in events.drain(..) {
                let data = event.data;
                if data.u64() == STOP {
                    return;
                }
                self.take(data.u64());
            }
        }
    }

    /// Takes the status of a task, and hands it to its owner.
    fn take(&self, pid: u64) {
        let Some((pidfd, end)) = self.0.lock().unwrap().remove(&pid) else {
            return;
        };
        let status = waitid(WaitId::PidFd(pidfd.as_fd()), WaitIdOptions::EXITED);
        let status = status
            .ok()
            .flatten()
            .expect("it has ended, and nobody else waits");
        let signal = status.terminating_signal().map(|signal| 128 + signal);
        let code = status.exit_status().or(signal).unwrap_or_default();
        *end.code.lock().unwrap() = Some(ExitCode(code as u8));
        end.told.notify_all();
    }
}

/// A program that was started.
pub struct Task {
    pid: u64,
    end: Arc<End>,
    running: Arc<Running>,
}

impl Task {
    /// Waits for its end. Asked again, it says the same.
    pub fn wait(&mut self) -> io::Result<ExitCode> {
        let code = self.end.code.lock().unwrap();
        let code = self.end.told.wait_while(code, |code| code.is_none());
        Ok(code.unwrap().expect("waited for"))
    }

    /// Sends SIGKILL, unless it has ended.
    pub fn kill(&mut self) -> io::Result<()> {
        match self.running.0.lock().unwrap().get(&self.pid) {
            Some((pidfd, _)) => match pidfd_send_signal(pidfd, Signal::KILL) {
                Err(Errno::SRCH) => Ok(()),
                sent => Ok(sent?),
            },
            None => Ok(()),
        }
    }
}
