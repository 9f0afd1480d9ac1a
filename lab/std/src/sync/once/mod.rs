//! `Once`, `OnceLock`, `LazyLock`: a lock around the initialiser, and a flag that says it is done. Both are told as what
//! they belong to.

mod parts;

use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::mem::ManuallyDrop;
use ::std::ops::{Deref, DerefMut};
use ::std::panic::{RefUnwindSafe, UnwindSafe};
use parts::{Flag, Held, Running};

const NEW: u8 = 0;
const DONE: u8 = 1;
const POISONED: u8 = 2;

/// What a reader knows it by.
#[derive(Clone, Copy)]
enum Kind {
    Once,
    OnceLock,
    LazyLock,
}

impl Kind {
    const fn words(self) -> &'static str {
        match self {
            Kind::Once => "Once",
            Kind::OnceLock => "OnceLock",
            Kind::LazyLock => "LazyLock",
        }
    }
}

/// As `std::sync::Once`.
pub struct Once {
    running: Running,
    state: Flag,
}

impl UnwindSafe for Once {}
impl RefUnwindSafe for Once {}

/// As the real one.
#[deprecated(note = "the `Once::new()` function is now preferred")]
#[expect(clippy::declare_interior_mutable_const, reason = "so is the real one")]
pub const ONCE_INIT: Once = Once::new();

/// As `std::sync::OnceState`.
#[derive(Debug)]
pub struct OnceState(bool);

impl OnceState {
    /// Did an earlier initialiser panic?
    pub fn is_poisoned(&self) -> bool {
        self.0
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once { .. }")
    }
}

impl Once {
    /// One that has not run.
    #[expect(clippy::new_without_default, reason = "the real one has no Default either")]
    pub const fn new() -> Once {
        Once::of(Kind::Once)
    }

    const fn of(kind: Kind) -> Once {
        Once { running: Running::new(kind), state: Flag::new(kind) }
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If an earlier initialiser panicked.
    #[track_caller]
    pub fn call_once(&self, f: impl FnOnce()) {
        self.call(false, |_| f());
    }

    /// As the real one.
    #[track_caller]
    pub fn call_once_force(&self, f: impl FnOnce(&OnceState)) {
        self.call(true, f);
    }

    #[track_caller]
    fn call(&self, force: bool, f: impl FnOnce(&OnceState)) {
        if self.state.load() == DONE {
            return;
        }
        // A second caller waits here until the first is done. The same thread again: for ever.
        let running = self.running.lock(&self.state);
        let before = self.state.load_again();
        if before == DONE {
            return;
        }
        let name = self.state.kind.words();
        assert!(before != POISONED || force, "{name} instance has previously been poisoned");
        let mut completion = Completion { once: self, held: &running, to: POISONED };
        f(&OnceState(before == POISONED));
        completion.to = DONE;
        drop(completion);
        drop(running);
    }

    /// Has it run?
    #[track_caller]
    pub fn is_completed(&self) -> bool {
        self.state.load() == DONE
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If an initialiser panicked, now or earlier.
    #[track_caller]
    pub fn wait(&self) {
        if self.state.load() != DONE {
            let running = self.running.lock_to_wait();
            let state = self.state.until_done(&running, false);
            let name = self.state.kind.words();
            assert!(state == DONE, "{name} instance has previously been poisoned");
        }
    }

    /// As the real one: until an initialiser ends well.
    #[track_caller]
    pub fn wait_force(&self) {
        if self.state.load() != DONE {
            self.state.until_done(&self.running.lock_to_wait(), true);
        }
    }
}

/// Says how the initialiser ended, a panic included.
struct Completion<'a> {
    once: &'a Once,
    held: &'a Held<'a>,
    to: u8,
}

impl Drop for Completion<'_> {
    fn drop(&mut self) {
        self.once.state.store(self.to);
        self.held.wake_those_who_wait();
    }
}

/// As `std::sync::OnceLock`.
pub struct OnceLock<T> {
    running: Running,
    done: Flag,
    value: UnsafeCell<Option<T>>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread; the value is written once, under the lock.
unsafe impl<T: Send + Sync> Sync for OnceLock<T> {}
// SAFETY: as for the real one.
unsafe impl<T: Send> Send for OnceLock<T> {}
impl<T: RefUnwindSafe + UnwindSafe> RefUnwindSafe for OnceLock<T> {}
impl<T: UnwindSafe> UnwindSafe for OnceLock<T> {}

impl<T> Default for OnceLock<T> {
    fn default() -> Self {
        OnceLock::new()
    }
}

impl<T: Clone> Clone for OnceLock<T> {
    #[track_caller]
    fn clone(&self) -> Self {
        self.get().map_or_else(OnceLock::new, |value| OnceLock::from(value.clone()))
    }
}

impl<T: PartialEq> PartialEq for OnceLock<T> {
    #[track_caller]
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Eq> Eq for OnceLock<T> {}

impl<T> fmt::Debug for OnceLock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("OnceLock { .. }")
    }
}

impl<T> OnceLock<T> {
    /// An empty one.
    pub const fn new() -> OnceLock<T> {
        OnceLock::of(Kind::OnceLock)
    }

    const fn of(kind: Kind) -> OnceLock<T> {
        OnceLock { running: Running::new(kind), done: Flag::new(kind), value: UnsafeCell::new(None) }
    }

