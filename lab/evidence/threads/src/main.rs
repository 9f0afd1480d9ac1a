//! The cards about threads. Each program under `practice/evidence/lab` is searched as a check searches; what the lab says must
//! be what the `.out` file beside it says. `cargo run -p lab-evidence -- NAME` prints it.

#[path = "../shared/words.rs"]
#[macro_use]
mod words;
use words::Program;

programs! {
    "evidence/threads/src/", "../../../../practice/evidence/lab/";
    bigger_buffer = "../../../../practice/evidence/lab/bigger_buffer.rs";
    check_then_delete = "../../../../practice/evidence/lab/check_then_delete.rs";
    drop_guard = "../../../../practice/evidence/lab/drop_guard.rs";
    if_around_wait = "../../../../practice/evidence/lab/if_around_wait.rs";
    join_under_lock = "../../../../practice/evidence/lab/join_under_lock.rs";
    lock_again = "../../../../practice/evidence/lab/lock_again.rs";
    nested_locks = "../../../../practice/evidence/lab/nested_locks.rs";
    notify_without_the_lock = "../../../../practice/evidence/lab/notify_without_the_lock.rs";
    one_value_two_waiters = "../../../../practice/evidence/lab/one_value_two_waiters.rs";
    poll_under_lock = "../../../../practice/evidence/lab/poll_under_lock.rs";
    read_again = "../../../../practice/evidence/lab/read_again.rs";
    try_lock_and_skip = "../../../../practice/evidence/lab/try_lock_and_skip.rs";
    worker_pool = "../../../../practice/evidence/lab/worker_pool.rs";
}

fn main() {
    let name = lab::explore::arguments().into_iter().next().unwrap_or_default();
    match ALL.iter().find(|it| it.name == name) {
        Some(program) => print!("{}", words::said(program)),
        None => ALL.iter().for_each(|it| println!("{}", it.name)),
    }
}

#[test]
fn the_lab_says_what_the_cards_say() {
    words::each_says_what_its_card_says(ALL);
}
