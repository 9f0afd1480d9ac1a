//! Many runs of one program on the real std.

use crate::host::Scene;
use model::Lab;
use std::collections::BTreeSet;
use std::panic;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What came of all runs.
#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) outcomes: BTreeSet<String>,
    pub(crate) runs: u64,
}

/// How long a run may take before it is looked at: one that hangs in a way the lab knows is over.
const SOON: Duration = Duration::from_millis(30);
/// For all runs of a program: one that waits for deadlines is slow.
const LONGEST: Duration = Duration::from_millis(500);
/// How long before it is said to hang in a way of its own.
const NEVER: Duration = Duration::from_secs(10);

/// Panics are outcomes.
pub(crate) fn keep_quiet() {
    panic::set_hook(Box::new(|_| {}));
}

/// Run `body` so many times.
pub(crate) fn run(runs: u64, lab: &Lab, seed: u64, body: impl FnOnce() + Send + Copy + 'static) -> Seen {
    let mut seen = Seen::default();
    let start = Instant::now();
    while seen.runs < runs && start.elapsed() < LONGEST {
        let scene = Arc::new(Scene::default());
        scene.start(seed.wrapping_mul(1_000_003).wrapping_add(seen.runs), body);
        let begun = Instant::now();
        let outcome = loop {
            let (outcome, ended) = scene.outcome(SOON);
            if ended || lab.outcomes.contains(&outcome) || begun.elapsed() > NEVER {
                break outcome;
            }
        };
        seen.outcomes.insert(outcome);
        seen.runs += 1;
    }
    seen
}
