//! The states that a schedule passes, kept while somebody looks at it: a letter for each actor, and who holds which lock.
//! Names come later, since they are found in the whole of the schedule.

use super::objects::{Is, Operation, What};
use super::{State, World};
#[cfg(feature = "tasks")]
use crate::naming::TaskLock;
use crate::op::ObjectId;
use crate::world::kernel::Life;
use crate::world::objects::TimeOp;
use protocol::Standing;

/// One that has a lane of its own.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Lane {
    Thread(usize),
    /// A task of the contract's own thread, which has no lane then.
    #[cfg_attr(not(feature = "tasks"), expect(dead_code, reason = "only the task world has it"))]
    Task(usize),
    Child(usize),
}

/// Something that can be held.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Lock {
    Object(ObjectId),
    /// A lock of tasks, by its number.
    #[cfg(feature = "tasks")]
    OfTasks(TaskLock),
}

/// One state that was passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Passed {
    /// How many events were recorded before.
    pub(crate) events: usize,
    pub(crate) now: u64,
    /// The letters of [`protocol::Standing`].
    pub(crate) letters: Vec<(Lane, char)>,
    pub(crate) held: Vec<(Lock, Lane)>,
}

/// A question to the environment, while it is open: who is asked, and what it may answer.
pub(crate) struct Question {
    pub(crate) thread: usize,
    /// Who goes on with each answer, and how that reads.
    pub(crate) answers: Vec<(String, String)>,
}

/// What is kept for somebody who looks.
#[derive(Default)]
pub(crate) struct Watched {
    pub(crate) passed: Vec<Passed>,
    pub(crate) questions: Vec<Question>,
    /// What the world outside saw.
    pub(crate) log: Vec<String>,
}

impl std::fmt::Debug for Watched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watched").field("passed", &self.passed.len()).finish_non_exhaustive()
    }
}

impl World {
    /// The running thread asks the environment, which may answer so. The words are asked for only where somebody looks.
    pub(crate) fn asks(&mut self, answers: impl FnOnce() -> Vec<(String, String)>) {
        let thread = self.running;
        if let Some(watched) = &mut self.watched {
            watched.questions.retain(|it| it.thread != thread);
            watched.questions.push(Question { thread, answers: answers() });
        }
    }

    /// The world outside sees something.
    pub(crate) fn publishes(&mut self, words: &str) {
        if let Some(watched) = &mut self.watched {
            watched.log.push(words.to_owned());
        }
    }

    /// Keep how things stand, if somebody looks.
    pub(crate) fn pass(&mut self) {
        if self.watched.is_none() {
            return;
        }
        let passed = Passed {
            events: self.recording.as_ref().map_or(0, Vec::len),
            now: self.now,
            letters: self.letters(),
            held: self.held(),
        };
        if let Some(watched) = &mut self.watched
            && watched.passed.last() != Some(&passed)
        {
            watched.passed.push(passed);
        }
    }

    fn letters(&self) -> Vec<(Lane, char)> {
        let threads = (0..self.threads.len()).map(|t| (Lane::Thread(t), self.letter_of_thread(t)));
        let children = self.kernel.processes.iter().enumerate().map(|(slot, process)| {
            let letter = match process.life {
                Life::Running if self.kernel.can_move(slot) => 'y',
                Life::Running => 'w',
                Life::Zombie(_) => 'z',
                Life::Reaped => 'e',
            };
            (Lane::Child(slot), letter)
        });
        match tasks() {
            None => threads.chain(children).collect(),
            Some(tasks) => tasks.into_iter().chain(threads.skip(1)).chain(children).collect(),
        }
    }

    fn letter_of_thread(&self, t: usize) -> char {
        let thread = &self.threads[t];
        match (thread.state, thread.op.what) {
            (State::Ended, _) => Standing::Ended.letter(),
            (State::Running, _) => Standing::Running.letter(),
            (State::Announced, _) if self.thread_enabled(t) => match t == self.running {
                true => Standing::Running.letter(),
                false => Standing::Ready.letter(),
            },
            (State::Announced, What::Time(TimeOp::Slept)) => 's',
            (State::Announced, What::Park(_)) => 'p',
            (State::Announced, what) if what.wants(self, t, thread.op.object).is_some() => 'l',
            (State::Announced, _) => 'w',
        }
    }

    /// Who holds which lock, in the order of the locks.
    pub(crate) fn held(&self) -> Vec<(Lock, Lane)> {
        let mut held = Vec::new();
        for (i, object) in self.objects.iter().enumerate() {
            let id = ObjectId::new(i as u16);
            let holders = match &object.is {
                Is::Mutex(mutex) => mutex.owner.into_iter().collect(),
                Is::RwLock(lock) => lock.holders(),
                _ => continue,
            };
            // Where tasks share one thread, the task counts.
            let of_task = || object.held_by.as_deref().and_then(task_named);
            let lane = |holder: usize| of_task().filter(|_| holder == 0).unwrap_or(Lane::Thread(holder));
            held.extend(holders.into_iter().map(|holder| (Lock::Object(id), lane(holder))));
        }
        held.extend(held_by_tasks());
        held
    }
}

#[cfg(feature = "tasks")]
fn tasks() -> Option<Vec<(Lane, char)>> {
    crate::tasks::letters().map(|letters| letters.into_iter().map(|(id, letter)| (Lane::Task(id), letter)).collect())
}

#[cfg(not(feature = "tasks"))]
fn tasks() -> Option<Vec<(Lane, char)>> {
    None
}

#[cfg(feature = "tasks")]
fn task_named(name: &str) -> Option<Lane> {
    crate::tasks::named(name).map(Lane::Task)
}

#[cfg(not(feature = "tasks"))]
fn task_named(_: &str) -> Option<Lane> {
    None
}

#[cfg(feature = "tasks")]
fn held_by_tasks() -> Vec<(Lock, Lane)> {
    crate::tasks::held().into_iter().map(|(lock, task)| (Lock::OfTasks(lock), Lane::Task(task))).collect()
}

#[cfg(not(feature = "tasks"))]
fn held_by_tasks() -> Vec<(Lock, Lane)> {
    Vec::new()
}
