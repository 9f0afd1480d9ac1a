//! Runs a helper, and says how it ended.

use std::io;
use std::os::unix::process::ExitStatusExt;
use std::process::Command;
use std::thread;
use std::time::Duration;

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitCode(pub u8);

/// Runs a helper to its end.
pub fn run(helper: &mut Command) -> io::Result<ExitCode> {
    let mut helper = helper.spawn()?;
    for _ in 0..3 {
        if let Some(status) = helper.try_wait()? {
            let signal = || 128 + status.signal().unwrap_or(0);
            return Ok(ExitCode(status.code().unwrap_or_else(signal) as u8));
        }
        thread::sleep(Duration::from_millis(100));
    }
    Err(io::ErrorKind::TimedOut.into())
}
