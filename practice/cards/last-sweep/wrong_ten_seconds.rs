//! The end of a container's monitor: it runs the exit command, and reports its code.

use nix::errno::Errno;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;
use std::io;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// Helpers end soon after their container.
const HELPERS_END: Duration = Duration::from_secs(10);

/// Sweeps, and runs the exit command. Its code, if it ended with one. Helpers that end meanwhile are taken too.
pub fn finish(command: &mut Command) -> io::Result<Option<i32>> {
    sweep();
    let command = Pid::from_raw(command.spawn()?.id().cast_signed());
    let begun = Instant::now();
    loop {
        let late = begun.elapsed() > HELPERS_END;
        let ended = match late {
            false => waitpid(None, Some(WaitPidFlag::WNOHANG)),
            // They are gone: only the command is left.
            true => waitpid(command, None),
        };
        match ended {
            Ok(WaitStatus::StillAlive) => thread::sleep(Duration::from_millis(20)),
            Ok(WaitStatus::Exited(pid, code)) if pid == command => return Ok(Some(code)),
            Ok(WaitStatus::Signaled(pid, ..)) if pid == command => return Ok(None),
            Ok(_) | Err(Errno::EINTR) => {}
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
