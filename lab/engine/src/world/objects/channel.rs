//! A channel: unbounded, bounded, or a rendezvous. The messages themselves are in the replacement `std`.
//!
//! It is three objects in a row, so that a send and a receive of different messages commute: the tail, which the senders
//! write; the head, which the receiver writes; and whether the receiver is there.

use super::{Is, Operation, Stepped, Turn, What, state_of};
use crate::clock::Clock;
use crate::dependence::Seen;
use crate::op::{Footprint, NEVER, ObjectId, Op};
use crate::world::{Event, World};
use std::collections::VecDeque;

/// The answer of a receive on a rendezvous channel is this plus the sender's thread.
pub const FROM: u32 = 16;

/// The tail, and with it what all ends need to know.
#[derive(Debug)]
pub(crate) struct Tail {
    capacity: usize,
    senders: u32,
    /// The clock and the sender of each message.
    queue: VecDeque<(Clock, u8)>,
    taken: u32,
    sent: u32,
    dropped: Clock,
}

/// Whether the receiver is there, and the clock of its end.
#[derive(Debug)]
pub(crate) struct Alive {
    receiver: bool,
    gone: Clock,
}

state_of!(Tail, of, of_mut);
state_of!(Alive, alive_of, alive_of_mut);

/// What a thread does with it. The object of all of them is the tail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names are those of std's methods; the odd ones are explained")]
pub enum ChannelOp {
    /// On a rendezvous channel it becomes `Taken`.
    Send {
        /// It waits where there is no room.
        bounded: bool,
    },
    /// The second half of a rendezvous: the message was taken, or the receiver went away.
    Taken {
        /// Which message: so many were sent before it.
        number: u32,
    },
    TrySend,
    Recv {
        /// It waits for a limited time: its timer runs already.
        timed: bool,
    },
    TryRecv,
    DropSender,
    DropReceiver,
}

use ChannelOp::{DropReceiver, DropSender, Recv, Send, Taken, TryRecv, TrySend};

/// A new channel. Gives its tail.
pub(super) fn make(world: &mut World, capacity: Option<usize>, carries: &'static str) -> ObjectId {
    let capacity = capacity.unwrap_or(usize::MAX);
    let tail = Tail { capacity, senders: 1, queue: VecDeque::new(), taken: 0, sent: 0, dropped: Clock::ZERO };
    let tail = world.new_object(Is::Tail(tail), carries);
    world.new_object(Is::Cell, carries);
    world.new_object(Is::Alive(Alive { receiver: true, gone: Clock::ZERO }), carries);
    tail
}

fn head(tail: ObjectId) -> ObjectId {
    tail.after(1)
}

fn alive(tail: ObjectId) -> ObjectId {
    tail.after(2)
}

fn receiver_is_gone(world: &World, tail: ObjectId) -> bool {
    !alive_of(world, alive(tail)).receiver
}

/// A channel, for somebody who looks at it.
pub(crate) struct ChannelStands {
    pub(crate) messages: u32,
    pub(crate) room: Option<u32>,
    pub(crate) senders: u32,
    pub(crate) receiver: bool,
}

impl World {
    /// The channel with this tail, as it stands.
    pub(crate) fn channel(&self, tail: ObjectId) -> ChannelStands {
        let it = of(self, tail);
        ChannelStands {
            messages: it.queue.len() as u32,
            room: u32::try_from(it.capacity).ok(),
            senders: it.senders,
            receiver: !receiver_is_gone(self, tail),
        }
    }

    /// One more sender on the channel with this tail.
    pub(crate) fn clone_sender(&mut self, tail: ObjectId) {
        of_mut(self, tail).senders += 1;
    }
}

impl Tail {
    fn has_room(&self) -> bool {
        self.queue.len() < self.capacity.max(1)
    }

    /// A message, or the news that there will be none.
    fn message_or_end(&self) -> bool {
        !self.queue.is_empty() || self.senders == 0
    }

