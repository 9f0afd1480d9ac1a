//! The part of `lab` that contracts of the process world use, with real children of a real kernel below it. A contract
//! is compiled against it unchanged, and so is its subject. Nothing is replaced here: std and nix are the real ones.
//!
//! One process runs one property, with one list of answers of the environment: masks and the subreaper's mark belong
//! to a process. Which answers there are is in its report ([`Said`]), so whoever starts it can try the others. That is
//! the program `real-children`, in `lab/real-children`.
//!
//! No order comes from a sleep. A contract waits for the end of a child with `waitid` and `WNOWAIT`, which takes
//! nothing, and [`settle`] looks until nobody can move (module `quiet`). The order among threads that *can* move is the
//! kernel's: this shows that real children do what the lab's do, and no more than a sample of it.
//!
//! A process below that sleeps counts as one that sleeps for ever: as in the lab, `sleep infinity` is the only one.
//! Elsewhere than on Linux only the form of the report is here: real children are watched through Linux' `/proc`.

#[cfg(target_os = "linux")]
pub mod client;
#[cfg(target_os = "linux")]
mod contract;
#[cfg(target_os = "linux")]
mod proc;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod quiet;
mod said;

#[cfg(target_os = "linux")]
pub use contract::{Child, Plain, Property, check, check_promise, children, choose, note, now, pause, settle};
#[cfg(target_os = "linux")]
pub use process::main;
pub use protocol::Kind;
pub use said::Said;
