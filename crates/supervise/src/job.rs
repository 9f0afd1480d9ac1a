//! What to run, and within which bounds.

use std::{
    fs::File,
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::SeqCst},
    },
    time::Duration,
};
use thiserror::Error;

/// What to run, and within which bounds.
pub struct Job {
    /// The program and its arguments.
    pub command: Command,
    /// Its standard input; nothing where it is `None`.
    pub stdin: Option<File>,
    /// How long it may take.
    pub wall: Option<Duration>,
    /// How long it may get no further, by its own words on the report's pipe: in processor time while it computes, in
    /// real time while it does nothing.
    pub stall: Option<Duration>,
    /// Whether it owes an answer, where it stays and is asked one thing after another: the bound on getting no further counts
    /// while it does. Nothing where it always does.
    pub turns: Option<Turns>,
    /// The bounds beside the clock.
    pub limits: Limits,
    /// How many bytes of each output are kept; `None` lets both go to the terminal, uncounted.
    pub capture: Option<usize>,
    /// Whether what is kept is also shown, as it comes and set off from what is ours; in so many columns.
    pub shown: Option<usize>,
    /// How the lines of its standard output begin that say that it got on; any byte says so where it is `None`.
    pub milestone: Option<&'static [u8]>,
    /// How many bytes of a report are kept; `None` gives it no pipe for one.
    pub report: Option<usize>,
    /// What is ended with it.
    pub tree: Tree,
    /// Whether it gets a folder of its own for temporary files (`TMPDIR`), which is removed with it. It starts there
    /// if its command names no other folder.
    pub own_folder: bool,
    /// What may be used of what the system offers.
    pub means: Means,
    /// Ends it from another thread.
    pub cancel: Cancel,
}

impl Job {
    /// Somebody's code: nothing of it outlives this process.
    pub fn subject(command: Command) -> Job {
        Job {
            command,
            stdin: None,
            wall: None,
            stall: None,
            turns: None,
            limits: Limits::default(),
            capture: None,
            shown: None,
            milestone: None,
            report: None,
            tree: Tree::Whole,
            own_folder: true,
            means: Means::default(),
            cancel: Cancel::default(),
        }
    }

    /// One of our own tools, cargo mostly. It compiles somebody's code, so it is kept like a subject.
    pub fn tool(command: Command) -> Job {
        Job { own_folder: false, ..Job::subject(command) }
    }
}

/// What a job may use of what the system offers: all of it, but in tests of what holds without.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Means {
    /// A fence: no process of the job signals a process outside.
    pub fence: bool,
    /// A control group, where one may be made.
    pub scope: bool,
}

impl Default for Means {
    fn default() -> Self {
        Means { fence: true, scope: true }
    }
}

/// Bounds beside the wall limit; `None` leaves one open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Limits {
    /// How long its standard output may say nothing, or nothing that is a milestone. A job that is at work is given
    /// [`AT_WORK`](crate::AT_WORK) times as long.
    pub quiet: Option<Duration>,
    /// Seconds of processor time, for each process.
    pub cpu_s: Option<u64>,
    /// Bytes of address space, for each process.
    pub memory: Option<u64>,
    /// Bytes in one file.
    pub file_size: Option<u64>,
    /// Open files, for each process.
    pub open_files: Option<u64>,
    /// Processes at one time, the program itself included.
    pub processes: Option<u64>,
    /// Bytes on both outputs together, kept or not.
    pub output: Option<u64>,
    /// What all its processes together may have.
    pub in_all: InAll,
}

/// Bounds of all processes of a job together; `None` leaves one open. Looked at several times a second, so a job may be
/// over them for a moment before it is ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct InAll {
    /// Bytes of memory in use. What processes share counts once, and files in memory (`memfd_create`) count.
    pub memory: Option<u64>,
    /// Threads at one time.
    pub threads: Option<u64>,
    /// Bytes written to files, and bytes that lie in the job's own folder.
    pub disk: Option<u64>,
}

/// What is ended when a job ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tree {
    /// Every descendant, whatever group or session it went to.
    Whole,
    /// Its process group. Right for a server that opens the reader's browser.
    Group,
}

/// A way to end a job from another thread; clones end the same one. The job's tree is gone when `run` returns.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// From now on every job that holds this ends, and none starts.
    pub fn cancel(&self) {
        self.0.store(true, SeqCst);
    }

    /// Whether it was asked for.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(SeqCst)
    }
}

/// Whose turn it is, with a job that stays and answers: its own while an answer is owed. Clones are of the same job. It owes one
/// from the start: that it is there.
#[derive(Debug, Clone, Default)]
pub struct Turns(Arc<AtomicU64>);

impl Turns {
    /// It has its next question.
    pub fn ask(&self) {
        if !self.owes() {
            self.0.fetch_add(1, SeqCst);
        }
    }

    /// It has answered.
    pub fn answered(&self) {
        if self.owes() {
            self.0.fetch_add(1, SeqCst);
        }
    }

    /// Whether an answer is owed.
    pub(crate) fn owes(&self) -> bool {
        self.count().is_multiple_of(2)
    }

    /// How often the turn has changed: an answer between two looks is seen by it.
    pub(crate) fn count(&self) -> u64 {
        self.0.load(SeqCst)
    }
}

/// The error of a job that was ended by [`Cancel`].
#[derive(Debug, Error)]
#[error("cancelled")]
pub struct Cancelled;

/// The error of a job that was ended by Ctrl-C, or another request to stop.
#[derive(Debug, Error)]
#[error("interrupted")]
pub struct Interrupted;
