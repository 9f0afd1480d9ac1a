//! How the generated situations of a contract are searched: in breadth, with one purse for all of them.
//!
//! Each at cost 0, then each at cost 1, then the proofs, and none has more than its share while another one is open. A promise
//! that breaks is reported once; from then on it is muted, and the same situation is searched again for the others. So a fix
//! that breaks three promises is told so, and a promise that the contract's own scenes have seen broken keeps their
//! counterexample. A situation that the purse does not finish is no ground for a refusal: the report says how far it came.

use super::Budget;
use crate::client::{Crossing, Situation};
use crate::plan::{Planner, Reached};
use crate::search::Bounds;
use crate::tape::Tape;
use crate::world::LooksFor;
use protocol::{Group, Outcome, PropertyReport, Situations};

/// The situations of one contract, and what is known of them.
pub(crate) struct Crossed {
    crossing: Crossing,
    bounds: Bounds,
    looks_for: LooksFor,
    planners: Vec<Planner>,
    executions: u64,
    /// Nothing more is searched once this promise is broken.
    until: Option<String>,
    /// The reports of promises that break here.
    broken: Vec<PropertyReport>,
}

impl Crossed {
    /// None of them is searched yet. `muted` promises are known to be broken; only `only` is asked for, if it is one.
    pub(crate) fn new(
        crossing: Crossing,
        muted: Vec<&'static str>,
        only: Option<&'static str>,
        bounds: Bounds,
    ) -> Crossed {
        let looks_for = LooksFor { muted, only, otherwise: crossing.otherwise };
        let planner = |it: &Situation| Planner::situation(it, looks_for.clone(), bounds);
        let planners = crossing.situations.iter().map(planner).collect();
        Crossed { crossing, bounds, looks_for, planners, executions: 0, until: None, broken: Vec::new() }
    }

    /// Search them, with `work` to spend. `found` hears of each promise that breaks. Where `until` breaks, that was the last one.
    pub(crate) fn search(&mut self, work: u64, until: Option<&str>, found: &mut dyn FnMut(&PropertyReport)) {
        self.until = until.map(str::to_owned);
        let mut budget = Budget { left: work, used: vec![0; self.planners.len()] };
        for cost in 0..2 {
            self.round(&mut budget, found, &|planner, share| planner.bounded_to(cost, share));
        }
        while self.round(&mut budget, found, &|planner, share| planner.deepen(share)) {}
    }

    /// One turn for each. Gives whether any work was done.
    fn round(
        &mut self,
        budget: &mut Budget,
        found: &mut dyn FnMut(&PropertyReport),
        turn: &dyn Fn(&mut Planner, u64) -> u64,
    ) -> bool {
        let mut moved = false;
        let mut open: Vec<bool> = self.planners.iter().map(|planner| !planner.is_over()).collect();
        for i in 0..self.planners.len() {
            // Once more where it broke a promise: for the others.
            while open[i] && self.is_worth_it() {
                let share = budget.share(i, &open);
                if share == 0 {
                    break;
                }
                let work = turn(&mut self.planners[i], share);
                budget.spend(i, work);
                moved |= work > 0;
                open[i] = !self.planners[i].is_over();
                if !self.hear(i, found) {
                    break;
                }
                open[i] = true;
            }
        }
        moved
    }

    /// Not all promises that are asked for are known to be broken.
    fn is_worth_it(&self) -> bool {
        let is_open = |promise: &str| !self.looks_for.muted.contains(&promise);
        self.looks_for.only.is_none_or(is_open) && self.until.as_deref().is_none_or(is_open)
    }

    /// Whether situation `i` has an answer that is no pass. It is kept, and the situation starts again without that promise.
    fn hear(&mut self, i: usize, found: &mut dyn FnMut(&PropertyReport)) -> bool {
        let planner = &mut self.planners[i];
        if !planner.has_answer() || planner.report().outcome == Outcome::Holds {
            return false;
        }
        if planner.is_too_large() {
            // No ground for a refusal: the report says that it was not searched.
            return false;
        }
        let told = self.told(i);
        let promise = promise_of(&self.planners[i], &self.crossing);
        if !matches!(told.outcome, Outcome::Fails { .. }) {
            // What cannot be modelled, or never ends, breaks no promise. It is said once, and never in the place of a failure.
            if !self.looks_for.muted.contains(&promise) {
                found(&told);
                self.broken.push(told);
                self.crossing.found.push(None);
                self.mute(promise);
            }
            return false;
        }
        found(&told);
        if self.planners[i].cheapen() {
            found(&self.told(i));
        }
        let told = self.told(i);
        self.broken.push(told);
        self.mute(promise);
        self.executions += self.planners[i].executions();
        let again = Planner::situation(&self.crossing.situations[i], self.looks_for.clone(), self.bounds);
        let failed = std::mem::replace(&mut self.planners[i], again);
        // Its chances are asked for at the end.
        self.crossing.found.push(Some(failed));
        true
    }

