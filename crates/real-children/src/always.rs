//! What real children show every time: here no order is left to the kernel, and a run that does not show it is a
//! problem. Everything else that a record declares depends on who comes first, and is counted only.

use protocol::Kind::{self, Deadlock, Leak, LostValue, WrongValue};
use std::{env, ffi::OsStr, path::Path};

/// A failure without an "it depends".
pub(crate) struct Always {
    exercise: &'static str,
    variant: &'static str,
    property: &'static str,
    /// How the last answer of the environment begins; empty for any.
    answer: &'static str,
    /// What it shows: one of these. More than one where it fails in each order, and in each differently.
    pub(crate) kinds: &'static [Kind],
    /// Only where the shell leaves an orphan behind.
    orphan: bool,
}

/// Whether `sh` leaves `true & exit 3` an orphan. bash does not always: it waits for its background children itself,
/// where they end before it does. dash and busybox wait only when they are told to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Orphans {
    /// Every time.
    Left,
    /// Perhaps: what needs one is counted, and not demanded.
    Perhaps,
}

impl Orphans {
    /// As the first `sh` on `PATH` does.
    pub(crate) fn of_the_shell() -> Orphans {
        let path = env::var_os("PATH").unwrap_or_default();
        let shell = env::split_paths(&path).find_map(|dir| dir.join("sh").canonicalize().ok());
        let name = shell.as_deref().and_then(Path::file_name).and_then(OsStr::to_str);
        if matches!(name, Some("dash" | "busybox")) { Orphans::Left } else { Orphans::Perhaps }
    }
}

/// The failure that this combination must show, if there is one.
pub(crate) fn expected(
    exercise: &str,
    variant: &str,
    property: &str,
    answers: &[String],
    orphans: Orphans,
) -> Option<&'static Always> {
    let answer = answers.last().and_then(|words| words.split_once(": ")).map_or("", |(_, answer)| answer);
    ALL.iter().filter(|it| orphans == Orphans::Left || !it.orphan).find(|it| {
        (it.exercise, it.variant, it.property) == (exercise, variant, property) && answer.starts_with(it.answer)
    })
}

const fn five(variant: &'static str, property: &'static str, answer: &'static str, kinds: &'static [Kind]) -> Always {
    Always { exercise: "exercise-5-stolen-wait", variant, property, answer, kinds, orphan: false }
}

const fn orphan(it: Always) -> Always {
    Always { orphan: true, ..it }
}

static ALL: &[Always] = &[
    // Nobody waits for orphans, and SIGTERM has its default.
    orphan(five("before", "orphans-reaped", "", &[Leak])),
    five("before", "drain-still-reaps", "while a task runs", &[WrongValue]),
    orphan(five("before", "drain-still-reaps", "as", &[Leak])),
    orphan(five("before", "pid-comes-again", "an orphan", &[Leak])),
    // The task ended before its orphans came, and is older in the kernel's list: it is taken first. Either its owner
    // finds ECHILD, or one of the three is left.
    five("buggy", "orphans-reaped", "asks when", &[Leak, LostValue]),
    // The reaper takes the task, or is gone before: then the orphan stays.
    orphan(five("buggy", "drain-still-reaps", "while a task runs", &[Leak, LostValue])),
    // One end, one signal: when all is quiet the reaper has taken the task, and a kill of it answers ESRCH.
    five("buggy", "pid-comes-again", "a task", &[WrongValue]),
    five("wrong_echild_is_success", "orphans-reaped", "asks when", &[WrongValue]),
    five("wrong_echild_is_success", "drain-still-reaps", "while a task runs", &[WrongValue]),
    five("wrong_echild_is_success", "pid-comes-again", "a task", &[WrongValue]),
    // Both have ended, and all is quiet: the reaper has taken one at least.
    five("buggy", "own-code", "when", &[LostValue]),
    five("wrong_echild_is_success", "own-code", "when", &[WrongValue]),
    five("wrong_sleep_in_reaper", "own-code", "when", &[LostValue]),
    // Being quiet comes after the reaper's sleep.
    five("wrong_sleep_in_reaper", "orphans-reaped", "asks when", &[LostValue]),
    five("wrong_sleep_in_reaper", "drain-still-reaps", "while a task runs", &[LostValue]),
    five("wrong_sleep_in_reaper", "pid-comes-again", "a task", &[WrongValue]),
    // Again the older one: each look begins with the task.
    orphan(five("wrong_leaves_own", "orphans-reaped", "asks when", &[Leak])),
    orphan(five("wrong_leaves_own", "drain-still-reaps", "while a task runs", &[Leak])),
    // Another task runs. Beside an orphan that runs on, none does, and the reaper looks once the owner has its answer.
    orphan(five("wrong_gate_over_run", "orphans-reaped", "asks at once", &[Leak])),
    orphan(five("wrong_gate_over_run", "orphans-reaped", "asks when", &[Leak])),
    orphan(five("wrong_gate_over_run", "orphans-reaped", "never", &[Leak])),
    // SIGCHLD goes to the thread that started the child, whose default is to do nothing. It may still come through:
    // glibc blocks all signals while it spawns. But `stop` sends its own to such a thread, and hangs.
    five("wrong_blocks_in_reaper", "own-code", "", &[Deadlock]),
    five("wrong_blocks_in_reaper", "signal-death", "", &[Deadlock]),
    five("wrong_blocks_in_reaper", "orphans-reaped", "", &[Deadlock, Leak]),
    five("wrong_blocks_in_reaper", "drain-still-reaps", "while a task runs", &[WrongValue]),
    five("wrong_blocks_in_reaper", "drain-still-reaps", "as", &[Deadlock, Leak, WrongValue]),
    five("wrong_blocks_in_reaper", "hook-result", "", &[Deadlock, Leak]),
    five("wrong_blocks_in_reaper", "pid-comes-again", "", &[Deadlock, Leak]),
    five("wrong_blocks_in_reaper", "missing-program", "", &[Deadlock, Leak]),
];

#[cfg(test)]
mod tests {
    use super::ALL;
    use records::Course;

    /// Nothing is expected that the record does not declare.
    #[test]
    fn agrees_with_the_records() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
        for it in ALL {
            let exercise = course.exercises.iter().find(|exercise| exercise.slug == it.exercise).unwrap();
            let variant = exercise.record.variant.iter().find(|variant| variant.name == it.variant).unwrap();
            let declared = variant.fails.iter().any(|fails| fails.property == it.property);
            assert!(declared, "{}: {} is not declared to fail", it.variant, it.property);
        }
    }
}