    /// A static's value of an earlier schedule is forgotten: the flag, which is fresh, decides.
    fn value(&self) -> Option<&T> {
        // SAFETY: `done` was seen, so nobody writes any more.
        unsafe { (*self.value.get()).as_ref() }
    }

    fn put(&self, value: T) {
        // Locks inside of the value are those of this schedule, not of the one that used the static first.
        lab::rt::written_static(self.value.get().cast(), size_of::<Option<T>>());
        // SAFETY: under `running`, and `done` is not set, so nobody reads. The old value is one of an earlier
        // schedule, whose heap was given up: it must not be dropped.
        unsafe { ::std::ptr::write(self.value.get(), Some(value)) };
        self.done.store(DONE);
    }

    /// As the real one.
    #[track_caller]
    pub fn get(&self) -> Option<&T> {
        if self.done.load() == DONE { self.value() } else { None }
    }

    /// The value, by the only owner.
    pub fn get_mut(&mut self) -> Option<&mut T> {
        if *self.done.get_mut() == DONE { self.value.get_mut().as_mut() } else { None }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// The value, if there is one already.
    #[track_caller]
    pub fn set(&self, value: T) -> Result<(), T> {
        let running = self.running.lock(&self.done);
        if self.done.load_again() == DONE {
            return Err(value);
        }
        self.put(value);
        running.wake_those_who_wait();
        Ok(())
    }

    /// As the real one: until an initialiser ends well.
    #[track_caller]
    pub fn wait(&self) -> &T {
        if self.get().is_none() {
            self.done.until_done(&self.running.lock_to_wait(), true);
        }
        self.value().expect("it was just seen")
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If `f` does; another caller may then try.
    #[track_caller]
    pub fn get_or_init(&self, f: impl FnOnce() -> T) -> &T {
        if self.get().is_none() {
            let running = self.running.lock(&self.done);
            if self.done.load_again() != DONE {
                self.put(f());
                running.wake_those_who_wait();
            }
        }
        self.value().expect("it was just set")
    }

    /// The value.
    pub fn into_inner(mut self) -> Option<T> {
        if *self.done.get_mut() == DONE { self.value.get_mut().take() } else { None }
    }

    /// The value, by the only owner; empty afterwards.
    pub fn take(&mut self) -> Option<T> {
        ::std::mem::take(self).into_inner()
    }
}

impl<T> From<T> for OnceLock<T> {
    fn from(value: T) -> Self {
        let mut cell = OnceLock::new();
        *cell.value.get_mut() = Some(value);
        *cell.done.get_mut() = DONE;
        cell
    }
}

/// As `std::sync::LazyLock`.
pub struct LazyLock<T, F = fn() -> T> {
    cell: OnceLock<T>,
    once: Once,
    /// Copied out by the one that runs it, never dropped: a static needs it again in the next schedule.
    init: ManuallyDrop<F>,
}

// SAFETY: `init` is taken once, under `once`.
unsafe impl<T: Send + Sync, F: Send> Sync for LazyLock<T, F> {}
impl<T: RefUnwindSafe + UnwindSafe, F: UnwindSafe> RefUnwindSafe for LazyLock<T, F> {}
impl<T: UnwindSafe, F: UnwindSafe> UnwindSafe for LazyLock<T, F> {}

impl<T, F> fmt::Debug for LazyLock<T, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LazyLock { .. }")
    }
}

impl<T, F: FnOnce() -> T> LazyLock<T, F> {
    /// One that computes its value at the first use.
    pub const fn new(init: F) -> LazyLock<T, F> {
        LazyLock { cell: OnceLock::of(Kind::LazyLock), once: Once::of(Kind::LazyLock), init: ManuallyDrop::new(init) }
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If the initialiser panics, now or earlier.
    #[track_caller]
    pub fn force(this: &Self) -> &T {
        this.once.call_once(|| {
            // SAFETY: once for each execution, and the original is never used or dropped after the copy.
            let init = unsafe { ::std::ptr::read(&raw const *this.init) };
            this.cell.put(init());
            // The `Once` says so.
            lab::rt::not_told();
        });
        this.cell.value().expect("it was just set")
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If the initialiser panics, now or earlier.
    #[track_caller]
    pub fn force_mut(this: &mut Self) -> &mut T {
        LazyLock::force(this);
        this.cell.get_mut().expect("it was just set")
    }
}

impl<T, F> LazyLock<T, F> {
    /// The value, if it is there.
    #[track_caller]
    pub fn get(this: &Self) -> Option<&T> {
        this.cell.get()
    }

    /// The value, if it is there, by the only owner.
    pub fn get_mut(this: &mut Self) -> Option<&mut T> {
        this.cell.get_mut()
    }
}

impl<T, F> Drop for LazyLock<T, F> {
    fn drop(&mut self) {
        // Never used: nobody has copied it out. A static is not dropped.
        if *self.once.state.get_mut() == NEW {
            // SAFETY: once, and nobody uses it afterwards.
            unsafe { ManuallyDrop::drop(&mut self.init) };
        }
    }
}

impl<T: Default> Default for LazyLock<T> {
    fn default() -> Self {
        LazyLock::new(T::default)
    }
}

impl<T, F: FnOnce() -> T> DerefMut for LazyLock<T, F> {
    #[track_caller]
    fn deref_mut(&mut self) -> &mut T {
        LazyLock::force_mut(self)
    }
}

impl<T, F: FnOnce() -> T> Deref for LazyLock<T, F> {
    type Target = T;

    #[track_caller]
    fn deref(&self) -> &T {
        LazyLock::force(self)
    }
}
