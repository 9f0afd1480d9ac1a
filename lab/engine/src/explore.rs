//! All outcomes of a small program, by any of the search modes: what the differential fuzz and the conformance
//! suite compare. Panics are outcomes here, not failures.

pub use crate::places::Named;
pub use crate::search::{Bounds, Mode};

use crate::board::Scenes;
use crate::contract::Property;
use crate::engine::{self, with};
use crate::op::{NONE, Needs, Op};
use crate::plan::Planner;
use crate::rt;
use crate::search::Search;
use crate::session::whole::{self, Purse};
use crate::world::World;
use crate::world::objects::{ParkOp, ThreadOp};
use protocol::{Asked, PropertyReport, Stand, View};
use std::collections::BTreeSet;
use std::panic::Location;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What a walk over a program found.
#[derive(Debug, Clone)]
pub struct Outcomes {
    /// How executions ended: what threads said, panics, who waits where.
    pub set: BTreeSet<String>,
    /// Executions.
    pub executions: u64,
    /// Of these, given up as repetitions.
    pub blocked: u64,
    /// Steps of all executions.
    pub steps: u64,
    /// Nothing was left out.
    pub exhausted: bool,
    /// The program has a source of chance of its own, or does what is not modelled.
    pub trouble: Option<String>,
}

/// The running thread says something that belongs to the outcome.
pub fn say(words: &str) {
    with(|engine| {
        let me = engine.world.running;
        engine.world.said.push((me, words.to_string()));
    });
}

/// Walk `body`. With `split`, an unlock is a scheduling point from the start.
pub fn outcomes(mode: Mode, bounds: Bounds, split: bool, body: impl Fn() + 'static) -> Outcomes {
    crate::panics::keep_quiet();
    let mut set = BTreeSet::new();
    let mut needs = Needs { split_unlock: split, ..Needs::default() };
    let mut world = World { needs, ..World::default() };
    world.recording = None;
    let walked = engine::explore(
        Search::new(mode, bounds),
        world,
        false,
        &(Rc::new(body) as Rc<dyn Fn()>),
        &mut |world, search| {
            if world.needs != needs {
                needs = world.needs;
                set.clear();
            }
            let mut outcome = format!("{:?}:", search.end.as_ref().expect("it has ended"));
            for t in 0..world.threads.len() {
                let said: Vec<&str> =
                    world.said.iter().filter(|(by, _)| *by == t).map(|(_, words)| words.as_str()).collect();
                if !said.is_empty() {
                    outcome += &format!(" {t}[{}]", said.join(" "));
                }
            }
            let mut panics = world.panics.clone();
            panics.sort();
            for panic in panics {
                outcome += &format!(" panic({panic})");
            }
            set.insert(outcome + &world.waiting());
        },
    );
    let trouble = walked.refused.or(walked.search.diverged.clone());
    Outcomes {
        set,
        executions: walked.search.progress.executions,
        blocked: walked.search.progress.blocked,
        steps: walked.search.progress.steps,
        exhausted: walked.search.exhausted() && trouble.is_none(),
        trouble,
    }
}

/// For tests that search subjects with statics: while the guard lives, no other search that asks for one begins. A static is made
/// fresh for each schedule of *one* search; two at the same time, on two threads of a test program, would share it.
#[must_use = "the other searches wait for it to be dropped"]
pub fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    // A test that failed has left nothing half done here.
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Search one property as a check does, and say what came of it.
#[must_use]
pub fn judge(bounds: Bounds, property: fn()) -> PropertyReport {
    judge_all(bounds, &[Property::new("judged", property)], &mut |_| {}).remove(0)
}

/// The same with several, which share the executions. `answered` hears of each one that has its answer, when it has it.
#[must_use]
pub fn judge_all(
    bounds: Bounds,
    properties: &[Property],
    answered: &mut dyn FnMut(&PropertyReport),
) -> Vec<PropertyReport> {
    crate::panics::keep_quiet();
    let mut planners: Vec<_> =
        properties.iter().filter_map(|it| Some(Planner::new(it.id, it.scene()?, bounds))).collect();
    crate::session::search(&mut planners, bounds.executions, None, answered);
    planners.iter_mut().map(Planner::report).collect()
}

