//! `std::os`, as far as wait statuses go.

/// As the real one.
pub mod unix {
    /// As the real one.
    pub mod process {
        pub use crate::process::command::CommandExt;
        pub use ::std::os::unix::process::ExitStatusExt;
    }
}
