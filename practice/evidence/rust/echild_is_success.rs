//! ECHILD read as "it ended, and well".

use nix::sys::wait::waitpid;
use std::process::{Child, Command};

fn code(child: &mut Child) -> i32 {
    match child.wait() {
        Ok(status) => status.code().unwrap_or(-1),
        Err(error) if error.raw_os_error() == Some(nix::libc::ECHILD) => 0,
        Err(error) => panic!("{error}"),
    }
}

pub fn main() {
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    waitpid(None, None).unwrap(); // the reaper was faster
    println!("the program exited with 3; we report {}", code(&mut child));
}
