//! The cards about threads. Each program under `practice/evidence/lab` is searched as a check searches; what the lab says must
//! be what the `.out` file beside it says. `cargo run -p lab-evidence -- NAME` prints it.

#[path = "../shared/words.rs"]
mod words;
use words::Program;

macro_rules! programs {
    ($($name:ident = $file:literal,)*) => {
        $(#[path = $file] mod $name;)*
        const ALL: &[Program] = &[$(Program {
            name: stringify!($name),
            runs: $name::RUNS,
            source: include_str!($file),
            files: &[
                (concat!("evidence/threads/src/", $file), concat!(stringify!($name), ".rs")),
                (concat!(env!("CARGO_MANIFEST_DIR"), "/src/", $file), concat!(stringify!($name), ".rs")),
            ],
        },)*];
    };
}

programs! {
    bigger_buffer = "../../../../practice/evidence/lab/bigger_buffer.rs",
    check_then_delete = "../../../../practice/evidence/lab/check_then_delete.rs",
    drop_guard = "../../../../practice/evidence/lab/drop_guard.rs",
    if_around_wait = "../../../../practice/evidence/lab/if_around_wait.rs",
    join_under_lock = "../../../../practice/evidence/lab/join_under_lock.rs",
    lock_again = "../../../../practice/evidence/lab/lock_again.rs",
    nested_locks = "../../../../practice/evidence/lab/nested_locks.rs",
    notify_without_the_lock = "../../../../practice/evidence/lab/notify_without_the_lock.rs",
    one_value_two_waiters = "../../../../practice/evidence/lab/one_value_two_waiters.rs",
    poll_under_lock = "../../../../practice/evidence/lab/poll_under_lock.rs",
    read_again = "../../../../practice/evidence/lab/read_again.rs",
    try_lock_and_skip = "../../../../practice/evidence/lab/try_lock_and_skip.rs",
    worker_pool = "../../../../practice/evidence/lab/worker_pool.rs",
}

fn main() {
    let name = lab::explore::arguments().into_iter().next().unwrap_or_default();
    match ALL.iter().find(|it| it.name == name) {
        Some(program) => print!("{}", words::said(program)),
        None => ALL.iter().for_each(|it| println!("{}", it.name)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, words};

    macro_rules! expected {
        ($($name:ident)*) => {
            const EXPECTED: &[(&str, &str)] = &[$(
                (stringify!($name), include_str!(concat!("../../../../practice/evidence/lab/", stringify!($name), ".out"))),
            )*];
        };
    }

    expected! { bigger_buffer check_then_delete drop_guard if_around_wait join_under_lock lock_again nested_locks notify_without_the_lock one_value_two_waiters poll_under_lock read_again try_lock_and_skip worker_pool }

    #[test]
    fn the_lab_says_what_the_cards_say() {
        assert_eq!(ALL.len(), EXPECTED.len());
        for (program, (known, expected)) in ALL.iter().zip(EXPECTED) {
            assert_eq!(program.name, *known);
            assert_eq!(words::said(program), *expected, "{known}");
        }
    }
}
