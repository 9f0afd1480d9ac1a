//! lab: unresolved import `std::fs`
use std::fs::File;

fn main() {
    drop(File::open("x"));
}
