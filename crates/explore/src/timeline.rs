//! A schedule as a picture over time: who stood how, from which step to which, which lock was held meanwhile, and who made
//! whom move again. It is put together from what the lab says after each choice; nothing is guessed from words.
//!
//! A step takes one unit. Step `n` is between `n - 1` and `n`: its actor runs, the others stand as they stood before it.
//! A timeline ends with one more unit: how all of them stand when nothing is left to happen.

use crate::{game::Lab, tape};
use checker::BoardError;
use protocol::{ActorKind, BoardEnd, Go, Place, Stand, Standing, Step, View};

/// A schedule over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Timeline {
    /// What happened, in order.
    pub steps: Vec<Step>,
    /// One for each actor, in the order in which they came.
    pub lanes: Vec<Lane>,
    /// One for each lock that was held.
    pub locks: Vec<Bar>,
    /// Who made whom move again, or start.
    pub wakes: Vec<Wake>,
    /// How it ended.
    pub end: Option<BoardEnd>,
}

/// One actor over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Its name.
    pub actor: String,
    /// Thread, task, process.
    pub is: ActorKind,
    /// Without gaps, from when it came.
    pub spans: Vec<Span>,
}

/// A time in which an actor stands in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its first unit.
    pub from: u32,
    /// The unit after its last.
    pub to: u32,
    /// How it stands.
    pub standing: Standing,
    /// The line that it waits in, or goes on from.
    pub at: Option<Place>,
}

/// One lock over time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// Its name.
    pub lock: String,
    /// Who had it, and when.
    pub held: Vec<Held>,
}

/// A time in which an actor had a lock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its name.
    pub by: String,
    /// The first unit.
    pub from: u32,
    /// The unit after its last.
    pub to: u32,
}

/// Somebody could go on because of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wake {
    /// The step, counted from 1.
    pub step: u32,
    /// Who goes on, or has just come.
    pub actor: String,
    /// The step is the actor's start.
    pub is_start: bool,
}

/// The schedule of a tape; where it ends before all is over, it goes on in the default order.
///
/// # Errors
/// See [`BoardError`].
pub fn of(lab: &mut dyn Lab, property: &str, tape: &str) -> Result<Timeline, BoardError> {
    let stand = |tape: String, go| Stand { tape, go, contended_only: false };
    let whole = lab.stand(property, stand(tape.to_owned(), Go::End))?;
    let (heads, choices) = tape::parts(&whole.tape);
    let mut views = Vec::new();
    for long in 0..choices.len() {
        let view = lab.stand(property, stand(tape::of(&heads, &choices[..long]), Go::Stay))?;
        // A choice whose step has not happened yet shows nothing new.
        views.retain(|it: &View| it.steps.len() < view.steps.len());
        views.push(view);
    }
    views.retain(|it| it.steps.len() < whole.steps.len());
    views.push(whole);
    Ok(from(&views))
}

/// From how things stood, oldest first.
///
/// # Panics
/// Without a view.
#[must_use]
pub fn from(views: &[View]) -> Timeline {
    let last = views.last().expect("how things stand in the end");
    let mut timeline = Timeline {
        steps: last.steps.clone(),
        lanes: Vec::new(),
        locks: Vec::new(),
        wakes: Vec::new(),
        end: last.end.clone(),
    };
    let whole = count(last);
    // Before the first view nobody has waited for anything.
    let mut before: Option<&View> = None;
    for view in views {
        let (from, to) = (before.map_or(0, count), count(view));
        for n in from..to {
            timeline.step(n, before, view);
        }
        for (name, is_start) in woken(before, view) {
            // A view without a step is the beginning: the contract's own thread is there, and nobody has started it.
            if to > 0 {
                timeline.wakes.push(Wake { step: to, actor: name.to_owned(), is_start });
            }
        }
        before = Some(view);
    }
    for actor in &last.actors {
        timeline.span(&actor.name, actor.is, (whole, whole + 1), (&actor.standing, actor.at.as_ref()));
    }
    for lock in &last.locks {
        lock.holders.iter().for_each(|it| timeline.hold(&lock.name, &it.actor, (whole, whole + 1)));
    }
    timeline
}

fn count(view: &View) -> u32 {
    u32::try_from(view.steps.len()).unwrap_or(u32::MAX)
}

impl Timeline {
    /// The unit of step `n + 1`, which happened between two views.
    fn step(&mut self, n: u32, before: Option<&View>, after: &View) {
        let mover = self.steps[n as usize].actor.clone();
        let at = self.steps[n as usize].at.clone();
        for actor in &after.actors {
            if actor.name == mover {
                self.span(&actor.name, actor.is, (n, n + 1), (&Standing::Running, at.as_ref()));
            } else if let Some(stood) = before.and_then(|it| it.actors.iter().find(|it| it.name == actor.name)) {
                // Who ran before waits for its turn now.
                let standing = if stood.standing == Standing::Running { &Standing::Ready } else { &stood.standing };
                self.span(&actor.name, actor.is, (n, n + 1), (standing, stood.at.as_ref()));
            }
        }
        for lock in &after.locks {
            lock.holders.iter().for_each(|it| self.hold(&lock.name, &it.actor, (n, n + 1)));
        }
    }

    fn span(
        &mut self,
        actor: &str,
        is: ActorKind,
        (from, to): (u32, u32),
        (standing, at): (&Standing, Option<&Place>),
    ) {
        let lane = match self.lanes.iter().position(|it| it.actor == actor) {
            Some(place) => &mut self.lanes[place],
            None => {
                self.lanes.push(Lane { actor: actor.to_owned(), is, spans: Vec::new() });
                self.lanes.last_mut().expect("just put there")
            }
        };
        match lane.spans.last_mut() {
            Some(last) if last.to == from && last.standing == *standing => last.to = to,
            _ => lane.spans.push(Span { from, to, standing: standing.clone(), at: at.cloned() }),
        }
    }

    fn hold(&mut self, lock: &str, actor: &str, (from, to): (u32, u32)) {
        let bar = match self.locks.iter().position(|it| it.lock == lock) {
            Some(place) => &mut self.locks[place],
            None => {
                self.locks.push(Bar { lock: lock.to_owned(), held: Vec::new() });
                self.locks.last_mut().expect("just put there")
            }
        };
        match bar.held.iter_mut().rev().find(|it| it.by == actor && it.to == from) {
            Some(held) => held.to = to,
            None => bar.held.push(Held { by: actor.to_owned(), from, to }),
        }
    }
}

/// Who can move now and could not before, other than the one that moved; and who has just come.
fn woken<'v>(before: Option<&View>, after: &'v View) -> Vec<(&'v str, bool)> {
    let mover = after.steps.last().map(|it| it.actor.as_str());
    let others = after.actors.iter().filter(|it| Some(it.name.as_str()) != mover && it.standing.can_move());
    others
        .filter_map(|actor| match before.and_then(|it| it.actors.iter().find(|it| it.name == actor.name)) {
            None => Some((actor.name.as_str(), true)),
            Some(stood) => (!stood.standing.can_move()).then_some((actor.name.as_str(), false)),
        })
        .collect()
}
