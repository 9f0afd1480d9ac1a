//! Readiness probes. A probe runs in a thread of its own, since it may hang.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

/// How long a probe may take.
pub const LIMIT: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct Prober {
    answer: SyncSender<bool>,
    answers: Mutex<Receiver<bool>>,
}

impl Default for Prober {
    fn default() -> Prober {
        let (answer, answers) = mpsc::sync_channel(0);
        let answers = Mutex::new(answers);
        Prober { answer, answers }
    }
}

impl Prober {
    /// Runs one probe at a time; `None` if it does not answer within the limit.
    pub fn probe(&self, run: impl FnOnce() -> bool + Send + 'static) -> Option<bool> {
        let answers = self.answers.lock().unwrap();
        let answer = self.answer.clone();
        let worker = thread::Builder::new().name("probe".into());
        worker.spawn(move || answer.send(run())).ok()?;
        answers.recv_timeout(LIMIT).ok()
    }
}
