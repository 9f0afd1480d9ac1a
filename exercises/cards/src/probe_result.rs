//! Liveness probes. A probe runs in a thread of its own, since it may hang.

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// How long a probe may take.
pub const LIMIT: Duration = Duration::from_secs(1);

/// Runs one probe; `None` if it does not answer within the limit.
pub fn probe(run: impl FnOnce() -> bool + Send + 'static) -> Option<bool> {
    let (answer, answers) = mpsc::sync_channel(0);
    let worker = thread::Builder::new().name("probe".into());
    let started = worker.spawn(move || {
        let alive = run();
        // Too late for an answer, perhaps.
        let _ = answer.send(alive);
    });
    started.ok()?;
    answers.recv_timeout(LIMIT).ok()
}
