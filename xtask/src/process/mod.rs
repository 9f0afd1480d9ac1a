//! Running other programs. All of it is in the package `supervise`; this is what the commands use of it.

pub use supervise::{Cancel, Ended, Job, Reached, Tree, run, signals};
