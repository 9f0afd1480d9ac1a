//! One `Child`, two waits.

use std::process::Command;

pub fn main() {
    let mut child = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    println!("first: {:?}", child.wait().unwrap().code());
    println!("second: {:?}", child.wait().unwrap().code());
}
