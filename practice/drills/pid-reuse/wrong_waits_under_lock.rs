use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use std::sync::Mutex;

pub struct Task(pub Mutex<Option<Pid>>);

impl Task {
    pub fn reap(&self) {
        let mut task = self.0.lock().unwrap();
        let _ = task.take().map(|pid| waitpid(pid, None));
    }

    pub fn stop(&self) {
        if let Some(pid) = *self.0.lock().unwrap() {
            let _ = kill(pid, Signal::SIGKILL);
        }
    }
}
