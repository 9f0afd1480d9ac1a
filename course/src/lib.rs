//! The records: every exercise parsed once. No module here prints or runs anything.
//!
//! In reading order: [`record`] is `exercise.toml` as types and [`review`] is `review.toml`; [`exercise`] finds
//! both on disk; [`names`] turns what a reader types into an exercise; [`hunks`] counts the edits of a fix;
//! [`prices`] is what the fixes were measured to cost; [`problems`] checks all of it against all of it.

pub mod exercise;
pub mod hazards;
pub mod hunks;
pub mod names;
pub mod prices;
mod problem;
mod problems;
pub mod record;
pub mod review;

pub use exercise::{Course, Exercise};
pub use names::UnknownExercise;
pub use problem::Problem;
pub use problems::problems;
