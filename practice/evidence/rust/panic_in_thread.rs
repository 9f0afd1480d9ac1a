//! A thread panics. The process goes on, and the one who joins is told.

use std::thread;

pub fn main() {
    let publisher = thread::spawn(|| panic!("publish failed"));
    println!("join is an error: {}", publisher.join().is_err());
    drop(thread::spawn(|| panic!("nobody joins")));
    println!("the process goes on");
}
