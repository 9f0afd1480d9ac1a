use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid, waitpid};
use nix::unistd::Pid;
use std::sync::Mutex;

/// A wait that takes no status: the pid stays taken.
const LOOK: WaitPidFlag = WaitPidFlag::WEXITED.union(WaitPidFlag::WNOWAIT);

pub struct Task(pub Mutex<Option<Pid>>);

impl Task {
    pub fn reap(&self) {
        let Some(pid) = *self.0.lock().unwrap() else {
            return;
        };
        while waitid(Id::Pid(pid), LOOK) == Err(Errno::EINTR) {}
        let mut task = self.0.lock().unwrap();
        let _ = waitpid(pid, None);
        *task = None;
    }

    pub fn stop(&self) {
        if let Some(pid) = *self.0.lock().unwrap() {
            let _ = kill(pid, Signal::SIGKILL);
        }
    }
}
