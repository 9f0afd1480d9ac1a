//! lab: cannot find `os` in `std`
use std::os::fd::AsRawFd;

fn main() {
    println!("{}", std::io::stderr().as_raw_fd());
}
