//! The records: every exercise parsed once. No module here prints or runs anything.
//!
//! In reading order: [`record`] is `exercise.toml` as types and [`review`] is `review.toml`; [`sheet`] is what a reader
//! exports; [`exercise`] finds the first two on disk; [`cards`] are exercises of one screen, and [`atlas`] shows each
//! hazard in the least code; [`names`] turns what a reader types into an exercise; [`hunks`] counts the edits of a fix;
//! [`prices`] is what the fixes were measured to cost, [`probes`] are fixes that no page shows, and [`mutants`] are fixes with one
//! change, as a contract has judged them; [`saying`] is what the book says about reviews, and [`quiz`] are
//! comments put to the test; [`lifecycles`] and [`numbers`] are what pages state with a program for each, which [`shown`] names; [`stages`] says which faults of a scenario are fixed, and [`levels`] how hard one is; [`sources`] are the upstream changes that texts name; [`markdown`] is how every page is read, with
//! its directives; [`problems`] checks all of it against all of it; [`prose`] checks the text of the pages. Two trifles that
//! others use too: [`figures`] and [`hash`].

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod atlas;
pub mod cards;
pub mod exercise;
pub mod figures;
pub mod hash;
pub mod hazards;
pub mod hunks;
pub mod levels;
pub mod lifecycles;
pub mod markdown;
pub mod mutants;
pub mod names;
pub mod numbers;
pub mod prices;
pub mod probes;
mod problem;
mod problems;
mod prose;
pub mod quiz;
pub mod record;
pub mod recorded;
pub mod review;
pub mod saying;
pub mod sheet;
pub mod shown;
pub mod sources;
pub mod stages;

pub use exercise::{Course, Exercise, Sort};
pub use names::UnknownExercise;
pub use problem::Problem;
pub use problems::problems;
pub use prose::{Understands, WORDS, prose, typed_lines, words_in_use};
