//! The judge: a subject goes in, news come out while it works, and a verdict comes back. Everything that needs a verdict
//! comes here. Nothing is printed, no page is known, and no command is parsed: how a verdict reads is the business of
//! whoever asked for it.
//!
//! In the order of a check: [`Checker`] takes a [`Subject`] of a [`Layout`]; `harness` makes the package that is built for
//! it, whose files read as `generated` says; `compile` builds it with the lab (`attempt` is one run of cargo, `lab_sources`
//! sees to the lab's own packages) while `plain` and `plain_crates` ask the compiler whether it is Rust at all;
//! [`build_guard`] keeps all of these within bounds, and `blame` and `explain` turn what they say into sentences about the
//! subject; [`judge`] runs the program, and [`verdict`] says what follows. [`limits`] are the bounds of builds and runs,
//! [`bytes`] says which files a verdict is about, and [`Event`] is what a listener hears meanwhile. [`batch`] judges many
//! subjects, which share programs, and [`corpus`] lists those of a scenario with what they must come to.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

mod attempt;
pub mod batch;
mod blame;
pub mod build_guard;
mod build_state;
pub mod bytes;
mod compile;
pub mod corpus;
pub mod diagnostics;
mod event;
mod explain;
mod generated;
pub mod harness;
pub mod judge;
mod lab_sources;
pub mod layout;
pub mod limits;
mod piped;
mod plain;
mod plain_crates;
mod rustc_check;
pub mod stacks;
pub mod subject;
pub mod verdict;

pub use event::{Event, Listener};
pub use judge::{Checked, Checker, Options, Printed};
pub use layout::Layout;
pub use subject::Subject;
