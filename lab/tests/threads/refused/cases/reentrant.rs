//! lab: unresolved import `std::sync::ReentrantLock`
//! real: use of unstable library feature
use std::sync::ReentrantLock;

fn main() {
    drop(ReentrantLock::new(0));
}
