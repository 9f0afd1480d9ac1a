//! lab: cannot find `RandomState` in `hash`
use std::hash::BuildHasher;

fn main() {
    println!("{}", std::hash::RandomState::new().hash_one(1));
}
