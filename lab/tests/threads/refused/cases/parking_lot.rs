//! lab: unresolved import `parking_lot`
//! real: unresolved import `parking_lot`
use parking_lot::Mutex;

fn main() {
    drop(Mutex::new(0));
}
