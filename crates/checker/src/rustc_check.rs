//! What rustc says about a file without the lab. Which compiler said it is in `plain` and `plain_crates`.

use crate::diagnostics::Diagnostic;

/// What rustc alone says about a file.
#[derive(Debug, Clone, Default)]
pub(crate) struct RustcCheck {
    /// Its errors; empty where it is valid Rust.
    pub(crate) errors: Vec<Diagnostic>,
    /// How the compiler itself came to its end, if it did.
    pub(crate) crash: Option<String>,
}

impl RustcCheck {
    /// Whether it is Rust.
    pub(crate) fn passed(&self) -> bool {
        self.errors.is_empty() && self.crash.is_none()
    }
}
