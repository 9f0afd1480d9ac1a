//! A `Once` whose closure panicked.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

pub fn main() {
    let once = Once::new();
    let attempt = || catch_unwind(AssertUnwindSafe(|| once.call_once(|| panic!("half done")))).is_err();
    println!("first call panicked: {}", attempt());
    println!("counts as done: {}", once.is_completed());
    let second = catch_unwind(AssertUnwindSafe(|| once.call_once(|| println!("ran"))));
    println!("second call panicked: {}", second.is_err());
}
