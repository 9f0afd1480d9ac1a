//! Team review workshops without a server. In reading order: [`tasks`] does what was asked for (package
//! `workshop-cli` has the words); [`timetable`] is the hour as data, [`plan`] proposes
//! scenarios and tables, [`notes`] is `workshop.toml`, what a facilitator should know about a scenario, [`pack`] writes
//! the folders that are mailed, and [`merge`] turns the team's exported reviews into one report. [`desk`] is one review in a terminal,
//! [`figures`] what a key gives who has not read, and `engine` runs the pages' scripts for all of them.
//!
//! What is not here: how a review is graded (the pages' own script, which [`merge`] runs), and how a page is built
//! (`mdbook-exit-path`).

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod desk;
pub mod diff;
mod engine;
pub mod figures;
pub mod merge;
pub mod notes;
pub mod pack;
pub mod plan;
pub mod tasks;
pub mod timetable;
