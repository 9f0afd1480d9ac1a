//! What is remembered about a learner between two commands, and what follows from it. The commands write it, and
//! the book's server reads it: one progress for both. Everything lies in one folder of the clone, outside the
//! tracked tree, under the ids of the records: an update or a rename of folders loses nothing.
//!
//! In reading order: [`record`] is the file, [`store`] reads and writes it, [`facts`] is what the disk says beside
//! it, [`place`] is how far an exercise is, [`path`] is which one comes next, [`reviewed`] is what is kept of a judged review, and
//! [`closing`] is what a learner sees by now. Nothing here prints.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

pub mod closing;
pub mod facts;
pub mod path;
pub mod place;
pub mod record;
pub mod reviewed;
pub mod store;

pub use facts::Facts;
pub use place::{NextStep, Stage, Standing};
pub use record::{Answered, FORMAT, Marks, Memory, Owed, Progress, Quiz, Shipped};
pub use reviewed::Reviewed;
pub use store::{Loaded, Store, Trouble};
