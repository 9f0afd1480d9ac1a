//! The exit codes of every command, and the errors that have one of their own.

use checker::subject::Unusable;
use protocol::exit;
use std::process::ExitCode;
use supervise::{Interrupted, signals};
use thiserror::Error;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: solved, or done.
    Good,
    /// 1: any other verdict, or a check that found something.
    Bad,
    /// 2: a tool of ours could not make sense of the words we handed on, and has said so.
    Misused,
    /// 3: a tool of ours failed, and has said so.
    Failed,
}

impl Exit {
    /// `Good` where `good` holds.
    pub fn from_good(good: bool) -> Exit {
        if good { Exit::Good } else { Exit::Bad }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Good => ExitCode::from(exit::GOOD),
            Exit::Bad => ExitCode::from(exit::BAD),
            Exit::Misused => ExitCode::from(exit::MISUSED),
            Exit::Failed => ExitCode::from(exit::FAILED),
        }
    }
}

/// 2: the command line means nothing.
#[derive(Debug, Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// The exit code of an error: 130 for Ctrl-C or another request to stop; 3 where nothing better is known: the tool failed.
pub fn code_of(error: &anyhow::Error) -> ExitCode {
    // Whatever failed after the request may have failed because of it: a wait for a lock, for one.
    if error.is::<Interrupted>() || signals::caught() {
        ExitCode::from(exit::INTERRUPTED)
    } else if error.is::<Usage>() || error.is::<Unusable>() || error.is::<course::UnknownExercise>() {
        ExitCode::from(exit::MISUSED)
    } else {
        ExitCode::from(exit::FAILED)
    }
}
