//! Statics start fresh in each schedule. A static's value is computed by the compiler and owns no heap memory, so
//! putting its first bytes back is the same as starting the program again; what it owned meanwhile is leaked.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem::MaybeUninit;

/// The bytes that statics had before their first use, by address and length.
#[derive(Default, Debug)]
struct Statics {
    first: BTreeMap<(usize, usize), Box<[MaybeUninit<u8>]>>,
    /// Ranges that were made fresh in this execution: what lies inside one is fresh too.
    fresh: BTreeMap<usize, usize>,
    epoch: u32,
}

impl Statics {
    /// Was nothing around these bytes used in this execution? From now on something was.
    fn is_new(&mut self, address: usize, len: usize) -> bool {
        let epoch = crate::rt::epoch();
        if self.epoch != epoch {
            self.epoch = epoch;
            self.fresh.clear();
        }
        let around = self.fresh.range(..=address).next_back();
        let new = around.is_none_or(|(from, size)| address >= from + size);
        if new {
            self.fresh.insert(address, len);
        }
        new
    }
}

thread_local! {
    static STATICS: RefCell<Statics> = RefCell::default();
}

#[cfg(target_os = "linux")]
fn is_static(address: usize) -> bool {
    // SAFETY: the linker defines both for every program on Linux, at the ends of what is writable from the start. They
    // have no value: their addresses are taken, and nothing is read.
    unsafe extern "C" {
        static __data_start: u8;
        static _end: u8;
    }
    let (from, to) = (&raw const __data_start as usize, &raw const _end as usize);
    (from..to).contains(&address)
}

#[cfg(not(target_os = "linux"))]
fn is_static(_: usize) -> bool {
    false
}

/// An object is used for the first time in this execution: if it is a static, give its `len` bytes at `data` the
/// values they had when the program started. `used_before` says that an earlier execution has used it.
///
/// # Safety
///
/// `data` must be valid for reads and writes of `len` bytes, inside an `UnsafeCell`, and not borrowed.
pub unsafe fn fresh_static(data: *mut u8, len: usize, used_before: bool) {
    let address = data as usize;
    if !is_static(address) {
        if used_before {
            crate::rt::not_modelled("state that outlives one schedule; make it in the code that each schedule runs");
        }
        return;
    }
    STATICS.with_borrow_mut(|statics| {
        if !statics.is_new(address, len) {
            return;
        }
        if let Some(first) = statics.first.get(&(address, len)) {
            // SAFETY: the caller's promise; the bytes are those of a value of the same type.
            unsafe { std::ptr::copy_nonoverlapping(first.as_ptr(), data.cast(), len) };
        } else {
            let mut bytes = Vec::<MaybeUninit<u8>>::with_capacity(len);
            // SAFETY: as above; padding is copied, never looked at.
            unsafe {
                std::ptr::copy_nonoverlapping(data.cast(), bytes.as_mut_ptr(), len);
                bytes.set_len(len);
            }
            statics.first.insert((address, len), bytes.into_boxed_slice());
        }
    });
}

/// The running code itself is about to give the `len` bytes at `data` a value: if they are a static's, what lies
/// inside them is fresh in this execution, whatever an earlier one had there.
pub fn written_static(data: *mut u8, len: usize) {
    if is_static(data as usize) {
        STATICS.with_borrow_mut(|statics| statics.is_new(data as usize, len));
    }
}
