//! Running a program that may deadlock, spin, fork, print without end or leave early: within bounds, and with its
//! whole tree ended on every way out. No verdict is made here, and nothing is known of exercises.
//!
//! Between the tool and the program stands a *keeper*: the tool's own executable, started once more. Whatever the
//! program starts stays below the keeper while that lives, `setsid` and double forks included: it is their subreaper.
//! It ends the tree when the program has ended, when it is told to, and when the tool is gone, however it went: then
//! the kernel closes the tool's end of their socket. So a panic, Ctrl-C and SIGKILL to the tool need no code each.
//! Where the system has a fence, the program can end neither; where it has control groups, the next start of the tool
//! ends what has done so.
//!
//! In reading order: [`job`] (what to run, within which bounds), [`run`](mod@run) (the tool's side), [`wire`] (what the two
//! sides say), [`keeper`] (the other side, with what a job holds in all), `fence`, `scope` (control groups), `folder` (a
//! job's own), `offers` (what of these this system has), `capped` (pipes), `milestones`, `stall` (whether it gets on),
//! [`signals`] (requests to stop).
//!
//! macOS has no subreaper, no parent-death signal and no `/proc`: there a program that leaves its process group
//! escapes, nothing that is left is named, and processes, threads and memory are not summed up. The wall limit, the
//! resource limits, the cap on output, the job's own folder and the end of the group work.

#[cfg(not(unix))]
compile_error!("the workbook's commands need Unix: on Windows, use WSL");

mod capped;
mod fence;
mod folder;
pub mod job;
pub mod keeper;
mod milestones;
mod offers;
pub mod run;
mod scope;
pub mod signals;
mod stall;
mod terminal;
pub mod wire;

pub use capped::Capped;
pub use job::{Cancel, Cancelled, InAll, Interrupted, Job, Limits, Means, Tree, Turns};
pub use keeper::enter;
pub use milestones::Milestones;
pub use offers::{Group, Offers};
pub use run::{Ended, Reached, run, this_program};
pub use stall::Stalled;

/// What a run is not protected from on this system; nothing on Linux.
pub const MISSING: Option<&str> = if cfg!(target_os = "linux") {
    None
} else {
    Some(
        "on this system a process that leaves its group is neither seen nor ended, and processes, threads and memory of \
         a job are not summed up; the wall limit, the limits on memory, output and processor time of each process, and \
         the end of the group work",
    )
};

/// How many times its limit on silence a job may take that uses the processor meanwhile.
pub const AT_WORK: u32 = 6;
/// How much of a program's output is kept.
pub const OUTPUT_CAP: usize = 1 << 20;
/// The variable that every process of a job carries, unless it takes care not to.
pub const MARK: &str = "EXIT_PATH_JOB";
