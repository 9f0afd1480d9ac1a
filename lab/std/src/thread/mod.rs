//! `std::thread`. A thread is a coroutine of the lab; at most eight in one schedule.

mod local;
mod scoped;

pub use ::std::thread::{Result, panicking};
pub use local::{AccessError, LocalKey};
pub use scoped::{Scope, ScopedJoinHandle, scope};

use crate::sync::Arc;
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::io;
use ::std::num::NonZero;
use ::std::panic::Location;
use ::std::time::Duration;
use lab::rt::{self, Loc, NONE, Op, ParkOp, ThreadOp, TimeOp};

/// The same everywhere, so a verdict is the same everywhere.
const PROCESSORS: NonZero<usize> = NonZero::new(4).unwrap();

/// As `std::thread::ThreadId`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ThreadId(usize);

/// As `std::thread::Thread`.
#[derive(Clone)]
pub struct Thread {
    index: usize,
    name: Option<Arc<str>>,
}

impl fmt::Debug for Thread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Thread").field("id", &self.id()).field("name", &self.name()).finish_non_exhaustive()
    }
}

impl Thread {
    fn new(index: usize) -> Thread {
        Thread { index, name: rt::name_of(index).map(Arc::from) }
    }

    /// As the real one.
    pub fn id(&self) -> ThreadId {
        ThreadId(self.index)
    }

    /// As the real one.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// As the real one.
    #[track_caller]
    pub fn unpark(&self) {
        rt::announce(Op::on(ParkOp::Unpark, rt::token_of(self.index), Location::caller()));
    }
}

/// Where a thread leaves its result.
struct Packet<T>(UnsafeCell<Option<Result<T>>>);

// SAFETY: written once by the thread, read once by who joined it, and all are coroutines of one OS thread.
unsafe impl<T: Send> Sync for Packet<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Send for Packet<T> {}

/// As `std::thread::JoinHandle`.
pub struct JoinHandle<T> {
    thread: Thread,
    packet: Arc<Packet<T>>,
}

// SAFETY: as for the real one, which is Send and Sync whatever `T` is.
unsafe impl<T> Send for JoinHandle<T> {}
// SAFETY: as above.
unsafe impl<T> Sync for JoinHandle<T> {}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").finish_non_exhaustive()
    }
}

#[track_caller]
fn join_thread(index: usize, at: Loc) {
    rt::announce(Op::on(ThreadOp::Join { thread: index as u8 }, NONE, at));
}

impl<T> JoinHandle<T> {
    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the thread panicked.
    #[track_caller]
    pub fn join(self) -> Result<T> {
        join_thread(self.thread.index, Location::caller());
        // SAFETY: the thread has ended, and this handle is the only one.
        unsafe { (*self.packet.0.get()).take() }.expect("a thread that ended left its result")
    }

    /// As the real one.
    #[track_caller]
    pub fn is_finished(&self) -> bool {
        let thread = self.thread.index;
        rt::announce(Op::on(ThreadOp::IsFinished { thread: thread as u8 }, rt::end_of(thread), Location::caller())) == 1
    }

    /// As the real one.
    pub fn thread(&self) -> &Thread {
        &self.thread
    }
}

/// Start a thread whose code may borrow for `'a`: who calls this joins it before `'a` ends, or passes `'static`.
fn start<'a, T: 'a>(code: impl FnOnce() -> T + 'a, name: Option<String>, at: Loc) -> JoinHandle<T> {
    let packet = Arc::new(Packet(UnsafeCell::new(None)));
    let theirs = packet.clone();
    let body: Box<dyn FnOnce() + 'a> = Box::new(move || {
        let result = rt::caught(code);
        local::drop_all();
        // SAFETY: only this thread writes, before anybody can have joined it.
        unsafe { *theirs.0.get() = Some(result) };
    });
    // SAFETY: a scope joins its threads before `'a` ends. A schedule that is given up never runs the closure again.
    let body: Box<dyn FnOnce()> = unsafe { ::std::mem::transmute(body) };
    let index = rt::spawn(name, at, body);
    JoinHandle { thread: Thread::new(index), packet }
}

/// As the real one.
#[track_caller]
pub fn spawn<F: FnOnce() -> T + Send + 'static, T: Send + 'static>(code: F) -> JoinHandle<T> {
    start(code, None, Location::caller())
}

/// As `std::thread::Builder`. The stack size is the lab's.
#[derive(Debug, Default)]
pub struct Builder {
    name: Option<String>,
}

impl Builder {
    /// As the real one.
    pub fn new() -> Builder {
        Builder::default()
    }

    /// As the real one.
    #[must_use]
    pub fn name(self, name: String) -> Builder {
        Builder { name: Some(name) }
    }

    /// Ignored.
    #[must_use]
    pub fn stack_size(self, _: usize) -> Builder {
        self
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never: a thread too many is refused while the schedule runs.
    #[track_caller]
    pub fn spawn<F: FnOnce() -> T + Send + 'static, T: Send + 'static>(self, code: F) -> io::Result<JoinHandle<T>> {
        Ok(start(code, self.name, Location::caller()))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never: a thread too many is refused while the schedule runs.
    #[track_caller]
    pub fn spawn_scoped<'scope, F: FnOnce() -> T + Send + 'scope, T: Send + 'scope>(
        self,
        scope: &'scope Scope<'scope, '_>,
        code: F,
    ) -> io::Result<ScopedJoinHandle<'scope, T>> {
        Ok(scope.start(code, self.name, Location::caller()))
    }
}

/// As the real one.
pub fn current() -> Thread {
    Thread::new(rt::current())
}

/// As the real one. Others go first.
#[track_caller]
pub fn yield_now() {
    rt::announce(Op::on(ThreadOp::Yield, NONE, Location::caller()));
}

/// As the real one, on the virtual clock.
#[track_caller]
pub fn sleep(duration: Duration) {
    rt::announce_timed(duration, Op::on(TimeOp::Slept, NONE, Location::caller()));
}

/// As the real one. It may return without a reason.
#[track_caller]
pub fn park() {
    rt::announce(Op::on(ParkOp::Park, rt::token_of(rt::current()), Location::caller()));
}

/// As the real one.
#[track_caller]
#[deprecated(note = "replaced by `std::thread::sleep`")]
pub fn sleep_ms(ms: u32) {
    sleep(Duration::from_millis(ms.into()));
}

/// As the real one.
#[track_caller]
#[deprecated(note = "replaced by `std::thread::park_timeout`")]
pub fn park_timeout_ms(ms: u32) {
    park_timeout(Duration::from_millis(ms.into()));
}

/// As the real one, on a machine with four processors.
///
/// # Errors
///
/// Never.
pub fn available_parallelism() -> io::Result<NonZero<usize>> {
    Ok(PROCESSORS)
}

/// As the real one, on the virtual clock.
#[track_caller]
pub fn park_timeout(timeout: Duration) {
    rt::announce_timed(timeout, Op::on(ParkOp::Park, rt::token_of(rt::current()), Location::caller()));
}
