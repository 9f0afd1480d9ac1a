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
    let raw = status.into_raw();
    let signal = raw & 0x7f;
    Ok(ExitCode(
        if signal == 0 { raw >> 8 } else { 128 + signal } as u8
    ))
}
