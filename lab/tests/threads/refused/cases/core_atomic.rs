//! lab: unresolved import `core::sync::atomic`
use core::sync::atomic::{AtomicU32, Ordering::SeqCst};

fn main() {
    println!("{}", AtomicU32::new(0).load(SeqCst));
}
