//! lab: could not find `fd` in `os`
use std::os::fd::AsRawFd;

fn main() {
    println!("{}", std::io::stderr().as_raw_fd());
}
