//! `std` for the lab: an explicit list, never a glob over `sync`, `thread`, `time`, `process` or `collections`.
//! What is not listed does not exist here, and using it is a compile error.
//!
//! Modules that only compute are the real ones. Modules that share, wait, or differ between machines are ours
//! (`sync`, `thread`, `time`, `collections`), refused in words (`refused`), or absent (`fs`, `net`, `env`, most of `os`).

pub mod collections;
pub mod hash;
pub mod hint;
mod id;
pub mod io;
#[cfg(not(feature = "tasks"))]
pub mod os;
pub mod panic;
pub mod prelude;
pub mod process;
pub mod refused;
pub mod sync;
#[cfg(not(feature = "tasks"))]
pub mod thread;
#[cfg(feature = "tasks")]
#[path = "thread_of_tasks.rs"]
pub mod thread;
pub mod time;

pub use ::std::{
    alloc, any, array, ascii, borrow, boxed, cell, char, clone, cmp, convert, default, error, ffi, fmt, future, iter,
    marker, mem, num, ops, option, path, pin, ptr, rc, result, slice, str, string, task, vec,
};
pub use ::std::{
    assert, assert_eq, assert_ne, cfg, column, compile_error, concat, dbg, debug_assert, debug_assert_eq,
    debug_assert_ne, eprint, eprintln, file, format, format_args, include, include_bytes, include_str, line, matches,
    module_path, option_env, print, println, stringify, todo, unimplemented, unreachable, write, writeln,
};
// From `core`, which has no module of that name: `std::env::var` is an answer from outside.
pub use ::core::env;
pub use ::std::{f32, f64, i8, i16, i32, i64, i128, isize, u8, u16, u32, u64, u128, usize};

/// Canary: only the lab's `std` has it. A harness that names it cannot have been built against the real one.
pub const LAB: () = ();
