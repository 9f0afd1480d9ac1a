//! lab: unresolved import `std::collections::hash_map::RandomState`
use std::collections::hash_map::RandomState;

fn main() {
    let _ = RandomState::new();
}
