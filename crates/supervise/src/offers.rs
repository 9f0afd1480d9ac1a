//! What this system offers to keep a job in, and what is said of it.

use crate::{fence, scope::ScopeParent};

/// Found out when asked: a container may offer less than its kernel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offers {
    /// A fence: no process of a job signals a process outside.
    pub fence: bool,
    /// What a control group does.
    pub group: Group,
}

/// What a control group does for a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// It bounds memory and threads of all processes together, and ends them in one step.
    BoundsAndEnds,
    /// It ends them in one step.
    Ends,
    /// There is none, or none that we may make.
    None,
}

impl Offers {
    /// Those of here and now.
    pub fn here() -> Offers {
        let group = match ScopeParent::here() {
            Some(place) if place.bounds => Group::BoundsAndEnds,
            Some(_) => Group::Ends,
            None => Group::None,
        };
        Offers { fence: fence::build().is_some(), group }
    }

    /// The same as sentences, for a reader who asks what holds.
    pub fn words(&self) -> [&'static str; 2] {
        let fence = match (self.fence, self.group) {
            (true, _) => "A job's processes can neither signal nor trace a process outside of it (Landlock).",
            (false, Group::None) => {
                "This kernel has no fence for signals (Landlock's scope, Linux 6.12). A process that kills both this \
                 tool and its keeper lives on."
            }
            (false, _) => {
                "This kernel has no fence for signals (Landlock's scope, Linux 6.12). A process that kills both this \
                 tool and its keeper lives on until the next check, which ends it."
            }
        };
        let group = match self.group {
            Group::BoundsAndEnds => {
                "A control group bounds memory and threads of all processes of a job together, and ends them in one step."
            }
            Group::Ends => {
                "A control group ends all processes of a job in one step. It has no controllers for memory and processes \
                 here, so memory and threads are summed up several times a second."
            }
            Group::None => {
                "No control group may be made here. Memory and threads of a job are summed up several times a second, and \
                 its processes are ended one by one."
            }
        };
        [fence, group]
    }
}
