//! Readiness probes. A probe runs in a thread of its own, since it may hang.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long a probe may take.
pub const LIMIT: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct Prober {
    answer: Sender<(u64, bool)>,
    turn: Mutex<Turn>,
}

/// One probe has it at a time.
#[derive(Debug)]
struct Turn {
    number: u64,
    answers: Receiver<(u64, bool)>,
}

impl Default for Prober {
    fn default() -> Prober {
        let (answer, answers) = mpsc::channel();
        let turn = Mutex::new(Turn { number: 0, answers });
        Prober { answer, turn }
    }
}

impl Prober {
    /// Runs one probe at a time; `None` if it does not answer within the limit.
    pub fn probe(&self, run: impl FnOnce() -> bool + Send + 'static) -> Option<bool> {
        // A probe that hangs must not hold the others: they have no answer this time.
        let mut turn = self.turn.try_lock().ok()?;
        turn.number += 1;
        let number = turn.number;
        let answer = self.answer.clone();
        let worker = thread::Builder::new().name("probe".into());
        worker.spawn(move || answer.send((number, run()))).ok()?;
        let end = Instant::now() + LIMIT;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let (of, answer) = turn.answers.recv_timeout(left).ok()?;
            if of == number {
                return Some(answer);
            }
        }
    }
}
