//! `thread_local!`: one value for each thread of each schedule, dropped when that thread ends.

use ::std::any::Any;
use ::std::cell::{Cell, RefCell};
use ::std::collections::BTreeMap;
use ::std::fmt;
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

type Values = BTreeMap<(usize, usize), Box<dyn Any>>;

// The lab's own state, on the one OS thread: values by thread and key, and the execution they belong to.
::std::thread_local! {
    static VALUES: RefCell<(u32, Values)> = const { RefCell::new((0, Values::new())) };
}

/// The value of the running thread; made at the first use.
fn value_of(key: usize, init: impl FnOnce() -> Box<dyn Any>) -> *const () {
    #[cfg(feature = "tasks")]
    if lab::runtime() == lab::Runtime::MultiThread {
        rt::not_modelled(
            "a `thread_local!` where tasks have several workers: any of them may poll a task; keep the value in the task",
        );
    }
    let at = (rt::current(), key);
    let found = VALUES.with_borrow_mut(|(epoch, values)| {
        if *epoch != rt::epoch() {
            *epoch = rt::epoch();
            // Values of a schedule that was given up: no destructor of the subject runs outside of a schedule.
            ::std::mem::forget(::std::mem::take(values));
        }
        values.get(&at).map(|value| (&raw const **value).cast::<()>())
    });
    found.unwrap_or_else(|| {
        let value = init();
        let address = (&raw const *value).cast::<()>();
        VALUES.with_borrow_mut(|(_, values)| values.insert(at, value));
        address
    })
}

/// The running thread ends: drop its values, and what their destructors make.
#[cfg_attr(feature = "tasks", expect(dead_code, reason = "tasks share one thread, which does not end"))]
pub(super) fn drop_all() {
    let me = rt::current();
    loop {
        let value = VALUES.with_borrow_mut(|(epoch, values)| {
            let key = *values.range((me, 0)..(me + 1, 0)).next().filter(|_| *epoch == rt::epoch())?.0;
            values.remove(&key)
        });
        if value.is_none() {
            return;
        }
    }
}

impl<T: 'static> LocalKey<T> {
    /// As the real one.
    pub fn with<R>(&'static self, f: impl FnOnce(&T) -> R) -> R {
        let value = value_of(&raw const *self as usize, || Box::new((self.init)()));
        // SAFETY: the box stays until the thread ends, and its type belongs to the key.
        f(unsafe { &*value.cast::<T>() })
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// Never: values live as long as their thread runs the subject's code.
    pub fn try_with<R>(&'static self, f: impl FnOnce(&T) -> R) -> Result<R, AccessError> {
        Ok(self.with(f))
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
