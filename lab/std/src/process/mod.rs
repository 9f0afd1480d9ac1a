//! `std::process`. Children run in the lab's model of the kernel; beside tasks there are none.

#[cfg(not(feature = "tasks"))]
mod child;
#[cfg(not(feature = "tasks"))]
pub(crate) mod command;

#[cfg(feature = "tasks")]
pub use crate::refused::Command;
pub use ::std::process::{ExitCode, ExitStatus, Termination};
#[cfg(not(feature = "tasks"))]
pub use child::Child;
#[cfg(not(feature = "tasks"))]
pub use command::{Command, Stdio};

/// Refused while it runs: the verdict belongs to the last property, not to whoever leaves first.
pub fn exit(code: i32) -> ! {
    lab::rt::not_modelled(&format!("`std::process::exit({code})`; return from the function instead"))
}

/// Refused while it runs.
pub fn abort() -> ! {
    lab::rt::not_modelled("`std::process::abort()`; return from the function instead")
}

/// The supervisor's own pid: the same in each schedule.
#[must_use]
pub fn id() -> u32 {
    lab::process::own_pid().cast_unsigned()
}
