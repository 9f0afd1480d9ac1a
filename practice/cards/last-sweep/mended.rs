//! The end of a container's monitor: it runs the exit command, and reports its code.

use nix::errno::Errno;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use std::io;
use std::process::Command;

/// Runs the exit command, and takes the status of every helper meanwhile. Its code, if it ended with one.
pub fn finish(command: &mut Command) -> io::Result<Option<i32>> {
    let command = Pid::from_raw(command.spawn()?.id().cast_signed());
    loop {
        match waitpid(None, None) {
            Ok(WaitStatus::Exited(pid, code)) if pid == command => return Ok(Some(code)),
            Ok(WaitStatus::Signaled(pid, ..)) if pid == command => return Ok(None),
            // A helper.
            Ok(_) | Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}
