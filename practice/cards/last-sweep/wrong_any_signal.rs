//! The end of a container's monitor: it runs the exit command, and reports its code.

use nix::errno::Errno;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::io;
use std::process::Command;

/// Sweeps, and runs the exit command. Its code, if it ended with one. Helpers that end meanwhile are taken too.
pub fn finish(command: &mut Command) -> io::Result<Option<i32>> {
    sweep();
    let command = Pid::from_raw(command.spawn()?.id().cast_signed());
    loop {
        match waitpid(None, None) {
            Ok(WaitStatus::Exited(pid, code)) if pid == command => return Ok(Some(code)),
            // A helper.
            Ok(WaitStatus::Exited(..)) => {}
            Ok(_) => return Ok(None),
            Err(Errno::EINTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// Takes the status of every helper that has ended. Waits for none.
fn sweep() {
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::StillAlive) | Err(Errno::ECHILD) => return,
            Ok(_) | Err(_) => {}
        }
    }
}
