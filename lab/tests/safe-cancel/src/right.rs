//! The library as it is shipped.

pub(crate) use safe_cancel as subject;
#[path = "contract.rs"]
pub(crate) mod contract;
#[path = "parallel.rs"]
pub(crate) mod parallel;
