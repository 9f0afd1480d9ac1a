//! A counterexample, told: what is recorded while a tape is followed, and how it becomes a report.

use crate::actor::{Actor, ProcId};
use crate::op::{Loc, ObjectId, Op};
use crate::panics;
use crate::places;
use crate::search::End;
use crate::tape::Tape;
use crate::words::short_type;
use crate::world::objects::{Is, Operation};
use crate::world::{Event, State, World};
use protocol::{Counterexample, Step, Stuck};

impl Event {
    /// Is it worth a line?
    pub(crate) fn is_told(&self) -> bool {
        !self.hidden && self.op.what.is_told()
    }
}

impl World {
    /// The contract says something: beside the step it just took, or on a line of its own.
    pub(crate) fn note(&mut self, words: &str) {
        let (process, now, actor) = (ProcId::thread(self.running), self.now, self.threads[self.running].task.clone());
        let last = self.recording.as_mut().and_then(|events| events.last_mut());
        let is_mine = |last: &&mut Event| (last.process, last.now, &last.actor) == (process, now, &actor);
        match last.filter(is_mine).filter(|last| last.is_told() && last.note.is_none()) {
            Some(last) => last.note = Some(words.to_string()),
            None => self.happened(words, None),
        }
    }

    /// Other words for what just happened.
    pub(crate) fn explain(&mut self, words: &str) {
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            last.words = Some(words.to_string());
            last.hidden = false;
        }
    }

    /// What just happened is not worth a line.
    pub(crate) fn hide(&mut self) {
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            last.hidden = true;
        }
    }

    /// Other words, and another actor, for what just happened.
    pub(crate) fn explain_as(&mut self, actor: &str, words: &str) {
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            (last.actor, last.words, last.hidden) = (Some(actor.to_string()), Some(words.to_string()), false);
        }
    }

    /// A call or an answer: a line of its own, which stays where others fold.
    pub(crate) fn says(&mut self, words: &str) {
        self.happened(words, None);
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            last.stays = true;
        }
    }

    /// Something happened that is no operation.
    pub(crate) fn happened(&mut self, words: &str, place: Option<protocol::Place>) {
        let (process, now, actor) = (ProcId::thread(self.running), self.now, self.threads[self.running].task.clone());
        if let Some(events) = &mut self.recording {
            events.push(Event {
                process,
                op: Op::START,
                answer: 0,
                now,
                departs: false,
                words: Some(words.to_string()),
                note: None,
                hidden: false,
                actor,
                place,
                wanted: false,
                stays: false,
            });
        }
    }

    /// The running thread has started the newest one.
    pub(crate) fn note_spawn(&mut self, at: Loc) {
        let place = places::is_named(at).then(|| places::of(at));
        self.happened(&format!("spawns {}", self.name_of(self.threads.len() - 1)), place);
    }

    /// What happened, in order.
    pub(crate) fn steps(&self, end: &End) -> Vec<Step> {
        let told: Vec<&Event> = self.beginning().iter().filter(|event| event.is_told()).collect();
        let texts: Vec<String> = told.iter().map(|event| self.tell(event)).collect();
        let weights = self.weights(&told, &texts, end);
        let called = |event: &Event| event.op.at.filter(|at| places::is_named(at)).map(places::of);
        let place = |event: &Event| event.place.clone().or_else(|| called(event));
        let told = told.into_iter().zip(texts).zip(weights).enumerate();
        told.map(|(i, ((event, text), weight))| Step {
            n: i as u32 + 1,
            actor: match (&event.actor, event.process.actor()) {
                (Some(task), _) => task.clone(),
                (None, Actor::Thread(t)) => self.name_of(t),
                (None, Actor::Child(slot)) => self.kernel.name_of(slot),
                (None, Actor::Timer(_) | Actor::Spurious(_)) => "environment".into(),
            },
            text,
            at: place(event),
            clock_ms: event.now / 1_000_000,
            departs: event.departs || event.stays && self.departed_before(event),
            note: event.note.clone(),
            weight,
        })
        .collect()
    }

    /// A call is no operation. What the search chose is the operation before it, and that one may have no line.
    fn departed_before(&self, call: &Event) -> bool {
        let events = self.recording.as_deref().unwrap_or_default();
        let at = events.iter().position(|event| std::ptr::eq(event, call)).unwrap_or_default();
        let hidden = events[..at].iter().rev().take_while(|event| event.process == call.process && !event.is_told());
        hidden.into_iter().any(|event| event.departs)
    }

    /// Who can never move again.
    pub(crate) fn stuck(&self) -> Vec<Stuck> {
        if let Some(tasks) = &self.stuck_tasks {
            return tasks.clone();
        }
        let waiting = (0..self.threads.len()).filter(|&t| self.threads[t].state == State::Announced);
        waiting.map(|t| self.stuck_thread(t)).collect()
    }

    /// A thread that waits: where, for what, and who holds it.
    pub(crate) fn stuck_thread(&self, t: usize) -> Stuck {
        let thread = &self.threads[t];
        let (waits_for, holder) = match self.goes_on(t) {
            true if thread.polls > 0 => ("a change: it polls".into(), None),
            true => ("nothing: it goes on".into(), None),
            false => self.waits_for(t),
        };
        let lock = self.lock_of(t);
        let since = holder.and_then(|_| self.objects.get(lock)).and_then(|object| object.held_since);
        Stuck {
            actor: self.name_of(t),
            waits_for,
            at: thread.op.at.map(places::of),
            held_by: holder.map(|holder| self.holder_of(lock, holder, t)),
            held_since: since.map(places::of),
            spawned_at: thread.spawned_at.map(places::of),
        }
    }

    /// The promise that the contract named with its failure, if it is another property's.
    pub(crate) fn broken_promise(&self) -> Option<String> {
        let promise = self.promise.filter(|_| self.failure.is_some())?;
        (promise != panics::property()).then(|| promise.to_string())
    }

    pub(crate) fn lock_of(&self, t: usize) -> ObjectId {
        let op = &self.threads[t].op;
        op.what.second().unwrap_or(op.object)
    }

    /// The holder of a lock, in words. Where tasks share one thread, the task counts.
    pub(crate) fn holder_of(&self, lock: ObjectId, holder: usize, waiting: usize) -> String {
        let task = self.objects[lock].held_by.as_ref();
        let is_itself = holder == waiting && task.is_none_or(|task| Some(task) == self.threads[waiting].task.as_ref());
        match task {
            _ if is_itself => "itself".into(),
            Some(task) => task.clone(),
            None => self.name_of(holder),
        }
    }

    /// The schedule that was just recorded.
    pub(crate) fn counterexample(&self, tape: &Tape, cost: u32, found_at: u64, end: &End) -> Counterexample {
        let stuck = if matches!(end, End::Deadlock | End::Leak) { self.stuck() } else { Vec::new() };
        Counterexample {
            cost,
            found_at,
            tape: tape.to_string(),
            steps: self.steps(end),
            stuck,
            breaks: self.broken_promise(),
            situation: None,
        }
    }

    /// One sentence for an end that the contract did not report itself.
    pub(crate) fn sentence(&self, end: &End) -> String {
        let first = |from: usize| {
            let circles = self.in_circles();
            let is_stuck = |t: usize| self.going_on.is_empty() || circles.has(ProcId::thread(t));
            (from..self.threads.len()).find(|&t| self.threads[t].state == State::Announced && is_stuck(t))
        };
        match end {
            End::Deadlock | End::Leak if self.stuck_tasks.is_some() => {
                let tasks = self.stuck_tasks.as_deref().unwrap_or_default();
                let leak = *end == End::Leak;
                let Some(first) = tasks.first() else { return "nothing can run".into() };
                match leak {
                    true => format!("the contract is over, and {} is still there", first.actor),
                    false => {
                        let waits = if first.waits_for.starts_with("the lock ") { "for" } else { "in" };
                        let waits = format!("{} waits {waits} {}", first.actor, first.waits_for);
                        format!("nothing can run and no timer is set: {waits}")
                    }
                }
            }
            End::Deadlock | End::Leak => {
                let Some(t) = first(usize::from(*end == End::Leak)) else { return "nobody can move".into() };
                format!("{} waits for ever for {}", self.name_of(t), self.waits_and_holder(t))
            }
            End::TooManySteps if self.endless.is_some() => {
                let name =
                    self.stuck_tasks.iter().flatten().map(|task| task.actor.as_str()).find(|name| *name != "contract");
                format!("{} is {}", name.unwrap_or("the contract"), self.endless.as_deref().unwrap_or_default())
            }
            End::TooManySteps => self.says_who_polls().unwrap_or_else(|| self.says_who_is_at_work()),
            End::Complete | End::Failed => {
                self.failure.as_ref().map_or(String::new(), |failure| failure.message.clone())
            }
        }
    }

    /// What a thread waits for, and who holds it.
    pub(crate) fn waits_and_holder(&self, t: usize) -> String {
        let (what, holder) = self.waits_for(t);
        let held = match holder.map(|holder| self.holder_of(self.lock_of(t), holder, t)) {
            Some(holder) if holder == "itself" => format!(", {}", Stuck::hold(&what).1),
            Some(holder) => format!(", {} {holder}", Stuck::hold(&what).0),
            None => String::new(),
        };
        format!("{what}{held}")
    }

    /// Who waits where: the fuzz compares these.
    pub(crate) fn waiting(&self) -> String {
        let waiting = (0..self.threads.len()).filter(|&t| self.threads[t].state == State::Announced);
        let say = |t: usize| {
            let op = &self.threads[t].op;
            let is = self.objects.get(op.object).map_or("", |object| match object.is {
                Is::Mutex(_) => "mutex",
                Is::Condvar(_) => "condvar",
                _ => object.of,
            });
            format!(" {t}:{}({})@{}", op.what.name(), short_type(is), op.at.map_or(0, |at| at.line()))
        };
        waiting.map(say).collect()
    }
}
