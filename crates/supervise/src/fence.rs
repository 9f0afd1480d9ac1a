//! A fence around a job: whoever is inside can signal and trace its own, and nobody outside. So no process of a job
//! can end or stop its keeper, the tool, or anything else of the same user, root's included. It is Landlock's scope for
//! signals (Linux 6.12), and needs no rights. Inside, a program that changes its user (`sudo`) gains none.
//!
//! It is no sandbox. Whoever wants to can still lower a stranger's resource limits (`prlimit`), write `cgroup.kill` where
//! the group is its own, or ask a service to start something.

#[cfg(target_os = "linux")]
mod landlock {
    use nix::libc;
    use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

    /// `struct landlock_ruleset_attr`, as of its sixth version.
    #[repr(C)]
    struct Attributes {
        handled_access_fs: u64,
        handled_access_net: u64,
        scoped: u64,
    }

    const SCOPE_SIGNAL: u64 = 1 << 1;

    /// A fence that nobody is behind yet. `None` where the system has none.
    pub(crate) fn build() -> Option<OwnedFd> {
        let scope = Attributes { handled_access_fs: 0, handled_access_net: 0, scoped: SCOPE_SIGNAL };
        // SAFETY: the kernel reads as many bytes as it is told, of a value that lives until the call is over.
        let fd = unsafe {
            libc::syscall(libc::SYS_landlock_create_ruleset, &raw const scope, size_of::<Attributes>(), 0_u32)
        };
        let fd = i32::try_from(fd).ok().filter(|fd| *fd >= 0)?;
        // SAFETY: the kernel has opened it a moment ago, for us.
        Some(unsafe { OwnedFd::from_raw_fd(fd) })
    }

    /// From now on this thread, and all that it starts, is inside. Only system calls are made: it may come between a
    /// fork and an exec.
    pub(crate) fn enter(fence: &OwnedFd) -> std::io::Result<()> {
        nix::sys::prctl::set_no_new_privs()?;
        // SAFETY: plain numbers are passed, and no memory.
        unsafe { libc::syscall(libc::SYS_landlock_restrict_self, fence.as_raw_fd(), 0_u32) };
        // An error says that sixteen fences are around us already; those hold.
        Ok(())
    }
}

#[cfg(not(target_os = "linux"))]
mod landlock {
    use std::os::fd::OwnedFd;

    pub(crate) fn build() -> Option<OwnedFd> {
        None
    }

    pub(crate) fn enter(_: &OwnedFd) -> std::io::Result<()> {
        Ok(())
    }
}

pub(crate) use landlock::{build, enter};
