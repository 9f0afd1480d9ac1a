//! `std::process`, as far as a program without processes goes.

pub use crate::refused::Command;
pub use ::std::process::{ExitCode, Termination};

/// Refused while it runs: the verdict belongs to the last property, not to whoever leaves first.
pub fn exit(code: i32) -> ! {
    lab::rt::not_modelled(&format!("`std::process::exit({code})`; return from the function instead"))
}

/// Refused while it runs.
pub fn abort() -> ! {
    lab::rt::not_modelled("`std::process::abort()`; return from the function instead")
}