/// A whole contract, with the situations that it generates: `crossed` executions are for these.
///
/// # Errors
///
/// If a situation breaks what is no property of the contract.
pub fn judge_contract(
    bounds: Bounds,
    crossed: u64,
    properties: &[Property],
) -> Result<(Vec<PropertyReport>, Asked), String> {
    judge_contract_until(bounds, crossed, properties, None)
}

/// The same, and no further than to the failure of `until`.
///
/// # Errors
///
/// If a situation breaks what is no property of the contract.
pub fn judge_contract_until(
    bounds: Bounds,
    crossed: u64,
    properties: &[Property],
    until: Option<&str>,
) -> Result<(Vec<PropertyReport>, Asked), String> {
    crate::panics::keep_quiet();
    let until = until.map(str::to_owned);
    whole::search(properties, None, Purse { bounds, crossed, walks: None, through: None, until }, &mut |_| {})
}

/// Follow a stored tape of one property of a contract.
///
/// # Errors
///
/// If it is no tape of this contract.
pub fn replay_contract(
    bounds: Bounds,
    properties: &[Property],
    id: &str,
    tape: &str,
) -> Result<Vec<PropertyReport>, String> {
    crate::panics::keep_quiet();
    whole::replay(properties, Some(id), bounds, tape)
}

/// The same, with the files that readers know by name: where a task waits is looked for there.
#[must_use]
pub fn judge_named(bounds: Bounds, files: &[Named], property: fn()) -> PropertyReport {
    crate::places::name_files(files);
    judge(bounds, property)
}

/// Leave out starts of a `select!` that lead to the same, as a check does, or try them all. For this OS thread.
#[cfg(feature = "tasks")]
pub fn select_pruning(on: bool) {
    crate::tasks::prune_selects(on);
}

/// Follow a stored tape of a property.
///
/// # Errors
///
/// If it is no tape.
pub fn replay(bounds: Bounds, property: fn(), tape: &str) -> Result<PropertyReport, String> {
    crate::panics::keep_quiet();
    Ok(Planner::new("judged", property, bounds).replay_tape(&tape.parse()?))
}

/// A property at which somebody decides who moves, as at a board.
pub struct Played(Scenes);

impl std::fmt::Debug for Played {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Played")
    }
}

impl Played {
    /// The scene of `property`.
    #[must_use]
    pub fn of(bounds: Bounds, property: fn()) -> Played {
        crate::panics::keep_quiet();
        Played(Scenes::new(&[Property::new("judged", property)], bounds))
    }

    /// How things stand after a tape.
    ///
    /// # Errors
    ///
    /// If the tape cannot be followed: why, in one sentence.
    pub fn stand(&mut self, stand: &Stand) -> Result<View, String> {
        self.0.stand(0, "judged", stand)
    }

    /// The cheapest failure.
    ///
    /// # Errors
    ///
    /// Never: the property is there.
    pub fn cheapest(&mut self) -> Result<PropertyReport, String> {
        self.0.cheapest("judged")
    }
}

/// Nothing. A program that is compared with real tokio is slow here, now and then, so that others come in between.
pub fn breathe() {}

/// Another number each time: chance, as a subject that the lab does not control would have it.
pub fn chance() -> usize {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    CALLS.fetch_add(1, Ordering::Relaxed)
}

/// The real clock, for programs that see the replacement one: seconds since the stopwatch was made.
pub fn stopwatch() -> impl Fn() -> f64 {
    let start = std::time::Instant::now();
    move || start.elapsed().as_secs_f64()
}

/// The real command line, likewise.
#[must_use]
pub fn arguments() -> Vec<String> {
    std::env::args().skip(1).collect()
}

/// Wait for the end of thread `t` of this schedule (the contract's own is 0), without its handle.
#[track_caller]
pub fn join(t: usize) {
    rt::announce(Op::on(ThreadOp::Join { thread: t as u8 }, NONE, Location::caller()));
}

/// Unpark thread `t`, without its handle.
#[track_caller]
pub fn unpark(t: usize) {
    rt::announce(Op::on(ParkOp::Unpark, rt::token_of(t), Location::caller()));
}

/// `is_finished` of thread `t`, without its handle.
#[track_caller]
pub fn is_finished(t: usize) -> bool {
    rt::announce(Op::on(ThreadOp::IsFinished { thread: t as u8 }, rt::end_of(t), Location::caller())) == 1
}
