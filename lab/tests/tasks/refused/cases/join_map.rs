//! not in the real one: its feature is off
//~ `tokio_util::task::JoinMap`
use tokio_util::task::JoinMap;

pub fn f(map: &mut JoinMap<u32, ()>) {
    map.spawn(1, async {});
}
