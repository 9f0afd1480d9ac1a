//! What a component promises, as a nondeterministic automaton. What follows it along a schedule is `monitor`.

use protocol::Kind;
use std::fmt::Debug;

/// A promise that is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// The property's id.
    pub promise: &'static str,
    /// Whether something is missing, or wrong.
    pub kind: Kind,
    /// One sentence without a final dot.
    pub says: String,
}

/// Why a state does not allow what was seen. `None` where the state has no word about it: another one was to be reached
/// first, and its words count.
pub type Refused = Option<Broken>;

/// A state that cannot have led to what was seen.
///
/// # Errors
///
/// Always: it is the refusal without words.
pub fn never<T>() -> Result<T, Refused> {
    Err(None)
}

/// One state of a component, as its statement has it: who has called, what has happened, what is owed.
///
/// It is nondeterministic: a call takes effect at some moment between its start and its answer, and an [`inner`](Model::inner)
/// step is that moment. What no state allows is a broken promise.
pub trait Model: Clone + PartialEq + Default + 'static {
    /// What can be seen from outside: a call comes, a call answers, the environment is asked, an event is sent, all is quiet.
    type Seen: Copy + PartialEq + Debug + 'static;

    /// The states after one step that is not seen from outside.
    fn inner(&self) -> Vec<Self>;

    /// The state after `seen`.
    ///
    /// # Errors
    ///
    /// The promise that is broken if this state was the true one.
    fn see(&self, seen: Self::Seen) -> Result<Self, Refused>;
}
