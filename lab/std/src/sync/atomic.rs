//! `std::sync::atomic`, sequentially consistent whatever the ordering says: weak memory is not searched, and a pass says so.

use crate::id::Id;
use ::std::cell::UnsafeCell;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe};
pub use ::std::sync::atomic::Ordering;
use lab::rt::{self, CellOp, Loc, NAME, New, Op};

/// Nothing to do where everything is sequentially consistent.
pub fn fence(_: Ordering) {
    rt::uses_atomics();
}

/// As `fence`.
pub fn compiler_fence(_: Ordering) {}

/// As the real one.
#[track_caller]
#[deprecated(note = "use hint::spin_loop instead")]
pub fn spin_loop_hint() {
    crate::hint::spin_loop();
}

macro_rules! old_constants {
    ($($name:ident $atomic:ident $value:literal)*) => { $(
        /// As the real one.
        #[deprecated(note = "the `new` function is now preferred")]
        #[expect(clippy::declare_interior_mutable_const, reason = "so is the real one")]
        pub const $name: $atomic = $atomic::new($value);
    )* };
}
old_constants!(ATOMIC_BOOL_INIT AtomicBool false ATOMIC_ISIZE_INIT AtomicIsize 0 ATOMIC_USIZE_INIT AtomicUsize 0);

/// A value in a counterexample. An address is not one: it is another one in each run.
trait Told {
    fn told(&self) -> String;
}

macro_rules! told {
    ($($value:ty)*) => { $(
        impl Told for $value {
            fn told(&self) -> String {
                self.to_string()
            }
        }
    )* };
}

told!(i8 u8 i16 u16 i32 u32 i64 u64 isize usize bool);

impl<T> Told for *mut T {
    fn told(&self) -> String {
        if self.is_null() { "null".into() } else { "a pointer".into() }
    }
}

