//! lab: the lab does not model pipes to processes
use std::process::{Command, Stdio};

fn main() {
    drop(Command::new("true").stdout(Stdio::piped()).status());
}
