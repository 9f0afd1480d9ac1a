//! lab: ok
//! The map of the module is the map of `collections`, in the fixed order.
use std::collections::{HashMap, HashSet, hash_map, hash_set};

fn main() {
    let map: hash_map::HashMap<u8, u8> = HashMap::new();
    let set: hash_set::HashSet<u8> = HashSet::new();
    println!("{}", map.len() + set.len());
}
