//! One run: a program, a property and its answers; and what it showed.

use anyhow::Context;
use inside::Said;
use protocol::{Kind, Outcome};
use std::{os::unix::process::ExitStatusExt, path::Path, process::Command, time::Duration};
use supervise::{Ended, Job, Limits, Reached};

/// A run takes milliseconds. This only ends one that never will; its property counts as one that hangs.
const WALL: Duration = Duration::from_secs(10);
const SIGTERM: i32 = 15;

/// How one run went.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Seen {
    /// The property held.
    Held,
    /// It failed, with this kind.
    Failed(Kind),
    /// The wall limit ended it.
    Hung,
    /// It ended without a verdict, or left something behind.
    Odd(String),
}

/// One answer of the environment.
pub(crate) struct Choice {
    pub(crate) words: String,
    pub(crate) answer: usize,
    pub(crate) of: usize,
}

/// What one run showed.
pub(crate) struct Run {
    pub(crate) choices: Vec<Choice>,
    pub(crate) seen: Seen,
    pub(crate) message: Option<String>,
}

/// One process, kept by `supervise`: a session and a subreaper of its own, and its whole tree is ended with it.
pub(crate) fn once(program: &Path, property: &str, answers: &[usize]) -> anyhow::Result<Run> {
    let mut command = Command::new(program);
    command.arg(property).args(answers.iter().map(ToString::to_string));
    let limits = Limits { processes: Some(64), output: Some(1 << 20), ..Limits::default() };
    let job = Job { wall: Some(WALL), limits, capture: Some(1 << 16), report: Some(1 << 16), ..Job::subject(command) };
    let ended = supervise::run(job, &mut |_| {}).with_context(|| format!("{} does not run", program.display()))?;
    let (mut choices, mut outcome) = (Vec::new(), None);
    for line in ended.report.text().lines() {
        match serde_json::from_str(line).with_context(|| format!("{property}: the report has `{line}`"))? {
            Said::Chose { words, answer, of } => choices.push(Choice { words, answer, of }),
            Said::Noted { .. } => {}
            Said::Ended { outcome: last } => outcome = Some(last),
        }
    }
    let (seen, message) = seen_in(&ended, outcome);
    Ok(Run { choices, seen, message })
}

fn seen_in(ended: &Ended, outcome: Option<Outcome>) -> (Seen, Option<String>) {
    let signal = ended.status.and_then(|status| status.signal());
    match outcome {
        Some(Outcome::Holds) if !ended.left.is_empty() => {
            (Seen::Odd(format!("it held, and left {}", ended.left.join(", "))), None)
        }
        Some(Outcome::Holds) => (Seen::Held, None),
        Some(Outcome::Fails { kind, message }) => (Seen::Failed(kind), Some(message)),
        // As in the lab: a signal that not every thread blocks, and whose default is to end the process.
        None if signal == Some(SIGTERM) => {
            let message = "SIGTERM ends the supervisor: not every thread blocks it";
            (Seen::Failed(Kind::WrongValue), Some(message.into()))
        }
        None if ended.reached() == Some(Reached::Wall) => {
            (Seen::Hung, Some(format!("no end after {} s: {}", WALL.as_secs(), ended.threads.join("; "))))
        }
        other => {
            let why = match ended.reached() {
                Some(reached) => format!("reached its limit: {reached:?}"),
                None => format!("ended with {:?} and {other:?}", ended.status),
            };
            (Seen::Odd(why), Some(ended.stderr.text()))
        }
    }
}
