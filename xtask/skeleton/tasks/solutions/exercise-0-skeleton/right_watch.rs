//! How a task ended. The reaper says it once; whoever waits is told, early or late.

use tokio::sync::watch;

/// How a process ended, as a shell shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// One task.
pub struct Task {
    code: watch::Sender<Option<ExitCode>>,
}

impl Default for Task {
    fn default() -> Self {
        let (code, _) = watch::channel(None);
        Task { code }
    }
}

impl Task {
    /// Takes the reaper's report. The first one counts.
    pub fn exited(&self, code: ExitCode) {
        self.code.send_if_modified(|known| {
            let first = known.is_none();
            known.get_or_insert(code);
            first
        });
    }

    /// Waits for the end of the task.
    pub async fn wait(&self) -> ExitCode {
        let mut changes = self.code.subscribe();
        loop {
            if let Some(code) = *changes.borrow_and_update() {
                return code;
            }
            changes.changed().await.expect("the sender is ours");
        }
    }
}
