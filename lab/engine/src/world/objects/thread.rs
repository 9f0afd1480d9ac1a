//! Threads as such: how they begin, end, give up their turn, and ask for each other's end. What a thread is made of is
//! in `world`.

use super::{Operation, Stepped, Turn};
use crate::clock::Clock;
use crate::op::{Footprint, Needs, ObjectId};
use crate::world::{Event, State, World};

/// What a thread does as a thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of std's methods; the odd ones are explained")]
pub enum ThreadOp {
    /// It has not announced anything yet.
    Start,
    Join {
        thread: u8,
    },
    /// Its object is the end of that thread.
    IsFinished {
        thread: u8,
    },
    Yield,
    /// Its end, where somebody asks `is_finished`. Its object is that end.
    End,
}

use ThreadOp::{End, IsFinished, Join, Start, Yield};

fn has_ended(world: &World, thread: u8) -> bool {
    world.threads[usize::from(thread)].state == State::Ended
}

impl Operation for ThreadOp {
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        match self {
            Start | Join { .. } | Yield => Footprint::NOTHING,
            IsFinished { .. } => Footprint::reading(on),
            End => Footprint::writing(on),
        }
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, _: ObjectId) -> bool {
        match self {
            Join { thread } => has_ended(world, thread),
            // A poll whose rounds are used up: `enabled` decides.
            Yield => world.threads[t].polls < world.polls_limit || world.others_moved(t),
            Start | IsFinished { .. } | End => true,
        }
    }

    #[inline]
    fn cause(self, world: &World, _: usize, _: ObjectId, past: &mut Clock) {
        if let Join { thread } = self {
            past.join(&world.threads[usize::from(thread)].clock);
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        match self {
            IsFinished { thread } => Stepped::answer(u32::from(has_ended(world, thread))),
            Yield => {
                world.poll(turn.t);
                Stepped::QUIET
            }
            End => Stepped::CHANGED,
            Start | Join { .. } => Stepped::QUIET,
        }
    }

    /// Somebody asks whether a thread has ended: its end is a step, and so are the unlocks before it.
    #[inline]
    fn needs(self) -> Needs {
        let asks = matches!(self, IsFinished { .. });
        Needs { split_unlock: asks, ends: asks, ..Needs::default() }
    }

    fn tell(self, world: &World, event: &Event) -> String {
        match self {
            Start => "starts".into(),
            Join { thread } => format!("has joined {}", world.name_of(usize::from(thread))),
            IsFinished { thread } => {
                let answer = if event.answer == 1 { "yes" } else { "no" };
                format!("asks whether {} has ended: {answer}", world.name_of(usize::from(thread)))
            }
            Yield => "yields".into(),
            End => "ends".into(),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        match self {
            Join { thread } => format!("joins {}", world.name_of(usize::from(thread))),
            IsFinished { thread } => format!("asks whether {} has ended", world.name_of(usize::from(thread))),
            Start | Yield | End => self.tell(world, event),
        }
    }

    fn waits_for(self, world: &World, _: usize, _: ObjectId) -> (String, Option<usize>) {
        match self {
            Join { thread } => (format!("the end of {}", world.name_of(usize::from(thread))), None),
            _ => ("its turn".into(), None),
        }
    }

    fn is_told(self) -> bool {
        self != End
    }
}
