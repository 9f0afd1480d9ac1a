//! The exit codes of every command, and the errors that have one of their own.

use checker::subject::Unusable;
use protocol::exit;
use std::process::{ExitCode, ExitStatus};
use supervise::{Interrupted, signals};
use thiserror::Error;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: solved, or done.
    Good,
    /// 1: any other verdict, or a check that found something.
    Bad,
    /// A tool of ours has said why, and ended with this code.
    Tool(u8),
}

impl Exit {
    /// `Good` where `good` holds.
    pub fn from_good(good: bool) -> Exit {
        if good { Exit::Good } else { Exit::Bad }
    }

    /// As a tool of ours ended, which has the same codes. What ended it from outside is a failure.
    pub fn of_tool(status: Option<ExitStatus>) -> Exit {
        let code = status.and_then(|it| it.code()).and_then(|it| u8::try_from(it).ok());
        Exit::Tool(code.unwrap_or(exit::FAILED))
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        match exit {
            Exit::Good => ExitCode::from(exit::GOOD),
            Exit::Bad => ExitCode::from(exit::BAD),
            Exit::Tool(code) => ExitCode::from(code),
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
    } else if error.is::<Usage>() || error.is::<Unusable>() || error.is::<records::UnknownExercise>() {
        ExitCode::from(exit::MISUSED)
    } else {
        ExitCode::from(exit::FAILED)
    }
}
