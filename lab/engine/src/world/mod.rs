//! The world: every shared object, and every thread's next operation. The scheduler applies operations to it,
//! so it always knows who is blocked on what, and who holds it.
//!
//! Here is the state. `enabled` says who may move, `apply` what a move does, `order` what must have come before it, and
//! `objects` says all of that for each kind of object. Values of the subject never live here: the replacement `std` keeps
//! those.

mod apply;
mod enabled;
mod endless;
mod event;
pub(crate) mod kernel;
pub(crate) mod objects;
mod order;
mod passed;
mod promise;
mod store;
mod thread;

pub(crate) use enabled::Pending;
pub(crate) use event::Event;
pub(crate) use passed::{Lane, Lock, Watched};
pub(crate) use promise::LooksFor;
pub(crate) use store::{Object, Objects};
pub(crate) use thread::{State, Thread};

use crate::actor::{Actor, ProcId, ProcSet, THREADS};
use crate::clock::Clock;
use crate::naming::Names;
use crate::op::{CLOCK, KERNEL, Loc, NEVER, Needs, ObjectId, Op, SPURIOUS};
use crate::process::Request;
use kernel::Kernel;
use objects::{Is, Operation, Token};
use std::cell::OnceCell;
use std::sync::Arc;

/// A failure that the contract or a panic reported while the schedule ran.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    pub(crate) kind: protocol::Kind,
    pub(crate) message: String,
}

/// What was seen in any schedule, for the sentence that says what a pass covers.
#[derive(Clone, Copy, Default, Debug)]
pub(crate) struct Seen {
    pub(crate) atomics: bool,
    pub(crate) waits: bool,
    /// A polling thread was held back because its rounds were used up.
    pub(crate) held_back: bool,
    /// More threads or objects than one schedule can hold.
    pub(crate) too_large: bool,
}

/// Everything that is shared, in one schedule.
#[derive(Debug, Default)]
pub(crate) struct World {
    pub(crate) threads: Vec<Thread>,
    pub(crate) objects: Objects,
    /// The thread whose code runs.
    pub(crate) running: usize,
    /// How many calls of real types the running thread is inside of: nobody else may see them half done.
    pub(crate) inside: u32,
    /// The runtime found nothing else to do: polls whose rounds are used up go on.
    pub(crate) idle_runtime: bool,
    /// The schedule is over; nobody is resumed any more.
    pub(crate) over: bool,
    /// Processes below the supervisor, and signals.
    pub(crate) kernel: Kernel,
    /// What each thread asks of the kernel.
    pub(crate) requests: [Request; THREADS],
    /// Nanoseconds on the virtual clock.
    pub(crate) now: u64,
    /// No timer fires while anybody else can move: the contract has asked for that in this schedule.
    pub(crate) time_waits: bool,
    /// Spurious wake-ups are part of the search, spent or not.
    pub(crate) spurious: bool,
    pub(crate) spurious_left: u32,
    /// Changes made by all threads.
    pub(crate) progress: u64,
    /// What a held-back poll knows: everything before it. What follows it knows this too.
    pub(crate) fair_clock: Option<Clock>,
    pub(crate) polls_limit: u32,
    pub(crate) needs: Needs,
    pub(crate) seen: Seen,
    pub(crate) failure: Option<Failure>,
    /// The property whose promise the failure breaks, where the contract named one.
    pub(crate) promise: Option<&'static str>,
    /// What the environment answered in this schedule, whatever the order of the answers.
    pub(crate) situation: u64,
    /// Which promises are looked for, where the scene looks at several. It outlives a schedule.
    pub(crate) looks_for: Option<LooksFor>,
    /// Panics that ended threads, where they do not end the schedule.
    pub(crate) panics: Vec<String>,
    /// The contract said that panics of threads are part of the story.
    pub(crate) panics_expected: bool,
    /// What each thread said: only the fuzz uses it.
    pub(crate) said: Vec<(usize, String)>,
    pub(crate) recording: Option<Vec<Event>>,
    /// What is kept for somebody who looks at a schedule, beside its record.
    pub(crate) watched: Option<Watched>,
    /// Which tasks can never move again, where the executor found that out.
    pub(crate) stuck_tasks: Option<Vec<protocol::Stuck>>,
    /// Why a schedule is taken for endless, where it is not the number of its steps.
    pub(crate) endless: Option<String>,
    /// Who still moved when a schedule was left, where that was told apart (see `endless`).
    pub(crate) going_on: ProcSet,
    /// The next recorded event departs from the default run.
    pub(crate) departs: bool,
    /// What objects are called, found when somebody first asks: after a recorded schedule.
    pub(crate) names: OnceCell<Names>,
    /// Locks of tasks that a recorded schedule waited for, by their numbers.
    pub(crate) task_locks: Vec<u64>,
}

