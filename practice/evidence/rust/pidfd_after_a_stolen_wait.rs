//! Minimum: Linux 6.15
//! The owner opens a pidfd. Then another part of the program takes the status. What is left to ask?

use nix::errno::Errno;
use nix::libc;
use nix::request_code_readwrite;
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid, waitpid};
use std::os::fd::{AsFd, AsRawFd, FromRawFd, OwnedFd};
use std::process::Command;

/// From `linux/pidfd.h`. The request holds the size of the struct: 64 bytes, its first version.
const PIDFD_GET_INFO: libc::Ioctl = request_code_readwrite!(0xff, 11, size_of::<Info>()) as libc::Ioctl;
const PIDFD_INFO_EXIT: u64 = 1 << 3;

#[repr(C)]
#[derive(Default)]
struct Info {
    mask: u64,
    cgroup: u64,
    ids: [u32; 11],
    exit_code: i32,
}

pub fn main() {
    let mut child = Command::new("sh").args(["-c", "exit 7"]).spawn().unwrap();
    // SAFETY: two numbers go in, and no other code has the descriptor that comes out.
    let pidfd = unsafe { OwnedFd::from_raw_fd(libc::syscall(libc::SYS_pidfd_open, child.id(), 0) as i32) };

    if let WaitStatus::Exited(_, code) = waitpid(None, None).unwrap() {
        println!("the reaper got exit code {code}");
    }
    println!("the owner got: {}", child.wait().unwrap_err());
    let waited = waitid(Id::PIDFd(pidfd.as_fd()), WaitPidFlag::WEXITED);
    println!("waitid on the pidfd: {}", waited.unwrap_err());
    for time in ["first", "second"] {
        println!("PIDFD_GET_INFO, the {time} time: {}", exit_code(&pidfd));
    }
}

fn exit_code(pidfd: &OwnedFd) -> String {
    let mut info = Info { mask: PIDFD_INFO_EXIT, ..Info::default() };
    // SAFETY: the struct is as long as the request says, and outlives the call.
    let answer = unsafe { libc::ioctl(pidfd.as_raw_fd(), PIDFD_GET_INFO, &mut info) };
    match Errno::result(answer) {
        Ok(_) if info.mask & PIDFD_INFO_EXIT != 0 => format!("exit code {}", libc::WEXITSTATUS(info.exit_code)),
        _ => "nothing; this kernel is older than 6.15".into(),
    }
}
