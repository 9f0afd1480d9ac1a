//! The end of a container's monitor: it runs the exit command, and reports its code.

use nix::errno::Errno;
use nix::sys::wait::{WaitStatus, waitpid};
use nix::unistd::Pid;
use std::io;
use std::process::Command;

/// Runs the exit command. Its code, if it ended with one.
pub fn finish(command: &mut Command) -> io::Result<Option<i32>> {
    let command = Pid::from_raw(command.spawn()?.id().cast_signed());
    loop {
        match waitpid(command, None) {
            Ok(WaitStatus::Exited(_, code)) => return Ok(Some(code)),
            Ok(_) => return Ok(None),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}
