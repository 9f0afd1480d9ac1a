//! The lab: runs a subject under a scheduler that chooses and records, and searches every schedule for one that
//! breaks a property.
//!
//! Contracts use what this page lists. The replacement `std` (in `lab`) is written against [`rt`].
//! In reading order: an [`op`] is announced by an [`actor`], the [`world`] says who may move and what a step does, with one
//! file below `world::objects` for each kind of object, [`dependence`] says which steps may be swapped, the [`search`] walks
//! the schedules, the [`engine`] switches stacks, [`plan`] says in which order to search a property, [`session`] divides the
//! work between all of them, [`trace`] tells a counterexample, [`board`] how things stand for
//! somebody who decides who moves, and the [`harness`] is the program around it all.

mod actor;
mod board;
pub mod client;
mod clock;
mod contract;
mod dependence;
mod engine;
pub mod explore;
pub mod harness;
mod naming;
mod op;
mod panics;
mod places;
mod plan;
pub mod process;
mod pulse;
mod receiver;
pub mod rt;
mod runtime;
mod search;
mod session;
mod statics;
mod tape;
#[cfg(feature = "tasks")]
pub mod tasks;
mod trace;
mod weight;
mod words;
mod world;

pub use contract::{
    Child, Log, Plain, Property, check, check_promise, children, choose, expect_panics, note, now, pause, settle,
    time_waits,
};
pub use protocol::{Kind, Runtime};
pub use runtime::{choose_runtime, runtime};