macro_rules! atomic {
    ($name:ident [$($generic:ident)?], $value:ty) => {
        /// As the real one, sequentially consistent.
        pub struct $name<$($generic)?> {
            id: Id,
            value: UnsafeCell<$value>,
        }

        // SAFETY: all threads of a schedule are coroutines of one OS thread.
        unsafe impl<$($generic)?> Sync for $name<$($generic)?> {}
        // SAFETY: as for the real one.
        unsafe impl<$($generic)?> Send for $name<$($generic)?> {}
        impl<$($generic)?> RefUnwindSafe for $name<$($generic)?> {}

        impl<$($generic)?> From<$value> for $name<$($generic)?> {
            fn from(value: $value) -> Self {
                Self::new(value)
            }
        }

        impl<$($generic)?> fmt::Debug for $name<$($generic)?> {
            // The real one loads. Here that would be a scheduling point inside a message.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }

        impl<$($generic)?> $name<$($generic)?> {
            /// With this value.
            pub const fn new(value: $value) -> Self {
                Self { id: Id::new(), value: UnsafeCell::new(value) }
            }

            /// The value.
            pub fn into_inner(self) -> $value {
                self.value.into_inner()
            }

            /// The value, by the only owner.
            pub fn get_mut(&mut self) -> &mut $value {
                self.value.get_mut()
            }

            /// The address of the value. To read or write there is unsafe, and a subject has no unsafe code.
            pub const fn as_ptr(&self) -> *mut $value {
                self.value.get()
            }

            fn step(&self, op: CellOp, at: Loc) {
                let id = self.id.get(self.value.get().cast(), size_of::<$value>(), || {
                    rt::uses_atomics();
                    rt::object(New::Cell, stringify!($name))
                });
                rt::announce(Op::on(op, id, at));
            }

            fn peek(&self) -> $value {
                // SAFETY: no reference to the value is ever kept.
                unsafe { *self.value.get() }
            }

            fn put(&self, value: $value) -> $value {
                let old = self.peek();
                if old != value {
                    rt::changed();
                }
                // SAFETY: no reference to the value is ever kept.
                unsafe { *self.value.get() = value };
                old
            }

            /// As the real one.
            #[track_caller]
            pub fn load(&self, _: Ordering) -> $value {
                self.step(CellOp::Load, Location::caller());
                rt::told_as(|| format!("loads {NAME}: {}", self.peek().told()));
                self.peek()
            }

            /// As the real one.
            #[track_caller]
            pub fn store(&self, value: $value, _: Ordering) {
                self.step(CellOp::Store, Location::caller());
                rt::told_as(|| format!("stores {} in {NAME}", value.told()));
                self.put(value);
            }

            /// As the real one.
            #[track_caller]
            pub fn swap(&self, value: $value, _: Ordering) -> $value {
                self.step(CellOp::Store, Location::caller());
                rt::told_as(|| format!("swaps {} for {} in {NAME}", self.peek().told(), value.told()));
                self.put(value)
            }

            /// As the real one.
            ///
            /// # Errors
            ///
            /// The value that was there instead.
            #[track_caller]
            pub fn compare_exchange(&self, current: $value, new: $value, _: Ordering, _: Ordering) -> Result<$value, $value> {
                self.step(CellOp::Store, Location::caller());
                let old = self.peek();
                rt::told_as(|| match old == current {
                    true => format!("exchanges {} for {} in {NAME}", old.told(), new.told()),
                    false => format!("wants to exchange {} in {NAME}, and finds {}", current.told(), old.told()),
                });
                if old == current { Ok(self.put(new)) } else { Err(old) }
            }

            /// As the strong one: it does not fail for no reason here.
            ///
            /// # Errors
            ///
            /// The value that was there instead.
            #[track_caller]
            pub fn compare_exchange_weak(&self, current: $value, new: $value, success: Ordering, failure: Ordering) -> Result<$value, $value> {
                self.compare_exchange(current, new, success, failure)
            }

            /// As the real one: a load, then one compare-exchange for each try.
            ///
            /// # Errors
            ///
            /// The value for which `f` gave none.
            #[track_caller]
            pub fn fetch_update(&self, set: Ordering, fetch: Ordering, mut f: impl FnMut($value) -> Option<$value>) -> Result<$value, $value> {
                let mut seen = self.load(fetch);
                while let Some(new) = f(seen) {
                    match self.compare_exchange(seen, new, set, fetch) {
                        Ok(old) => return Ok(old),
                        Err(other) => seen = other,
                    }
                }
                Err(seen)
            }

            /// As `fetch_update`.
            ///
            /// # Errors
            ///
            /// The value for which `f` gave none.
            #[track_caller]
            pub fn try_update(&self, set: Ordering, fetch: Ordering, f: impl FnMut($value) -> Option<$value>) -> Result<$value, $value> {
                self.fetch_update(set, fetch, f)
            }

            /// As the real one: a load, then one compare-exchange for each try.
            #[track_caller]
            pub fn update(&self, set: Ordering, fetch: Ordering, mut f: impl FnMut($value) -> $value) -> $value {
                match self.fetch_update(set, fetch, |old| Some(f(old))) {
                    Ok(old) | Err(old) => old,
                }
            }

            /// As the real one.
            #[track_caller]
            #[deprecated(note = "Use `compare_exchange` or `compare_exchange_weak` instead")]
            pub fn compare_and_swap(&self, current: $value, new: $value, ordering: Ordering) -> $value {
                match self.compare_exchange(current, new, ordering, ordering) {
                    Ok(old) | Err(old) => old,
                }
            }
        }
    };
}

macro_rules! fetches {
    ($name:ident, $value:ty, $($method:ident $words:literal = $f:expr;)*) => {
        impl $name {
            $(
                /// As the real one.
                #[track_caller]
                pub fn $method(&self, value: $value, _: Ordering) -> $value {
                    self.step(CellOp::Store, Location::caller());
                    let f: fn($value, $value) -> $value = $f;
                    let new = f(self.peek(), value);
                    rt::told_as(|| {
                        let words = $words.replacen("{}", &value.told(), 1).replacen("{name}", NAME, 1);
                        format!("{words}: {} becomes {}", self.peek().told(), new.told())
                    });
                    self.put(new)
                }
            )*
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new(Default::default())
            }
        }
    };
}

