//! Who takes part, and where each stands.

use crate::actor::ProcId;
use crate::op::NEVER;
use crate::places;
use crate::world::objects::{ParkOp, ThreadOp, TimeOp, What};
use crate::world::{Lane, State, World};
use protocol::{ActorKind, ActorView, Standing};

impl World {
    /// Everybody who takes part, with the lane of each.
    pub(super) fn actors(&self) -> Vec<(Lane, ActorView)> {
        let tasks = self.task_actors();
        let threads = (0..self.threads.len()).skip(usize::from(!tasks.is_empty()));
        let threads = threads.map(|t| (Lane::Thread(t), self.thread_actor(t)));
        let children = (0..self.kernel.processes.len()).map(|slot| (Lane::Child(slot), self.child_actor(slot)));
        tasks.into_iter().chain(threads).chain(children).collect()
    }

    #[cfg(feature = "tasks")]
    fn task_actors(&self) -> Vec<(Lane, ActorView)> {
        let all = crate::tasks::standings().unwrap_or_default();
        let one = |it: crate::tasks::TaskStands| {
            let mut standing = it.standing;
            let called = it.wants.and_then(|lock| self.task_lock_name(lock));
            if let (Standing::Waits { what, .. }, Some(name)) = (&mut standing, called) {
                *what = format!("the lock {name} ({what})");
            }
            // A std lock holds up the thread of all tasks: the task that runs waits for it.
            let op = &self.threads[0].op;
            let stuck = standing == Standing::Running && !self.thread_enabled(0) && op.at.is_some();
            if stuck {
                standing = self.standing_of_thread(0);
            }
            let at = if stuck { op.at.map(places::of) } else { it.at };
            let view = ActorView {
                name: it.name,
                is: ActorKind::Task,
                standing,
                at,
                next: String::new(),
                spawned_at: it.spawned_at,
            };
            (Lane::Task(it.id), view)
        };
        all.into_iter().map(one).collect()
    }

    #[cfg(not(feature = "tasks"))]
    #[expect(clippy::unused_self, reason = "the other world has it")]
    fn task_actors(&self) -> Vec<(Lane, ActorView)> {
        Vec::new()
    }

    fn thread_actor(&self, t: usize) -> ActorView {
        let thread = &self.threads[t];
        let announced = thread.state == State::Announced;
        let next = if announced { self.planned(ProcId::thread(t), thread.op, 0) } else { Default::default() };
        ActorView {
            name: self.name_of(t),
            is: if thread.task.is_some() || thread.op.what == What::Park(ParkOp::Awoken) {
                ActorKind::Task
            } else {
                ActorKind::Thread
            },
            standing: self.standing_of_thread(t),
            at: thread.op.at.filter(|_| announced).map(places::of),
            next,
            spawned_at: thread.spawned_at.map(places::of),
        }
    }

    fn standing_of_thread(&self, t: usize) -> Standing {
        let thread = &self.threads[t];
        let until_ms = (thread.due != NEVER).then_some(thread.due / 1_000_000);
        match (thread.state, thread.op.what) {
            (State::Ended, _) => Standing::Ended,
            (State::Running, _) => Standing::Running,
            (State::Announced, _) if self.thread_enabled(t) => match t == self.running {
                true => Standing::Running,
                false => Standing::Ready,
            },
            (State::Announced, What::Time(TimeOp::Slept)) => Standing::Sleeps { until_ms: until_ms.unwrap_or(0) },
            (State::Announced, What::Park(ParkOp::Awoken)) => self.between_polls(t, until_ms),
            (State::Announced, What::Park(_)) => Standing::Parked { until_ms },
            (State::Announced, What::Thread(ThreadOp::Yield)) => Standing::HeldBack,
            (State::Announced, what) if what.is_settle() => Standing::Settles,
            (State::Announced, _) => {
                let (what, holder) = self.waits_for(t);
                let lock = self.lock_of(t);
                let since = holder.and_then(|_| self.objects.get(lock)).and_then(|it| it.held_since);
                Standing::Waits {
                    what,
                    held_by: holder.map(|holder| self.holder_of(lock, holder, t)),
                    since: since.map(places::of),
                    until_ms,
                }
            }
        }
    }

    #[cfg(feature = "tasks")]
    fn between_polls(&self, t: usize, until_ms: Option<u64>) -> Standing {
        let waits = crate::tasks::waits_of_thread(t).map(|(standing, _)| standing);
        waits.unwrap_or(Standing::Waits { what: "its next turn".into(), held_by: None, since: None, until_ms })
    }

    #[cfg(not(feature = "tasks"))]
    #[expect(clippy::unused_self, reason = "the other world has it")]
    fn between_polls(&self, _: usize, until_ms: Option<u64>) -> Standing {
        Standing::Parked { until_ms }
    }

    fn child_actor(&self, slot: usize) -> ActorView {
        use crate::world::kernel::Life;
        let process = &self.kernel.processes[slot];
        let standing = match process.life {
            Life::Running if self.kernel.can_move(slot) => Standing::Ready,
            Life::Running => {
                let what = if process.stops.stopped { "SIGCONT" } else { "a signal" };
                Standing::Waits { what: what.into(), held_by: None, since: None, until_ms: None }
            }
            Life::Zombie(_) => Standing::Zombie,
            Life::Reaped => Standing::Ended,
        };
        let moves = standing == Standing::Ready;
        let next = if moves { self.kernel.plan(slot, 0, self.threads.len()) } else { Default::default() };
        let spawned_at = process.spawned_at.map(places::of);
        let name = self.kernel.name_of(slot);
        ActorView { name, is: ActorKind::Process, standing, at: None, next, spawned_at }
    }
}
