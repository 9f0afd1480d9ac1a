//! What is kept of a run. How a file of them reads is in `records::recorded`.

use crate::{Asked, PropertyReport, Verdict};

/// One run of a contract against a variant: everything the book shows of it, and nothing that differs from run to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The variant that was run.
    pub variant: String,
    /// What the check said.
    pub verdict: Verdict,
    /// One entry per property, in the contract's order.
    pub properties: Vec<PropertyReport>,
    /// What was asked, where situations were generated.
    pub asked: Option<Asked>,
}
