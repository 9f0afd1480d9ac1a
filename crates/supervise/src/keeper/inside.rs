//! A program that is in a control group from its first moment. To move it there later would take the kernel many
//! milliseconds.

#[cfg(target_os = "linux")]
mod clone {
    use nix::{libc, unistd::Pid};
    use std::{
        io::{self, Read, Write},
        os::{
            fd::{AsRawFd, OwnedFd},
            unix::process::CommandExt,
        },
        process::Command,
    };

    /// `struct clone_args`, as of its third version.
    #[repr(C)]
    #[derive(Default)]
    struct Arguments {
        flags: u64,
        pidfd: u64,
        child_tid: u64,
        parent_tid: u64,
        exit_signal: u64,
        stack: u64,
        stack_size: u64,
        tls: u64,
        set_tid: u64,
        set_tid_size: u64,
        cgroup: u64,
    }

    const INTO_CGROUP: u64 = 0x2_0000_0000;

    /// `None` where it cannot be started in there; then nothing was started. An error is the program's own.
    pub(crate) fn start(command: &mut Command, group: &OwnedFd) -> Option<io::Result<Pid>> {
        let (mut reader, mut writer) = io::pipe().ok()?;
        let arguments = Arguments {
            flags: INTO_CGROUP,
            exit_signal: u64::try_from(libc::SIGCHLD).ok()?,
            cgroup: u64::try_from(group.as_raw_fd()).ok()?,
            ..Arguments::default()
        };
        // SAFETY: without flags for shared memory this is a fork. A keeper has one thread, so its child may do what it
        // likes; the kernel reads a value that lives until the call is over.
        let pid = unsafe { libc::syscall(libc::SYS_clone3, &raw const arguments, size_of::<Arguments>()) };
        match i32::try_from(pid) {
            Ok(0) => {
                let error = command.exec();
                let _ = writer.write_all(&error.raw_os_error().unwrap_or(libc::EINVAL).to_ne_bytes());
                // SAFETY: runs no destructor: what this copy holds is the parent's.
                unsafe { libc::_exit(127) }
            }
            Ok(pid @ 1..) => {
                drop(writer);
                let mut error = [0; 4];
                // The pipe is closed by the exec. Where that fails, the reason comes first.
                Some(match reader.read_exact(&mut error) {
                    Ok(()) => Err(io::Error::from_raw_os_error(i32::from_ne_bytes(error))),
                    Err(_) => Ok(Pid::from_raw(pid)),
                })
            }
            _ => None,
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod clone {
    use nix::unistd::Pid;
    use std::{io, os::fd::OwnedFd, process::Command};

    pub(crate) fn start(_: &mut Command, _: &OwnedFd) -> Option<io::Result<Pid>> {
        None
    }
}

pub(super) use clone::start;
