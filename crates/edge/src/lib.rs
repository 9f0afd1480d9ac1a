//! The edge of the tool: text that goes out to a terminal or into a report, and files that come in by a name.
//! [`visible`] makes every character of it one that a reader sees, [`file`] opens what is a regular file of a bounded
//! size and never waits, [`out`] writes answers, and [`set_off`] what a program prints. [`wrap`](mod@wrap) breaks lines. Nothing here knows of exercises, and nothing here has a style.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod file;
pub mod out;
pub mod set_off;
pub mod visible;
pub mod wrap;

pub use file::{Limit, Unreadable};
pub use visible::Visible;
