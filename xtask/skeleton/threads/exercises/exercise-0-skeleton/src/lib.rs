//! How a task ended. The reaper says it once; whoever waits is told, early or late.

use std::sync::{Condvar, Mutex};

/// How a process ended, as a shell shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// One task.
#[derive(Default)]
pub struct Task {
    code: Mutex<Option<ExitCode>>,
    ended: Condvar,
}

impl Task {
    /// Takes the reaper's report. The first one counts.
    pub fn exited(&self, code: ExitCode) {
        self.code.lock().unwrap().get_or_insert(code);
        self.ended.notify_one();
    }

    /// Waits for the end of the task.
    pub fn wait(&self) -> ExitCode {
        let mut code = self.code.lock().unwrap();
        loop {
            if let Some(code) = *code {
                return code;
            }
            code = self.ended.wait(code).unwrap();
        }
    }
}
