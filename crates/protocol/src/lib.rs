//! What the tool, the lab, the book and the workshop say to each other: each fact of it is written here, once.
//!
//! In the order of a check: [`LabOrder`] (what the tool asks of a run), [`marks`] (the names and lines by which both
//! sides know each other), [`ReportLine`] and [`Report`] (what the run answers), [`Counterexample`] (how a property fails),
//! [`Verdict`] (what the tool makes of it), [`Recorded`] (what is kept of it), [`exit`] (how a command of ours ends). Beside
//! it: [`BoardOrder`] and [`View`], for a reader who decides who moves.
//!
//! Here are types, and which steps of a long list fold. Nothing is run, read or printed. The files that hold records and
//! recorded runs are the business of the package `course`; how a run reads in a terminal is `xtask`'s, how it looks on a
//! page the book's.
//!
//! It is built into every check, and [`marks`] into every learner's program: it depends on serde alone, and without its
//! feature `serde` on nothing.

#[cfg(feature = "serde")]
mod asked;
#[cfg(feature = "serde")]
mod board;
pub mod exit;
#[cfg(feature = "serde")]
mod fold;
pub mod marks;
#[cfg(feature = "serde")]
mod odds;
#[cfg(feature = "serde")]
mod order;
#[cfg(feature = "serde")]
mod recorded;
#[cfg(feature = "serde")]
mod report;
#[cfg(feature = "serde")]
mod runtime;
#[cfg(feature = "serde")]
mod schedule;
#[cfg(feature = "serde")]
mod through;
#[cfg(feature = "serde")]
mod verdict;

#[cfg(feature = "serde")]
pub use {
    asked::{Asked, Group, Situations},
    board::{
        ActorKind, ActorView, BoardAsk, BoardEnd, BoardLine, BoardOrder, Go, Holder, LockView, Move, QueueView, Row,
        Stand, Standing, View,
    },
    fold::{Fold, FoldedRow, rows},
    odds::Odds,
    order::LabOrder,
    recorded::Recorded,
    report::{Coverage, Kind, Outcome, PropertyReport, Report, ReportLine},
    runtime::Runtime,
    schedule::{Counterexample, Place, Step, Stuck, Weight},
    through::Through,
    verdict::Verdict,
};
