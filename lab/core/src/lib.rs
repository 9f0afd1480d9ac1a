//! `core` for the lab: an explicit list like that of `std`, without what would slip past the scheduler.
//!
//! With only `std` replaced, `core::sync::atomic` would be the real atomics, and an obvious race would pass.
#![no_std]

pub use ::core::{
    any, array, ascii, borrow, cell, char, clone, cmp, convert, default, error, ffi, fmt, future, hash, iter, marker,
    mem, num, ops, option, panic, pin, prelude, primitive, ptr, result, slice, str, task, time,
};
pub use ::core::{
    assert, assert_eq, assert_ne, cfg, column, compile_error, concat, debug_assert, debug_assert_eq, debug_assert_ne,
    env, file, format_args, include, include_bytes, include_str, line, matches, module_path, option_env, stringify,
    todo, unimplemented, unreachable, write, writeln,
};
pub use ::core::{f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};

/// Only what is not shared: the atomics are `std::sync::atomic` in the lab.
pub mod sync {}

/// Hints, except the one that waits: `std::hint::spin_loop` is the lab's.
pub mod hint {
    pub use ::core::hint::{assert_unchecked, black_box, unreachable_unchecked};
}

/// Canary: only the lab's `core` has it.
pub const LAB: () = ();
