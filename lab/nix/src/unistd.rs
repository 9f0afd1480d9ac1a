//! `nix::unistd`: pids.

use std::fmt;

/// As `nix::unistd::Pid`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Pid(i32);

impl Pid {
    /// As the real one.
    #[must_use]
    pub const fn from_raw(pid: i32) -> Pid {
        Pid(pid)
    }

    /// As the real one.
    #[must_use]
    pub const fn as_raw(self) -> i32 {
        self.0
    }

    /// As the real one.
    #[must_use]
    pub fn this() -> Pid {
        Pid(lab::process::own_pid())
    }
}

impl From<Pid> for i32 {
    fn from(pid: Pid) -> i32 {
        pid.0
    }
}

impl fmt::Display for Pid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

/// As the real one.
#[must_use]
pub fn getpid() -> Pid {
    Pid::this()
}
