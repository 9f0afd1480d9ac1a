//! The judge: a subject goes in, news come out while it works, and a verdict comes back. Everything that needs a verdict
//! comes here. Nothing is printed, no page is known, and no command is parsed: how a verdict reads is the business of
//! whoever asked for it.
//!
//! In the order of a check: [`Checker`] takes a [`Subject`] of a [`Layout`], and [`Options`]; `harness` makes the package
//! that is built for it, whose files read as `generated` and [`manifest`] say. `plain` and `plain_crates` ask the compiler whether it is Rust
//! at all, and `not_rust` says what follows where it is none. Meanwhile `search` has `compile` build it with the lab
//! (`attempt` is one run of cargo, `lab_sources` sees to the lab's own packages), and runs it ([`run()`]); [`verdict`] says
//! what follows from that. [`build_guard`] keeps builds within bounds, and [`limits`] says which; `blame` and `explain` turn
//! what a compiler says into sentences about the subject; [`bytes`] says which files a verdict is about; and an [`Event`] is
//! what a listener hears meanwhile. [`Checked`] comes out. [`batch`] judges many subjects, which share programs, and
//! [`corpus`] lists those of a scenario with what they must come to. [`board`] keeps one lab process for
//! somebody who decides who moves.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

mod attempt;
pub mod batch;
mod blame;
pub mod board;
pub mod build_guard;
mod build_state;
pub mod bytes;
mod checked;
mod checker;
mod compile;
pub mod corpus;
pub mod diagnostics;
mod event;
mod explain;
mod generated;
pub mod graph;
pub mod harness;
mod lab_sources;
pub mod layout;
pub mod limits;
pub mod manifest;
mod not_rust;
mod options;
mod piped;
mod plain;
mod plain_crates;
mod profile;
mod run;
mod rustc_check;
mod search;
pub mod stacks;
pub mod subject;
pub mod verdict;

pub use board::{Board, BoardError, Opened};
pub use checked::{Checked, Printed};
pub use checker::Checker;
pub use event::{Event, Listener};
pub use lab_sources::key as lab_key;
pub use layout::Layout;
pub use options::Options;
pub use run::run;
pub use subject::Subject;
