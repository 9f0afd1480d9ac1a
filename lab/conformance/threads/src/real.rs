//! Many runs of one program on the real std.

use crate::host::Scene;
use model::Lab;
use std::collections::BTreeSet;
use std::panic;
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// What came of all runs.
pub(crate) struct Seen {
    pub(crate) outcomes: BTreeSet<String>,
    pub(crate) runs: u64,
}

/// How long a run may take before it is looked at: one that hangs in a way the lab knows is over.
const SOON: Duration = Duration::from_millis(30);
/// For all runs of a program beyond [`LEAST`]: one that waits for deadlines is slow.
const LONGEST: Duration = Duration::from_millis(500);
/// So many there are on any machine, however busy.
const LEAST: u64 = 100;
/// How long before it is said to hang in a way of its own.
const NEVER: Duration = Duration::from_secs(10);

/// Panics are outcomes.
pub(crate) fn keep_quiet() {
    panic::set_hook(Box::new(|_| {}));
}

/// Runs at a time: most of each is waiting, and a busy machine shows more orders.
const BESIDE: usize = 6;

/// Run `body` so many times.
pub(crate) fn run(runs: u64, lab: &Lab, seed: u64, body: impl FnOnce() + Send + Sync + Copy + 'static) -> Seen {
    let (next, done, outcomes) = (AtomicU64::new(0), AtomicU64::new(0), Mutex::new(BTreeSet::new()));
    let start = Instant::now();
    let work = || {
        loop {
            let run = next.fetch_add(1, SeqCst);
            if run >= runs || run >= LEAST && start.elapsed() >= LONGEST {
                break;
            }
            let outcome = once(lab, seed.wrapping_mul(1_000_003).wrapping_add(run), body);
            outcomes.lock().expect("nothing panics with it").insert(outcome);
            done.fetch_add(1, SeqCst);
        }
    };
    thread::scope(|scope| (0..BESIDE).for_each(|_| drop(scope.spawn(work))));
    Seen { outcomes: outcomes.into_inner().expect("nothing panicked with it"), runs: done.into_inner() }
}

fn once(lab: &Lab, seed: u64, body: impl FnOnce() + Send + 'static) -> String {
    let scene = Arc::new(Scene::default());
    scene.start(seed, body);
    let begun = Instant::now();
    loop {
        let (outcome, ended) = scene.outcome(SOON);
        if ended || lab.outcomes.contains(&outcome) || begun.elapsed() > NEVER {
            return outcome;
        }
    }
}
