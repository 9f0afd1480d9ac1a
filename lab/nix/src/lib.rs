//! `nix` for the lab: an explicit list of what a supervisor needs. Pids are the lab's, and so is what the calls do;
//! error numbers, signals and flags are the real crate's.

pub mod errno {
    //! As the real one.
    pub use real::errno::Errno;
}
pub mod sys;
pub mod unistd;

pub use errno::Errno as Error;

/// As the real one.
pub type Result<T> = ::std::result::Result<T, Error>;

fn error(number: i32) -> Error {
    Error::from_raw(number)
}

/// Canary: only the lab's `nix` has it.
pub const LAB: () = ();
