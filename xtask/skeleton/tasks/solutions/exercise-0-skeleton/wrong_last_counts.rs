//! How a task ended. The reaper says it once; whoever waits is told, early or late.

use std::sync::Mutex;
use tokio::sync::Notify;

/// How a process ended, as a shell shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// One task.
#[derive(Default)]
pub struct Task {
    code: Mutex<Option<ExitCode>>,
    ended: Notify,
}

impl Task {
    /// Takes the reaper's report. The first one counts.
    pub fn exited(&self, code: ExitCode) {
        *self.code.lock().unwrap() = Some(code);
        self.ended.notify_waiters();
    }

    /// Waits for the end of the task.
    pub async fn wait(&self) -> ExitCode {
        loop {
            let ended = self.ended.notified();
            if let Some(code) = *self.code.lock().unwrap() {
                return code;
            }
            ended.await;
        }
    }
}
