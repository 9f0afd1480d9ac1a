use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use std::sync::Mutex;

pub struct Task(pub Mutex<Option<Pid>>);

impl Task {
    pub fn reap(&self) {
        let pid = *self.0.lock().unwrap();
        let _ = pid.map(|pid| waitpid(pid, None));
        *self.0.lock().unwrap() = None;
    }

    pub fn stop(&self) {
        if let Some(pid) = *self.0.lock().unwrap() {
            let _ = kill(pid, Signal::SIGKILL);
        }
    }
}
