//! The cards about tasks. Each program under `practice/evidence/tasks` is searched as a check searches; what the lab says must
//! be what the `.out` file beside it says. `cargo run -p lab-task-evidence -- NAME` prints it.

#[path = "../../threads/shared/words.rs"]
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
                (concat!("evidence/tasks/src/", $file), concat!(stringify!($name), ".rs")),
                (concat!(env!("CARGO_MANIFEST_DIR"), "/src/", $file), concat!(stringify!($name), ".rs")),
            ],
        },)*];
    };
}

programs! {
    cleanup_in_the_lost_arm = "../../../../practice/evidence/tasks/cleanup_in_the_lost_arm.rs",
    notified_late = "../../../../practice/evidence/tasks/notified_late.rs",
    task_pool = "../../../../practice/evidence/tasks/task_pool.rs",
    wait_through_a_guard = "../../../../practice/evidence/tasks/wait_through_a_guard.rs",
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
                (stringify!($name), include_str!(concat!("../../../../practice/evidence/tasks/", stringify!($name), ".out"))),
            )*];
        };
    }

    expected! { cleanup_in_the_lost_arm notified_late task_pool wait_through_a_guard }

    #[test]
    fn the_lab_says_what_the_cards_say() {
        assert_eq!(ALL.len(), EXPECTED.len());
        for (program, (known, expected)) in ALL.iter().zip(EXPECTED) {
            assert_eq!(program.name, *known);
            assert_eq!(words::said(program), *expected, "{known}");
        }
    }
}
