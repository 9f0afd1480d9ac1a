//! Readiness probes. A probe runs in a thread of its own, since it may hang.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a probe may take.
pub const LIMIT: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Prober {}

impl Prober {
    /// Runs one probe; `None` if it does not answer within the limit.
    pub fn probe(&self, run: impl FnOnce() -> bool + Send + 'static) -> Option<bool> {
        let (answer, answers) = mpsc::sync_channel(0);
        let worker = thread::Builder::new().name("probe".into());
        worker.spawn(move || answer.send(run())).ok()?;
        answers.recv_timeout(LIMIT).ok()
    }
}
