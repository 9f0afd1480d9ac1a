//! Runs a helper, and says how it ended.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// Runs a helper to its end.
pub fn run(helper: &mut Command) -> io::Result<ExitCode> {
    let status = helper.spawn()?.wait()?;
    match (status.code(), status.signal()) {
        (Some(code), _) => Ok(ExitCode(code as u8)),
        (None, Some(signal)) => Ok(ExitCode(128 + signal as u8)),
        (None, None) => Err(io::Error::other("it was stopped, and has not ended")),
    }
}
