//! A counterexample, told: what is recorded while a tape is followed, and how it becomes a report.

use crate::op::{Loc, NONE, Op, THREADS, What};
use crate::places;
use crate::search::End;
use crate::tape::Tape;
use crate::words::short_type;
use crate::world::{Event, Is, State, World};
use report::{Counterexample, Step, Stuck};

impl World {
    /// The contract says something about what just happened.
    pub(crate) fn note(&mut self, words: &str) {
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            match &mut last.note {
                Some(note) => *note = format!("{note}; {words}"),
                note => *note = Some(words.to_string()),
            }
        }
    }

    /// Other words for what just happened.
    pub(crate) fn explain(&mut self, words: &str) {
        if let Some(last) = self.recording.as_mut().and_then(|events| events.last_mut()) {
            last.words = Some(words.to_string());
        }
    }

    /// The running thread has started the newest one.
    pub(crate) fn note_spawn(&mut self, at: Loc) {
        let (process, now) = (self.running, self.now);
        let words = Some(format!("spawns {}", self.name_of(self.threads.len() - 1)));
        if let Some(events) = &mut self.recording {
            let op = Op::on(What::Start, NONE, at);
            events.push(Event { process, op, answer: 0, now, departs: false, words, note: None });
        }
    }

    fn steps(&self) -> Vec<Step> {
        let events = self.recording.as_deref().unwrap_or_default();
        let told = events.iter().filter(|event| {
            event.note.is_some() || !matches!(event.op.what, What::Plain | What::Timer | What::End | What::Pause)
        });
        let place = |event: &Event| event.op.at.filter(|at| places::is_named(*at)).map(places::of);
        told.enumerate()
            .map(|(i, event)| Step {
                n: i as u32 + 1,
                actor: if event.process < THREADS { self.name_of(event.process) } else { "environment".into() },
                text: self.tell(event),
                at: place(event),
                clock_ms: event.now / 1_000_000,
                departs: event.departs,
                note: event.note.clone(),
            })
            .collect()
    }

    fn stuck(&self) -> Vec<Stuck> {
        let waiting = (0..self.threads.len()).filter(|&t| self.threads[t].state == State::Announced);
        waiting
            .map(|t| {
                let thread = &self.threads[t];
                let (waits_for, holder) = self.waits_for(t);
                let lock = if thread.op.what == What::Wake { thread.op.second } else { thread.op.object };
                let since = holder.and_then(|_| self.objects.get(lock as usize)).and_then(|object| object.held_since);
                Stuck {
                    actor: self.name_of(t),
                    waits_for,
                    at: thread.op.at.map(places::of),
                    held_by: holder.map(|holder| if holder == t { "itself".into() } else { self.name_of(holder) }),
                    held_since: since.map(places::of),
                    spawned_at: thread.spawned_at.map(places::of),
                }
            })
            .collect()
    }

    /// The schedule that was just recorded.
    pub(crate) fn counterexample(&self, tape: &Tape, cost: u32, found_at: u64, end: &End) -> Counterexample {
        let stuck = if matches!(end, End::Deadlock | End::Leak) { self.stuck() } else { Vec::new() };
        Counterexample { cost, found_at, tape: tape.to_string(), steps: self.steps(), stuck }
    }

    /// One sentence for an end that the contract did not report itself.
    pub(crate) fn sentence(&self, end: &End) -> String {
        let first = |from: usize| (from..self.threads.len()).find(|&t| self.threads[t].state == State::Announced);
        match end {
            End::Deadlock | End::Leak => {
                let Some(t) = first(usize::from(*end == End::Leak)) else { return "nobody can move".into() };
                let (what, holder) = self.waits_for(t);
                let held = match holder {
                    Some(h) if h == t => ", which it holds itself".to_string(),
                    Some(h) => format!(", held by {}", self.name_of(h)),
                    None => String::new(),
                };
                format!("{} waits for ever for {what}{held}", self.name_of(t))
            }
            End::TooManySteps => {
                let t = self.running;
                let at = self.threads[t].op.at.map(|at| format!(" at {}", places::of(at))).unwrap_or_default();
                let polls = if self.threads[t].polls > 0 { "polls" } else { "spins without yielding" };
                format!("{} {polls}{at} and never gets on", self.name_of(t))
            }
            End::Complete | End::Failed => {
                self.failure.as_ref().map_or(String::new(), |failure| failure.message.clone())
            }
        }
    }

    /// Did any step happen at a line of `file`?
    pub(crate) fn touched(&self, file: &str) -> bool {
        self.recording.iter().flatten().any(|event| event.op.at.is_some_and(|at| at.file() == file))
    }

    /// Who waits where: the fuzz compares these.
    pub(crate) fn waiting(&self) -> String {
        let waiting = (0..self.threads.len()).filter(|&t| self.threads[t].state == State::Announced);
        let say = |t: usize| {
            let op = &self.threads[t].op;
            let is = self.objects.get(op.object as usize).map_or("", |object| match object.is {
                Is::Mutex { .. } => "mutex",
                Is::Condvar { .. } => "condvar",
                _ => object.of,
            });
            format!(" {t}:{:?}({})@{}", op.what, short_type(is), op.at.map_or(0, |at| at.line()))
        };
        waiting.map(say).collect()
    }
}