impl World {
    /// Forget the last schedule. What was seen, and what the search needs, stays.
    pub(crate) fn reset(&mut self, spurious: u32, polls_limit: u32) {
        self.threads.clear();
        self.objects.clear();
        self.panics.clear();
        self.said.clear();
        if let Some(events) = &mut self.recording {
            events.clear();
        }
        if let Some(watched) = &mut self.watched {
            *watched = Watched::default();
        }
        self.kernel.reset();
        self.panics_expected = false;
        self.failure = None;
        self.promise = None;
        self.situation = 0;
        self.fair_clock = None;
        self.stuck_tasks = None;
        self.endless = None;
        self.going_on = ProcSet::EMPTY;
        self.names = OnceCell::new();
        self.task_locks.clear();
        self.running = 0;
        (self.over, self.inside, self.idle_runtime) = (false, 0, false);
        self.now = 0;
        self.time_waits = false;
        self.progress = 0;
        self.departs = false;
        self.spurious = spurious > 0;
        self.spurious_left = spurious;
        self.polls_limit = polls_limit;
        let clock = self.new_object(Is::Cell, "the clock");
        let spurious = self.new_object(Is::Cell, "spurious wake-ups");
        let kernel = self.new_object(Is::Cell, "processes");
        debug_assert_eq!((clock, spurious, kernel), (CLOCK, SPURIOUS, KERNEL));
        self.new_thread(Some("contract".into()), None);
    }

    pub(crate) fn new_object(&mut self, is: Is, of: &'static str) -> ObjectId {
        self.objects.push(Object {
            is,
            written: Clock::ZERO,
            read: Clock::ZERO,
            of,
            initialises: false,
            held_since: None,
            held_by: None,
        })
    }

    /// A part of what is initialised once: `of` is `LazyLock` or one of its kind.
    pub(crate) fn new_initialiser(&mut self, is: Is, of: &'static str) -> ObjectId {
        let object = self.new_object(is, of);
        self.objects[object].initialises = true;
        object
    }

    /// A thread, known to the running one. `None` where there are too many.
    pub(crate) fn new_thread(&mut self, name: Option<Arc<str>>, spawned_at: Option<Loc>) -> Option<usize> {
        if self.threads.len() == THREADS {
            return None;
        }
        let clock = self.threads.get(self.running).map_or(Clock::ZERO, |parent| parent.clock);
        self.kernel.inherit_mask(self.running, self.threads.len());
        let token = self.new_object(Is::Token(Token::default()), "park");
        self.new_object(Is::Cell, "its end");
        self.threads.push(Thread {
            state: State::Running,
            op: Op::START,
            then: None,
            clock,
            enabled_by: Clock::ZERO,
            notified: false,
            timed_out: false,
            spurious: false,
            by_time_out: false,
            due: NEVER,
            answer: 0,
            name,
            spawned_at,
            token,
            polls: 0,
            naps: 0,
            own_progress: 0,
            seen_progress: 0,
            released: false,
            spawned: false,
            polls_at: None,
            task: None,
            at_stake: None,
        });
        Some(self.threads.len() - 1)
    }

    /// A thread changed something that another one can see: who polls for it may go on.
    pub(crate) fn made_progress(&mut self, thread: usize) {
        self.progress += 1;
        self.threads[thread].own_progress += 1;
    }

    /// Has it no effect on who may run next, as things are? See `dependence`.
    pub(crate) fn is_idle(&self, op: &Op) -> bool {
        op.what.is_idle(self, op.object)
    }

    /// The next operation of any process.
    #[inline]
    pub(crate) fn op_of(&self, process: ProcId) -> Op {
        match process.actor() {
            Actor::Thread(t) => self.threads.get(t).map_or(Op::START, |t| self.op_of_thread(t)),
            Actor::Timer(t) => self.threads.get(t).map_or(Op::START, |t| self.op_of_timer(t)),
            Actor::Spurious(t) => self.threads.get(t).map_or(Op::START, |t| self.op_of_spurious(t)),
            Actor::Child(slot) => self.op_of_child(slot),
        }
    }

    #[inline]
    fn op_of_thread(&self, t: &Thread) -> Op {
        let fair = t.op.what.is_yield() && self.is_last_round(t) || t.op.what.is_settle();
        Op { fair, ..t.op }
    }

    /// From the last free round on: what that one saw decides whether the next one is held back.
    fn is_last_round(&self, t: &Thread) -> bool {
        t.polls + 1 >= self.polls_limit
    }

    /// How many ways `op` can go: a notification picks its waiter, the environment its answer.
    pub(crate) fn ways(&self, op: &Op) -> u8 {
        op.what.ways(self, op.object)
    }

    /// What a thread is called in messages.
    pub(crate) fn name_of(&self, thread: usize) -> String {
        let Thread { name, task, .. } = &self.threads[thread];
        if let Some(task) = task {
            return task.clone();
        }
        let Some(called) = name else { return format!("thread {thread}") };
        // Two threads can have one name: then a number tells them apart.
        match self.threads[..thread].iter().filter(|other| other.name == *name).count() {
            0 => called.to_string(),
            before => format!("{called}#{}", before + 1),
        }
    }
}
