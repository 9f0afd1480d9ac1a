//! What a check gives back.

use crate::{bytes::Bytes, verdict::Judged};
use std::time::Duration;

/// A verdict, with what a reader may want to see beside it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The verdict.
    pub judged: Judged,
    /// What the subject printed.
    pub printed: Printed,
    /// What was judged, file by file.
    pub bytes: Bytes,
    /// From the start to the verdict.
    pub took: Duration,
}

/// A subject's own output, of all schedules together.
#[derive(Debug, Clone, Default)]
pub struct Printed {
    /// As much as was kept.
    pub text: String,
    /// How many bytes more there were.
    pub more: u64,
}
