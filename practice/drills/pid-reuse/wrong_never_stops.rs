use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use std::sync::Mutex;

pub struct Task(pub Mutex<Option<Pid>>);

impl Task {
    pub fn reap(&self) {
        let pid = *self.0.lock().unwrap();
        let _ = pid.map(|pid| waitpid(pid, None));
    }

    pub fn stop(&self) {
        drop(self.0.lock().unwrap());
    }
}
