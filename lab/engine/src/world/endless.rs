//! What a schedule comes to in which nobody but polls ever moves again: who is to blame, the one who polls or those who wait.

use super::objects::{Operation, ThreadOp, What};
use super::{Event, State, World};
use crate::actor::{ProcId, ProcSet};
use crate::op::NEVER;
use crate::places;
use crate::search::End;

/// Lines of a schedule behind the step after which only polls are left: they show a round of each loop.
const ROUNDS: usize = 12;

/// What a thread waits for, at the end of all that it waits for.
#[derive(PartialEq, Eq)]
enum Last {
    /// A thread that polls.
    APoll,
    /// A thread that waits for one before it.
    ACircle,
    /// Something that is no thread's.
    Nobody,
}

impl World {
    /// Only `polling` move. How the schedule ends; `None` where somebody else could move, or has a time-out to come.
    pub(crate) fn end_beside(&self, polling: ProcSet) -> Option<End> {
        let waiting = self.announced() - polling;
        let of_threads = || waiting.iter().filter_map(|p| p.actor().of_thread());
        if of_threads().any(|t| self.thread_enabled(t) || self.threads[t].due != NEVER) {
            return None;
        }
        if (0..self.kernel.processes.len()).any(|slot| self.kernel.can_move(slot)) {
            return None;
        }
        let contract_is_over = self.threads[0].state == State::Ended;
        let stuck = if contract_is_over { End::Leak } else { End::Deadlock };
        let in_a_circle = of_threads().any(|t| self.last_of(t, polling) == Last::ACircle);
        let for_nobody = |t: usize| (contract_is_over || t == 0) && self.last_of(t, polling) == Last::Nobody;
        Some(if in_a_circle || of_threads().any(for_nobody) { stuck } else { End::PollsForEver })
    }

    fn last_of(&self, t: usize, polling: ProcSet) -> Last {
        let mut at = t;
        for _ in 0..self.threads.len() {
            if polling.has(ProcId::thread(at)) {
                return Last::APoll;
            }
            let op = &self.threads[at].op;
            let next = match op.what {
                What::Thread(ThreadOp::Join { thread }) => Some(usize::from(thread)),
                what => what.waits_for(self, at, op.object).1,
            };
            let Some(next) = next else { return Last::Nobody };
            at = next;
        }
        Last::ACircle
    }

    /// Who polls, and has not ended.
    pub(crate) fn first_poll(&self) -> Option<usize> {
        (0..self.threads.len()).find(|t| self.polls(*t))
    }

    /// Whether this thread polls for ever.
    pub(crate) fn polls(&self, t: usize) -> bool {
        self.polling.has(ProcId::thread(t)) && self.threads[t].state == State::Announced
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

    /// One sentence for somebody who polls for ever.
    pub(crate) fn says_who_polls(&self) -> String {
        let Some(t) = self.first_poll() else { return "nobody but polls is left".into() };
        let at = self.threads[t].polls_at.map(|at| format!(" at {}", places::of(at))).unwrap_or_default();
        let look = self.looks_at(t).map(|(look, at)| format!(": it {look} ({at})")).unwrap_or_default();
        let others = match self.announced().iter().filter_map(|p| p.actor().of_thread()).find(|other| *other != t) {
            Some(other) if self.polls(other) => format!("{} polls, too", self.name_of(other)),
            Some(other) => format!("{} waits", self.name_of(other)),
            None => "nobody else is left".into(),
        };
        format!(
            "{} polls for ever{at}{look}. It looked {} times, nothing changed that, and {others}",
            self.name_of(t),
            self.threads[t].polls
        )
    }

    /// What is told of a schedule: all of it, or its beginning and a round of each loop where it goes on for ever.
    pub(crate) fn beginning(&self) -> &[Event] {
        let events = self.recording.as_deref().unwrap_or_default();
        if self.polling.is_empty() {
            return events;
        }
        let polls =
            |event: &Event| event.process.actor().of_thread().is_some_and(|t| self.polling.has(ProcId::thread(t)));
        let begin = events.iter().rposition(|event| !polls(event)).map_or(0, |last| last + 1);
        let mut told = (begin..events.len()).filter(|at| events[*at].is_told());
        &events[..told.nth(ROUNDS).unwrap_or(events.len())]
    }
}
