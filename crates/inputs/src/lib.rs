//! What a compiler read for a generated package, by content; and a cargo that the environment does not steer.
//!
//! Cargo goes by times. A file that is moved back into place keeps its old one, and a clock may run backwards: cargo
//! then keeps the program of the file before. So whatever is generated here carries a [`Key`] over the *content* of
//! every file that the compiler read, and cargo builds anew when the key is another one. Which files those are only
//! the compiler knows, and it says so in its dep-info: `mod x;`, `#[path]`, `include!` and its kin are all in there.
//!
//! In reading order: [`look`] (files at one moment), [`depinfo`] (what a compiler says it read), [`settled`] (a build
//! whose inputs stood still), [`cargo`] (starting it), [`literal`] (paths in generated files). Nothing here knows of
//! exercises, and nothing is judged.

#[cfg(not(unix))]
compile_error!("the workbook's commands need Unix: on Windows, use WSL");

pub mod cargo;
pub mod depinfo;
pub mod literal;
pub mod look;
pub mod settled;

pub use depinfo::DepInfo;
pub use look::{Content, Key, Look, hash_of_bytes, hash_of_file, is_ordinary};
pub use settled::{Build, KeepsChanging, Part, Round, Settled, settle, settle_all};
