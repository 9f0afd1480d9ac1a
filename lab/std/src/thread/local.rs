//! `thread_local!`: one value for each thread of each schedule, dropped when that thread ends.

use ::std::any::Any;
use ::std::cell::{Cell, RefCell};
use ::std::fmt;
use ::std::mem::{ManuallyDrop, needs_drop};
use lab::rt;

/// As `std::thread::LocalKey`.
pub struct LocalKey<T: 'static> {
    #[doc(hidden)]
    pub init: fn() -> T,
}

impl<T: 'static> fmt::Debug for LocalKey<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LocalKey { .. }")
    }
}

/// As `std::thread::AccessError`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessError;

impl fmt::Display for AccessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("already destroyed")
    }
}

impl ::std::error::Error for AccessError {}

/// The value of one thread for one key.
struct Value {
    thread: usize,
    key: usize,
    /// `None`: its destructor runs, or has run.
    is: Option<Box<dyn Any>>,
    /// What has no destructor can be used until the thread ends.
    is_dropped: bool,
}

// The lab's own state, on the one OS thread: values in the order in which they were made, and the execution they belong to.
// Whatever is left at the end of that thread is given up: no destructor of the subject runs outside of a schedule.
::std::thread_local! {
    static VALUES: RefCell<(u32, ManuallyDrop<Vec<Value>>)> = const { RefCell::new((0, ManuallyDrop::new(Vec::new()))) };
}

/// The value of the running thread; made at the first use.
fn value_of(key: usize, is_dropped: bool, init: impl FnOnce() -> Box<dyn Any>) -> Result<*const (), AccessError> {
    #[cfg(feature = "tasks")]
    if lab::runtime() == lab::Runtime::MultiThread {
        rt::not_modelled(
            "a `thread_local!` where tasks have several workers: any of them may poll a task; keep the value in the task",
        );
    }
    let thread = rt::current();
    let found = VALUES.with_borrow_mut(|(epoch, values)| {
        if *epoch != rt::epoch() {
            *epoch = rt::epoch();
            // Values of a schedule that was given up: no destructor of the subject runs outside of a schedule.
            ::std::mem::forget(::std::mem::take(&mut **values));
        }
        let mine = values.iter().find(|value| value.thread == thread && value.key == key)?;
        Some(mine.is.as_ref().map(|value| (&raw const **value).cast::<()>()).ok_or(AccessError))
    });
    found.unwrap_or_else(|| {
        let value = init();
        let address = (&raw const *value).cast::<()>();
        VALUES.with_borrow_mut(|(_, values)| values.push(Value { thread, key, is: Some(value), is_dropped }));
        Ok(address)
    })
}

/// The running thread ends: drop its values, the youngest first, and what their destructors make. Meanwhile they are there
/// no more.
#[cfg_attr(feature = "tasks", expect(dead_code, reason = "tasks share one thread, which does not end"))]
pub(super) fn drop_all() {
    let me = rt::current();
    loop {
        let value = VALUES.with_borrow_mut(|(epoch, values)| {
            let mine = |value: &&mut Value| value.thread == me && value.is_dropped && value.is.is_some();
            values.iter_mut().rev().filter(|_| *epoch == rt::epoch()).find(mine)?.is.take()
        });
        if value.is_none() {
            break;
        }
    }
    VALUES.with_borrow_mut(|(_, values)| values.retain(|value| value.thread != me));
}

impl<T: 'static> LocalKey<T> {
    /// As the real one.
    ///
    /// # Panics
    ///
    /// While the value of this thread is dropped, and afterwards.
    #[track_caller]
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        match self.try_with(f) {
            Ok(answer) => answer,
            Err(error) => panic!("cannot access a Thread Local Storage value during or after destruction: {error:?}"),
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// While the value of this thread is dropped, and afterwards.
    pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        let value = value_of(&raw const *self as usize, needs_drop::<T>(), || Box::new((self.init)()))?;
        // SAFETY: the box stays until its destructor runs, and its type belongs to the key.
        Ok(f(unsafe { &*value.cast::<T>() }))
    }
}

impl<T: 'static> LocalKey<Cell<T>> {
    /// As the real one.
    pub fn set(&'static self, value: T) {
        self.with(|cell| cell.set(value));
    }

    /// As the real one.
    pub fn get(&'static self) -> T
    where
        T: Copy,
    {
        self.with(Cell::get)
    }

    /// As the real one.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(Cell::take)
    }

    /// As the real one.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

impl<T: 'static> LocalKey<RefCell<T>> {
    /// As the real one.
    pub fn with_borrow<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        self.with(|cell| f(&cell.borrow()))
    }

    /// As the real one.
    pub fn with_borrow_mut<R>(&'static self, f: impl FnOnce(&mut T) -> R) -> R {
        self.with(|cell| f(&mut cell.borrow_mut()))
    }

    /// As the real one.
    pub fn set(&'static self, value: T) {
        self.with(|cell| *cell.borrow_mut() = value);
    }

    /// As the real one.
    pub fn take(&'static self) -> T
    where
        T: Default,
    {
        self.with(RefCell::take)
    }

    /// As the real one.
    pub fn replace(&'static self, value: T) -> T {
        self.with(|cell| cell.replace(value))
    }
}

/// As the real one.
#[macro_export]
macro_rules! thread_local {
    () => {};
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = const $init:block $(; $($rest:tt)*)?) => {
        $(#[$attr])* $vis static $name: $crate::thread::LocalKey<$t> = $crate::thread::LocalKey { init: || $init };
        $($crate::thread_local! { $($rest)* })?
    };
    ($(#[$attr:meta])* $vis:vis static $name:ident: $t:ty = $init:expr $(; $($rest:tt)*)?) => {
        $(#[$attr])* $vis static $name: $crate::thread::LocalKey<$t> = $crate::thread::LocalKey { init: || $init };
        $($crate::thread_local! { $($rest)* })?
    };
}
