//! A child that was killed has no exit code.

use std::os::unix::process::ExitStatusExt;
use std::process::Command;

pub fn main() {
    let mut child = Command::new("sleep").arg("1000").spawn().unwrap();
    child.kill().unwrap();
    let status = child.wait().unwrap();
    println!("code: {:?}, signal: {:?}", status.code(), status.signal());
    println!("code().unwrap_or(0): {}", status.code().unwrap_or(0));
}