    fn mute(&mut self, promise: &'static str) {
        self.looks_for.muted.push(promise);
        self.planners.iter_mut().for_each(|planner| planner.mute(promise));
    }

    /// The report of the promise that situation `i` breaks.
    fn told(&mut self, i: usize) -> PropertyReport {
        let report = self.planners[i].report();
        self.dressed(i, report)
    }

    /// A report of situation `i`, under the promise that breaks there.
    fn dressed(&self, i: usize, mut report: PropertyReport) -> PropertyReport {
        report.id = promise_of(&self.planners[i], &self.crossing).to_owned();
        if let Some(example) = &mut report.counterexample {
            example.breaks = None;
            example.situation = Some(self.crossing.situations[i].name.clone());
            example.tape = situated(i, &example.tape);
        }
        report
    }

    /// What was found to be broken, in the order in which it was found.
    pub(crate) fn broken(&mut self, walks: Option<u64>) -> Vec<PropertyReport> {
        let mut failed = std::mem::take(&mut self.crossing.found);
        let mut reports = self.broken.clone();
        for (report, planner) in reports.iter_mut().zip(&mut failed) {
            report.odds = walks.zip(planner.as_mut()).and_then(|(walks, planner)| planner.odds(walks));
        }
        reports
    }

    /// How far each came, by kind; and all executions.
    pub(crate) fn groups(&self) -> (Vec<Group>, u64) {
        let kinds = [Situations::Pairs, Situations::Afterwards, Situations::Triples];
        let of = |kind: Situations| {
            let all = self.crossing.situations.iter().zip(&self.planners);
            group(kind, all.filter(|(it, _)| it.of == kind).map(|(_, planner)| (planner.reached(), 1)))
        };
        let groups = kinds.into_iter().map(of).filter(|group| group.number() > 0).collect();
        let executions = self.planners.iter().map(Planner::executions).sum::<u64>() + self.executions;
        (groups, executions)
    }

    /// What the contract says that it does not ask.
    pub(crate) fn not_asked(&self) -> &'static [&'static str] {
        self.crossing.not_asked
    }

    /// Run a stored tape of situation `i`.
    pub(crate) fn replay(mut self, i: usize, tape: &Tape) -> Option<PropertyReport> {
        let report = self.planners.get_mut(i)?.replay_tape(tape);
        Some(self.dressed(i, report))
    }
}

fn promise_of(planner: &Planner, crossing: &Crossing) -> &'static str {
    planner.broken().unwrap_or(crossing.otherwise)
}

/// How far situations of one kind came: each with its number.
pub(crate) fn group(of: Situations, reached: impl Iterator<Item = (Reached, u32)>) -> Group {
    let mut group = Group { of, every_schedule: 0, up_to: Vec::new(), not_searched: 0 };
    let mut up_to = std::collections::BTreeMap::new();
    for (reached, number) in reached {
        match reached {
            Reached::EverySchedule => group.every_schedule += number,
            Reached::UpTo(cost) => *up_to.entry(cost).or_insert(0) += number,
            Reached::NoBound => group.not_searched += number,
        }
    }
    group.up_to = up_to.into_iter().collect();
    group
}

/// In front of a tape of a generated situation.
const SITUATION: &str = "situation";

/// A tape of the situation of this number.
pub(crate) fn situated(i: usize, tape: &str) -> String {
    format!("{SITUATION}{i} {tape}")
}

/// The number of the situation in front of a tape, and the tape.
pub(crate) fn parted(tape: &str) -> (Option<usize>, &str) {
    // The beginning of a situation has no choice yet.
    let parted = tape.strip_prefix(SITUATION).map(|rest| rest.split_once(' ').unwrap_or((rest, "")));
    match parted.and_then(|(number, tape)| Some((number.parse().ok()?, tape))) {
        Some((number, tape)) => (Some(number), tape),
        None => (None, tape),
    }
}