    /// Answers as `answers` says.
    fn receive(&mut self) -> u32 {
        let answer = match self.queue.pop_front() {
            // A rendezvous says whose message it is.
            Some((_, sender)) if self.capacity == 0 => FROM + u32::from(sender),
            Some(_) => answers::MESSAGE,
            None if self.senders == 0 => answers::CLOSED,
            None => answers::EMPTY,
        };
        self.taken += u32::from(is_message(answer));
        answer
    }
}

/// Of a receive; [`FROM`] and more are messages, too.
mod answers {
    pub(super) const EMPTY: u32 = 0;
    pub(super) const MESSAGE: u32 = 1;
    pub(super) const CLOSED: u32 = 2;
}

fn is_message(answer: u32) -> bool {
    !matches!(answer, answers::EMPTY | answers::CLOSED)
}

/// Answers 1 sent, 0 full, 2 nobody is there. A rendezvous goes on to wait until its message is taken.
fn send(world: &mut World, turn: &Turn<'_>) -> Stepped {
    let on = turn.op.object;
    if receiver_is_gone(world, on) {
        return Stepped::answer(2);
    }
    let tail = of_mut(world, on);
    if !tail.has_room() {
        return Stepped::answer(0);
    }
    let number = tail.sent;
    tail.queue.push_back((*turn.clock, turn.t as u8));
    tail.sent += 1;
    if tail.capacity > 0 {
        return Stepped::Done { answer: 1, change: true };
    }
    world.made_progress(turn.t);
    Stepped::Becomes(Op { what: Taken { number }.into(), ..*turn.op })
}

fn receive(world: &mut World, turn: &Turn<'_>) -> Stepped {
    let thread = &mut world.threads[turn.t];
    (thread.timed_out, thread.by_time_out, thread.due) = (false, false, NEVER);
    let answer = of_mut(world, turn.op.object).receive();
    if let Some(sender) = answer.checked_sub(FROM) {
        // This receive ends that sender's wait; a later one does not belong to its past.
        world.threads[sender as usize].enabled_by = *turn.clock;
    }
    Stepped::Done { answer, change: is_message(answer) }
}

impl Operation for ChannelOp {
    /// A timed receive that may find nothing observes the tail. A bounded send observes the head, since room there is what
    /// enables it.
    #[inline]
    fn footprint(self, on: ObjectId) -> Footprint {
        let tail = Footprint::writing(on);
        match self {
            Send { bounded: true } | TrySend => tail.and_writing(head(on)).and_reading(alive(on)),
            Send { bounded: false } => tail.and_reading(alive(on)),
            Taken { .. } => tail.and_reading(head(on)).and_reading(alive(on)),
            Recv { timed: true } | TryRecv => tail.and_writing(head(on)),
            Recv { timed: false } => Footprint::writing(head(on)),
            DropReceiver => tail.and_writing(head(on)).and_writing(alive(on)),
            DropSender => tail,
        }
    }

    #[inline]
    fn is_enabled(self, world: &World, t: usize, on: ObjectId) -> bool {
        match self {
            Send { .. } => of(world, on).has_room() || receiver_is_gone(world, on),
            Taken { number } => of(world, on).taken > number || receiver_is_gone(world, on),
            Recv { .. } => of(world, on).message_or_end() || world.threads[t].timed_out,
            TrySend | TryRecv | DropSender | DropReceiver => true,
        }
    }

    #[inline]
    fn cause(self, world: &World, t: usize, on: ObjectId, past: &mut Clock) {
        let thread = &world.threads[t];
        match self {
            Recv { .. } if thread.by_time_out => past.join(&thread.enabled_by),
            Recv { .. } => {
                let tail = of(world, on);
                past.join(tail.queue.front().map_or(&tail.dropped, |(clock, _)| clock));
            }
            Taken { number } if of(world, on).taken > number => past.join(&thread.enabled_by),
            Taken { .. } => past.join(&alive_of(world, alive(on)).gone),
            Send { .. } | TrySend | TryRecv | DropSender | DropReceiver => {}
        }
    }

