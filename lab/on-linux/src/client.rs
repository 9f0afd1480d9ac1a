//! The names of the lab's most general client, so that a contract which crosses its calls compiles here. The situations are
//! for the search: real children show no more than a sample of one order, so none of them is run.

#[path = "../../engine/src/client/suite.rs"]
mod suite;

pub use suite::{Act, Scene, Suite};

use protocol::Situations;
use std::rc::Rc;

/// A generated situation.
pub(crate) struct Situation {
    #[expect(dead_code, reason = "as in the lab; nothing is searched here")]
    pub(crate) of: Situations,
    #[expect(dead_code, reason = "as in the lab; nothing is searched here")]
    pub(crate) name: String,
    #[expect(dead_code, reason = "as in the lab; nothing is searched here")]
    pub(crate) run: Rc<dyn Fn()>,
}

/// All situations of a contract.
#[expect(dead_code, reason = "as in the lab; nothing is searched here")]
pub struct Crossing {
    pub(crate) situations: Vec<Situation>,
    pub(crate) otherwise: &'static str,
    pub(crate) not_asked: &'static [&'static str],
    pub(crate) found: Vec<()>,
}

impl std::fmt::Debug for Crossing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Crossing").finish_non_exhaustive()
    }
}

/// Calls. Nothing is told here.
pub fn called<R>(
    _: &'static str,
    _: impl Fn() -> String,
    call: impl FnOnce() -> R,
    _: impl FnOnce(&R) -> Option<String>,
) -> R {
    call()
}
