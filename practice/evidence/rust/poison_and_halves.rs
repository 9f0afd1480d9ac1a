//! What a poisoned lock guards may be half of an update.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};

struct Tasks {
    running: u32,
    ended: u32,
}

pub fn main() {
    let tasks = Mutex::new(Tasks { running: 3, ended: 0 });
    let _ = catch_unwind(AssertUnwindSafe(|| {
        let mut held = tasks.lock().unwrap();
        held.running -= 1;
        panic!("between the two");
        #[expect(unreachable_code, reason = "the update that the panic cuts in two")]
        {
            held.ended += 1;
        }
    }));
    println!("poisoned: {}", tasks.is_poisoned());
    let seen = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    println!("of 3 tasks we know {}", seen.running + seen.ended);
}