    fn step(self, world: &mut World, turn: &Turn<'_>) -> Stepped {
        let on = turn.op.object;
        match self {
            Send { .. } | TrySend => send(world, turn),
            Taken { number } => {
                // Taken in time, or the message comes back with the news that nobody is there.
                let tail = of_mut(world, on);
                let in_time = tail.taken > number;
                if !in_time {
                    tail.queue.clear();
                }
                Stepped::answer(u32::from(in_time))
            }
            Recv { .. } | TryRecv => receive(world, turn),
            DropSender => {
                let tail = of_mut(world, on);
                tail.senders -= 1;
                tail.dropped.join(turn.clock);
                Stepped::CHANGED
            }
            DropReceiver => {
                *alive_of_mut(world, alive(on)) = Alive { receiver: false, gone: *turn.clock };
                Stepped::CHANGED
            }
        }
    }

    /// It makes room in a full channel: no blocked send could have run before it.
    #[inline]
    fn is_idle(self, world: &World, on: ObjectId) -> bool {
        matches!(self, Recv { .. } | TryRecv | DropReceiver) && !of(world, on).has_room()
    }

    /// The send was blocked by the full channel: it could not have come before the receive that made room.
    #[inline]
    fn only_after(self, before: Seen<'_>, _: ObjectId) -> bool {
        matches!(self, Send { .. })
            && before.idle
            && matches!(before.op.what, What::Channel(Recv { .. } | TryRecv | DropReceiver))
    }

    #[inline]
    fn timed_out_of(self, on: ObjectId) -> Option<ObjectId> {
        matches!(self, Recv { .. }).then_some(on)
    }

    fn tell(self, world: &World, event: &Event) -> String {
        let on = event.op.object;
        let of = world.carried(on);
        match self {
            Send { .. } | TrySend => {
                let to = world.with_name("to", on);
                match event.answer {
                    0 if matches!(self, Send { .. }) => format!("offers {of}{to}"),
                    0 => format!("cannot send {of}{to}: the channel is full"),
                    1 => format!("sends {of}{to}"),
                    _ => format!("cannot send {of}{to}: the receiver is gone"),
                }
            }
            Taken { .. } if event.answer == 1 => format!("has handed over {of}{}", world.with_name("to", on)),
            Taken { .. } => format!("takes back {of}: the receiver is gone"),
            Recv { .. } | TryRecv => match event.answer {
                answers::EMPTY if self == TryRecv => format!("finds no {of}{}", world.with_name("in", on)),
                answers::EMPTY => format!("times out: no {of}{}", world.with_name("from", on)),
                answers::CLOSED => match world.source_name(on) {
                    Some(name) => format!("finds {name} closed: its senders are gone"),
                    None => format!("finds the channel of {of} closed"),
                },
                _ => format!("receives {of}{}", world.with_name("from", on)),
            },
            DropSender => format!("drops a sender of {}", world.source_name(on).unwrap_or(of)),
            DropReceiver => format!("drops the receiver of {}", world.source_name(on).unwrap_or(of)),
        }
    }

    fn plan(self, world: &World, event: &Event) -> String {
        let on = event.op.object;
        let tail = of(world, on);
        let answer = match self {
            Send { .. } | TrySend if receiver_is_gone(world, on) => 2,
            Send { .. } | TrySend => u32::from(tail.has_room()),
            Taken { number } => u32::from(tail.taken > number),
            Recv { .. } | TryRecv if !tail.queue.is_empty() => answers::MESSAGE,
            Recv { .. } | TryRecv if tail.senders == 0 => answers::CLOSED,
            Recv { .. } | TryRecv | DropSender | DropReceiver => answers::EMPTY,
        };
        self.tell(world, &Event { answer, ..event.clone() })
    }

    fn waits_for(self, world: &World, _: usize, on: ObjectId) -> (String, Option<usize>) {
        let from = || world.with_name("from", on);
        let what = match self {
            Send { .. } => match world.source_name(on) {
                Some(name) => format!("room in the channel {name}"),
                None => format!("room in the channel of {}", world.called(on)),
            },
            Taken { .. } => format!("somebody to take {}{}", world.carried(on), from()),
            Recv { .. } => format!("a message ({}){}", world.carried(on), from()),
            TrySend | TryRecv | DropSender | DropReceiver => "its turn".into(),
        };
        (what, None)
    }

    fn names_its_object(self) -> bool {
        matches!(self, Send { .. } | TrySend | Recv { .. } | TryRecv)
    }
}
