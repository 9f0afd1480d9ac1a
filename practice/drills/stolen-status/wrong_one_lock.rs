use nix::errno::Errno;
use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

/// Held by the one who waits for children.
static WAITING: Mutex<()> = Mutex::new(());

/// Runs a command, and gives its exit code.
pub fn run(command: &mut Command) -> Option<i32> {
    let _waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    let mut child = command.spawn().ok()?;
    child.wait().ok()?.code()
}

/// Takes the statuses of orphans, so that they are no zombies.
pub fn reap(orphans: &[Pid]) {
    let _waiting = WAITING.lock().unwrap_or_else(PoisonError::into_inner);
    for orphan in orphans {
        while waitpid(*orphan, None) == Err(Errno::EINTR) {}
    }
}
