//! `Condvar`. Which waiter `notify_one` wakes is a choice of the search, and so is a spurious wake-up.

use super::{LockResult, MutexGuard, PoisonError};
use crate::id::Id;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
use ::std::time::Duration;
use lab::rt::{self, CLOCK, CellOp, CondvarOp, Loc, NEVER, Nanos, New, ObjectId, Op};

/// As `std::sync::Condvar`.
pub struct Condvar {
    id: Id,
}

/// As `std::sync::WaitTimeoutResult`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WaitTimeoutResult(bool);

impl WaitTimeoutResult {
    /// Did the wait end because its time was over?
    pub fn timed_out(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Condvar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Condvar { .. }")
    }
}

impl UnwindSafe for Condvar {}
impl RefUnwindSafe for Condvar {}

impl Default for Condvar {
    fn default() -> Self {
        Condvar::new()
    }
}

impl Condvar {
    /// One with nobody waiting.
    pub const fn new() -> Condvar {
        Condvar { id: Id::new() }
    }

    fn id(&self) -> ObjectId {
        self.id.get((&raw const self.id).cast_mut().cast(), 0, || rt::object(New::Condvar, "a condvar"))
    }

    /// Release the lock and wait in one step; the answer says whether the time was over.
    fn wait_until<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: u64,
        at: Loc,
    ) -> (LockResult<MutexGuard<'a, T>>, bool) {
        let mutex = guard.mutex;
        guard.give_up();
        let wait = CondvarOp::Wait { mutex: mutex.id(), timeout: Nanos(timeout) };
        let timed_out = rt::announce(Op::on(wait, self.id(), at)) == 1;
        (mutex.guard(at), timed_out)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    #[track_caller]
    pub fn wait<'a, T>(&self, guard: MutexGuard<'a, T>) -> LockResult<MutexGuard<'a, T>> {
        self.wait_until(guard, NEVER, Location::caller()).0
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    #[track_caller]
    pub fn wait_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<MutexGuard<'a, T>> {
        let at = Location::caller();
        while condition(guard.peek()) {
            guard = self.wait_until(guard, NEVER, at).0?;
        }
        Ok(guard)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    #[track_caller]
    pub fn wait_timeout<'a, T>(
        &self,
        guard: MutexGuard<'a, T>,
        timeout: Duration,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let (result, timed_out) = self.wait_until(guard, rt::nanos(timeout), Location::caller());
        both(result, timed_out)
    }

    /// As the real one: false where the time was over.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    #[track_caller]
    #[deprecated(note = "replaced by `std::sync::Condvar::wait_timeout`")]
    pub fn wait_timeout_ms<'a, T>(&self, guard: MutexGuard<'a, T>, ms: u32) -> LockResult<(MutexGuard<'a, T>, bool)> {
        let (result, timed_out) =
            self.wait_until(guard, rt::nanos(Duration::from_millis(ms.into())), Location::caller());
        match result {
            Ok(guard) => Ok((guard, !timed_out)),
            Err(poisoned) => Err(PoisonError::new((poisoned.into_inner(), !timed_out))),
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the lock is poisoned.
    #[track_caller]
    pub fn wait_timeout_while<'a, T>(
        &self,
        mut guard: MutexGuard<'a, T>,
        timeout: Duration,
        mut condition: impl FnMut(&mut T) -> bool,
    ) -> LockResult<(MutexGuard<'a, T>, WaitTimeoutResult)> {
        let at = Location::caller();
        let clock = || {
            rt::announce(Op::on(CellOp::Load, CLOCK, at));
            rt::now()
        };
        let start = clock();
        loop {
            if !condition(guard.peek()) {
                return Ok((guard, WaitTimeoutResult(false)));
            }
            let left = timeout.saturating_sub(clock() - start);
            if left.is_zero() {
                return Ok((guard, WaitTimeoutResult(true)));
            }
            match self.wait_until(guard, rt::nanos(left), at) {
                (Ok(again), _) => guard = again,
                (poisoned, timed_out) => return both(poisoned, timed_out),
            }
        }
    }

    /// As the real one. Any of the waiters may be the one.
    #[track_caller]
    pub fn notify_one(&self) {
        rt::announce(Op::on(CondvarOp::NotifyOne, self.id(), Location::caller()));
    }

    /// As the real one.
    #[track_caller]
    pub fn notify_all(&self) {
        rt::announce(Op::on(CondvarOp::NotifyAll, self.id(), Location::caller()));
    }
}

fn both<G>(result: LockResult<G>, timed_out: bool) -> LockResult<(G, WaitTimeoutResult)> {
    let timed_out = WaitTimeoutResult(timed_out);
    match result {
        Ok(guard) => Ok((guard, timed_out)),
        Err(poisoned) => Err(PoisonError::new((poisoned.into_inner(), timed_out))),
    }
}
