use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

pub struct Query {
    answer: SyncSender<u32>,
    answers: Receiver<u32>,
}

impl Query {
    pub fn new() -> Query {
        let (answer, answers) = mpsc::sync_channel(0);
        Query { answer, answers }
    }

    /// The one question of this query; `None` if the answer takes longer than a second.
    pub fn ask(&self, work: impl FnOnce() -> u32 + Send + 'static) -> Option<u32> {
        let answer = self.answer.clone();
        let worker = thread::Builder::new().name("worker".into());
        worker.spawn(move || answer.send(work())).ok()?;
        self.answers.recv_timeout(Duration::from_secs(1)).ok()
    }
}
