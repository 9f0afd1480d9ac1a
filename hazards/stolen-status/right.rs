use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use std::process::Command;

/// Runs a command, and gives its exit code.
pub fn run(command: &mut Command) -> Option<i32> {
    let mut child = command.spawn().ok()?;
    child.wait().ok()?.code()
}

/// Takes the status of one orphan, so that it is no zombie.
pub fn reap(orphan: Option<Pid>) {
    if let Some(orphan) = orphan {
        let _ = waitpid(orphan, None);
    }
}
