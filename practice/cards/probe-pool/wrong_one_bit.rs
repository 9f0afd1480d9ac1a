//! Readiness probes. A probe runs in a thread of its own, since it may hang.

use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread;
use std::time::{Duration, Instant};

/// How long a probe may take.
pub const LIMIT: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub struct Prober {
    answer: Sender<(bool, bool)>,
    turn: Mutex<Turn>,
}

/// One probe has it at a time.
#[derive(Debug)]
struct Turn {
    /// Tells this probe from the one before.
    mark: bool,
    answers: Receiver<(bool, bool)>,
}

impl Default for Prober {
    fn default() -> Prober {
        let (answer, answers) = mpsc::channel();
        let turn = Mutex::new(Turn {
            mark: false,
            answers,
        });
        Prober { answer, turn }
    }
}

impl Prober {
    /// Runs one probe at a time; `None` if it does not answer within the limit.
    pub fn probe(&self, run: impl FnOnce() -> bool + Send + 'static) -> Option<bool> {
        let mut turn = self.turn.lock().unwrap();
        // What came between two probes is for nobody.
        while turn.answers.try_recv().is_ok() {}
        turn.mark = !turn.mark;
        let mark = turn.mark;
        let answer = self.answer.clone();
        let worker = thread::Builder::new().name("probe".into());
        worker.spawn(move || answer.send((mark, run()))).ok()?;
        let end = Instant::now() + LIMIT;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let (of, answer) = turn.answers.recv_timeout(left).ok()?;
            // The late answer of the probe before has the other mark.
            if of == mark {
                return Some(answer);
            }
        }
    }
}
