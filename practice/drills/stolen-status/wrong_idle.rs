use nix::unistd::Pid;
use std::process::Command;

/// Runs a command, and gives its exit code.
pub fn run(command: &mut Command) -> Option<i32> {
    let mut child = command.spawn().ok()?;
    child.wait().ok()?.code()
}

/// Takes the statuses of orphans, so that they are no zombies.
pub fn reap(_orphans: &[Pid]) {}
