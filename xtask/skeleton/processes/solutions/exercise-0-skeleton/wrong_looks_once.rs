//! Runs a helper, and says how it ended.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// Runs a helper to its end.
pub fn run(helper: &mut Command) -> io::Result<ExitCode> {
    let Some(status) = helper.spawn()?.try_wait()? else {
        return Ok(ExitCode(0));
    };
    let signal = || 128 + status.signal().unwrap_or(0);
    Ok(ExitCode(status.code().unwrap_or_else(signal) as u8))
}
