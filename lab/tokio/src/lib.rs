//! `tokio` for the lab: an explicit list. Tasks, time and `select!` are ours, on the lab's executor; `sync` is the real
//! one, since it needs no runtime. What is not listed does not compile: files, sockets, processes, signals, threads.

mod refused;
pub mod runtime;
mod select;
pub mod sync;
pub mod task;
pub mod time;

pub use ::tokio::{join, pin, try_join};
pub use ::tokio_macros::{main, test};
pub use task::spawn;

/// Canary: only the lab's `tokio` has it.
pub const LAB: () = ();

/// For the expansion of `select!`.
#[doc(hidden)]
pub mod __lab {
    pub use crate::select::{Branches, Watched, name_of, poll_select};
    pub use ::tokio_macros::select_priv_clean_pattern as clean;
}
