//! A schedule that has used up its steps: who is stuck in it for good, who goes on, and what is told of that.

use super::objects::{Operation, ThreadOp, What};
use super::{Event, State, World};
use crate::actor::{ProcId, ProcSet};
use crate::op::NEVER;
use crate::places;
use crate::search::End;

/// Lines of a schedule behind the step after which only those who go on move: they show a round of each loop.
const ROUNDS: usize = 12;

impl World {
    /// Only `polling` have moved for long. Could nobody else move, or be woken by the time?
    pub(crate) fn is_left_to(&self, polling: ProcSet) -> bool {
        let others = self.announced() - polling;
        !others.iter().filter_map(|p| p.actor().of_thread()).any(|t| self.may_move(t))
            && !(0..self.kernel.processes.len()).any(|slot| self.kernel.can_move(slot))
    }

    /// Those who can still move, polls that are held back among them.
    pub(crate) fn movers(&self) -> ProcSet {
        let polls = |t: usize| self.threads[t].op.what.is_yield();
        self.announced()
            .iter()
            .filter(|p| p.actor().of_thread().is_some_and(|t| self.may_move(t) || polls(t)))
            .collect()
    }

    fn may_move(&self, t: usize) -> bool {
        self.thread_enabled(t) || self.threads[t].due != NEVER
    }

    /// Threads wait for each other in a circle. No other thread can let one of them go.
    pub(crate) fn end_of_a_circle(&self) -> Option<End> {
        let contract_is_over = self.threads[0].state == State::Ended;
        let end = if contract_is_over { End::Leak } else { End::Deadlock };
        (!self.in_circles().is_empty()).then_some(end)
    }

    /// Those who are in such a circle, or wait for one who is.
    pub(crate) fn in_circles(&self) -> ProcSet {
        (0..self.threads.len()).filter(|t| self.is_in_a_circle(*t)).map(ProcId::thread).collect()
    }

    fn is_in_a_circle(&self, t: usize) -> bool {
        let mut at = t;
        // After as many as there are, one of them has come twice.
        for _ in 0..=self.threads.len() {
            let Some(next) = self.only_let_go_by(at) else { return false };
            at = next;
        }
        true
    }

    /// The thread without which this one never moves: it holds the lock, or is the one that is joined. `None` where
    /// another one, or the time, could do it too.
    fn only_let_go_by(&self, t: usize) -> Option<usize> {
        let thread = &self.threads[t];
        if thread.state != State::Announced || self.may_move(t) {
            return None;
        }
        match thread.op.what {
            What::Thread(ThreadOp::Join { thread: joined }) => Some(usize::from(joined)),
            what => what.waits_for(self, t, thread.op.object).1,
        }
    }

    /// Whether this thread still moves, in a schedule that was left while it did.
    pub(crate) fn goes_on(&self, t: usize) -> bool {
        self.going_on.has(ProcId::thread(t)) && self.threads[t].state == State::Announced
    }

    /// What this thread did last before it gave up its turn, and where.
    fn looks_at(&self, t: usize) -> Option<(String, String)> {
        let events = self.recording.as_deref().unwrap_or_default();
        let is_look = |event: &&Event| {
            event.process == ProcId::thread(t)
                && event.is_told()
                && !event.op.what.is_yield()
                && !matches!(event.op.what, What::Time(_) | What::Thread(ThreadOp::Start))
        };
        let look = events.iter().rev().find(is_look)?;
        Some((self.tell(look), look.op.at.map(|at| places::of(at).to_string())?))
    }

    /// One sentence for a schedule in which nobody but polls is left. It does not say that they never end.
    pub(crate) fn says_who_polls(&self) -> Option<String> {
        let t = (0..self.threads.len()).find(|t| self.goes_on(*t))?;
        let at = self.threads[t].polls_at.map(|at| format!(" at {}", places::of(at))).unwrap_or_default();
        let look = self.looks_at(t).map(|(look, at)| format!(": it {look} ({at})")).unwrap_or_default();
        let others = match self.announced().iter().filter_map(|p| p.actor().of_thread()).find(|other| *other != t) {
            Some(other) if self.goes_on(other) => format!("{} polls, too", self.name_of(other)),
            Some(other) => format!("{} waits for {}", self.name_of(other), self.waits_and_holder(other)),
            None => "nobody else is left".into(),
        };
        Some(format!(
            "{} polls{at}{look}. It has polled {} times, and {others}. The lab cannot see whether it gives up after more rounds",
            self.name_of(t),
            self.threads[t].polls
        ))
    }

    /// One sentence for any other schedule that was left. That it spins, or never ends, is not known: it may be long.
    pub(crate) fn says_who_is_at_work(&self) -> String {
        let t = self.running;
        let at = self.threads[t].op.at.map(|at| format!(" at {}", places::of(at))).unwrap_or_default();
        format!(
            "{} was still at work{at} when this schedule had all the steps that one may have, and its clock showed {} ms. \
             The lab cannot see whether it ends after more",
            self.name_of(t),
            self.now / 1_000_000
        )
    }

    /// What is told of a schedule: all of it, or its beginning and a round of each loop that goes on.
    pub(crate) fn beginning(&self) -> &[Event] {
        let events = self.recording.as_deref().unwrap_or_default();
        if self.going_on.is_empty() {
            return events;
        }
        let goes_on =
            |event: &Event| event.process.actor().of_thread().is_some_and(|t| self.going_on.has(ProcId::thread(t)));
        let begin = events.iter().rposition(|event| !goes_on(event)).map_or(0, |last| last + 1);
        let mut told = (begin..events.len()).filter(|at| events[*at].is_told());
        &events[..told.nth(ROUNDS).unwrap_or(events.len())]
    }
}