macro_rules! integers {
    ($($name:ident $value:ty;)*) => { $(
        atomic!($name [], $value);
        fetches!($name, $value,
            fetch_add "adds {} to {name}" = |a, b| a.wrapping_add(b);
            fetch_sub "subtracts {} from {name}" = |a, b| a.wrapping_sub(b);
            fetch_and "does `and {}` on {name}" = |a, b| a & b;
            fetch_nand "does `nand {}` on {name}" = |a, b| !(a & b);
            fetch_or "does `or {}` on {name}" = |a, b| a | b;
            fetch_xor "does `xor {}` on {name}" = |a, b| a ^ b;
            fetch_max "raises {name} to at least {}" = |a, b| a.max(b);
            fetch_min "lowers {name} to at most {}" = |a, b| a.min(b);
        );
    )* };
}

integers! {
    AtomicI8 i8;
    AtomicU8 u8;
    AtomicI16 i16;
    AtomicU16 u16;
    AtomicI32 i32;
    AtomicU32 u32;
    AtomicI64 i64;
    AtomicU64 u64;
    AtomicIsize isize;
    AtomicUsize usize;
}
atomic!(AtomicBool [], bool);
fetches!(AtomicBool, bool,
    fetch_and "does `and {}` on {name}" = |a, b| a & b;
    fetch_nand "does `nand {}` on {name}" = |a, b| !(a & b);
    fetch_or "does `or {}` on {name}" = |a, b| a | b;
    fetch_xor "does `xor {}` on {name}" = |a, b| a ^ b;
);
atomic!(AtomicPtr[T], *mut T);

impl AtomicBool {
    /// As the real one.
    #[track_caller]
    pub fn fetch_not(&self, ordering: Ordering) -> bool {
        self.fetch_xor(true, ordering)
    }
}

macro_rules! fetches_of_addresses {
    ($($method:ident($by:ident) $words:literal = $f:expr;)*) => {
        impl<T> AtomicPtr<T> {
            $(
                /// As the real one.
                #[track_caller]
                pub fn $method(&self, $by: usize, _: Ordering) -> *mut T {
                    self.step(CellOp::Store, Location::caller());
                    rt::told_as(|| format!($words, NAME));
                    let f: fn(*mut T, usize) -> *mut T = $f;
                    self.put(f(self.peek(), $by))
                }
            )*
        }
    };
}
fetches_of_addresses! {
    fetch_ptr_add(many) "adds to the pointer {}" = |a, many| a.wrapping_add(many);
    fetch_ptr_sub(many) "subtracts from the pointer {}" = |a, many| a.wrapping_sub(many);
    fetch_byte_add(bytes) "adds to the pointer {}" = |a, bytes| a.wrapping_byte_add(bytes);
    fetch_byte_sub(bytes) "subtracts from the pointer {}" = |a, bytes| a.wrapping_byte_sub(bytes);
    fetch_or(mask) "does `or` on the pointer {}" = |a, mask| a.map_addr(|address| address | mask);
    fetch_and(mask) "does `and` on the pointer {}" = |a, mask| a.map_addr(|address| address & mask);
    fetch_xor(mask) "does `xor` on the pointer {}" = |a, mask| a.map_addr(|address| address ^ mask);
}

impl<T> fmt::Pointer for AtomicPtr<T> {
    // As for `Debug`, and an address is another one in each run.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("0x…")
    }
}

impl<T> Default for AtomicPtr<T> {
    fn default() -> Self {
        Self::new(::std::ptr::null_mut())
    }
}
