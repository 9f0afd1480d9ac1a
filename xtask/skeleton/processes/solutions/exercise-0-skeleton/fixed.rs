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
    // No code means that a signal ended it: that is no success.
    let signal = || 128 + status.signal().unwrap_or(0);
    Ok(ExitCode(status.code().unwrap_or_else(signal) as u8))
}
