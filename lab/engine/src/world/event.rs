//! What is kept of a step while a schedule is recorded.

use crate::actor::ProcId;
use crate::op::Op;

/// One thing that happened, kept while a schedule is recorded.
#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) process: ProcId,
    pub(crate) op: Op,
    pub(crate) answer: u32,
    pub(crate) now: u64,
    pub(crate) departs: bool,
    /// Words in place of those for the operation: an answer of the environment.
    pub(crate) words: Option<String>,
    /// What the contract says about it.
    pub(crate) note: Option<String>,
    /// Not worth a line, unless the contract says something about it.
    pub(crate) hidden: bool,
    /// Who did it, where that is not the process: a task.
    pub(crate) actor: Option<String>,
    /// Where, if that is not where the operation was called.
    pub(crate) place: Option<protocol::Place>,
    /// Another thread waited for the lock that is released here.
    pub(crate) wanted: bool,
    /// A call or an answer of a client: a reader needs it wherever it is.
    pub(crate) stays: bool,
}

impl Event {
    /// The thread whose step it is, or to which it happened.
    pub(crate) fn of_thread(&self) -> usize {
        self.process.actor().of_thread().unwrap_or_default()
    }
}
