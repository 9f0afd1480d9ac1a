//! The most general client: what a contract says of its component as a [`Model`], and the calls and events that can meet, of
//! which [`Suite`] makes situations.
//!
//! A property's own scene asks one promise in one situation that people chose. Here every call is crossed with each other one,
//! and a [`Monitor`] follows the model along each schedule: the first thing that no state of it allows is the failure, and
//! it names the promise. How the situations are searched is in `session::crossing`.

mod call;
mod model;
mod monitor;
mod suite;

pub use call::{called, outside};
pub use model::{Broken, Model, Refused, never};
pub use monitor::Monitor;
pub use suite::{Act, Scene, Suite};

use crate::plan::Planner;
use protocol::Situations;
use std::rc::Rc;

/// A generated situation: what happens in it, and how to run it.
pub(crate) struct Situation {
    pub(crate) of: Situations,
    /// `create(a) ends; then create(b) beside exec(a, x)`.
    pub(crate) name: String,
    pub(crate) run: Rc<dyn Fn()>,
}

/// All situations of a contract: see [`Suite::crossing`].
pub struct Crossing {
    pub(crate) situations: Vec<Situation>,
    pub(crate) otherwise: &'static str,
    pub(crate) not_asked: &'static [&'static str],
    /// The search of each promise that broke, where it found a schedule.
    pub(crate) found: Vec<Option<Planner>>,
}

impl std::fmt::Debug for Crossing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crossing").field("situations", &self.situations.len()).finish_non_exhaustive()
    }
}
