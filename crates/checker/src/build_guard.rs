//! Within which bounds a build runs, what ends it from outside, and what its end says. Building runs somebody's code too:
//! constants, macros, and `build.rs` of crates. What is built is not known here.

use crate::limits::{CRATE_FINISHED, MESSAGES};
use std::process::Command;
use supervise::{Cancel, Ended, Job, Limits, Reached};

/// What keeps a build.
#[derive(Debug, Clone, Default)]
pub struct BuildGuard {
    /// Its bounds.
    pub limits: Limits,
    /// Ends it from another thread.
    pub cancel: Cancel,
}

impl BuildGuard {
    /// A job of this kind.
    pub fn job(&self, command: Command) -> Job {
        let (limits, cancel) = (self.limits, self.cancel.clone());
        let capture = Some(MESSAGES as usize);
        Job { capture, limits, cancel, milestone: Some(CRATE_FINISHED), ..Job::tool(command) }
    }

    /// Runs it.
    ///
    /// # Errors
    /// [`BuildEnded`] where it reached a bound; anything else where it could not be run.
    pub fn run(&self, command: Command, on_tick: &mut dyn FnMut(&[u8])) -> anyhow::Result<Ended> {
        let ended = supervise::run(self.job(command), on_tick)?;
        match ended.reached().or_else(|| if succeeded(&ended) { None } else { limit_in_words(&ended) }) {
            Some(reached) => Err(BuildEnded(reached).into()),
            None => Ok(ended),
        }
    }
}

/// Cargo tells of a compiler that was ended, and goes on to its own end.
fn limit_in_words(ended: &Ended) -> Option<Reached> {
    let words = ended.stderr.text();
    let known = [("memory allocation of ", Reached::Memory), ("SIGXCPU", Reached::Cpu)];
    known.into_iter().find(|(sign, _)| words.contains(sign)).map(|(_, reached)| reached)
}

/// The compiler was not done with a subject within its bounds.
#[derive(Debug, thiserror::Error)]
#[error("the build reached a limit: {0:?}")]
pub struct BuildEnded(pub Reached);

/// Whether a program ended with exit code 0.
pub fn succeeded(ended: &Ended) -> bool {
    ended.status.is_some_and(|status| status.success())
}

/// Whether cargo gave up only because it was told to stay offline.
pub fn needs_network(ended: &Ended) -> bool {
    let words = ended.stderr.text();
    words.contains("--offline") || words.contains("offline mode")
}
