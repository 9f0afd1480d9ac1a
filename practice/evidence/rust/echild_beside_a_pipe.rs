//! The result travels over a pipe. The exit status adds nothing to it.

use nix::sys::wait::waitpid;
use std::io::Read;
use std::process::{Command, Stdio};

pub fn main() {
    for script in ["echo ready", "exit 1"] {
        let mut child = Command::new("sh").args(["-c", script]).stdout(Stdio::piped()).spawn().unwrap();
        waitpid(None, None).unwrap(); // the reaper was faster
        let mut said = String::new();
        child.stdout.take().unwrap().read_to_string(&mut said).unwrap();
        let lost = child.wait().is_err_and(|error| error.raw_os_error() == Some(nix::libc::ECHILD));
        println!("ECHILD: {lost}; the helper said {:?}: started: {}", said.trim(), said == "ready\n");
    }
}
