//! lab: the lab does not model `std::process::Command`
use std::process::Command;

fn main() {
    drop(Command::new("true").status());
}
