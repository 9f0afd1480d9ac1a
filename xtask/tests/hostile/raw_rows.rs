//! The rows whose subject is a program of its own, in the place of a contract.

use crate::row::{Row, judge, mark};
use libtest_mimic::Trial;

/// Subject, limits, verdict, seconds to the limit, words of the answer.
type Line = (&'static str, &'static [&'static str], &'static str, f64, &'static [&'static str]);

const WALL: &[&str] = &["--wall", "1"];
/// Who computes is ended by its processor time, and how long that takes is up to the machine: here, that it ends at all.
const ENDS: f64 = 60.0;

const ROWS: &[Line] = &[
    // The control: a program that says the truth, and leaves nothing.
    ("honest", WALL, "solved", 0.0, &[]),
    ("lock-taken-twice", WALL, "hangs", 1.0, &["hostile waits for another thread"]),
    (
        "two-locks-inverted",
        WALL,
        "hangs",
        1.0,
        &["did nothing for 1 s (--wall)", "\\\"second\\\" waits for another thread (futex), in Mutex::lock"],
    ),
    ("lost-wake-up", WALL, "hangs", 1.0, &["hostile waits for another thread"]),
    ("one-of-two-woken", WALL, "hangs", 1.0, &["waits for another thread"]),
    ("spins", WALL, "hangs", ENDS, &["computed for 1 s (--wall)", "hostile runs"]),
    ("spins", &["--wall", "5", "--cpu", "1"], "over-limit", ENDS, &["1 s of processor time"]),
    ("sleeps-for-ever", WALL, "hangs", 1.0, &["hostile sleeps"]),
    ("exits-early", WALL, "crashed", 0.0, &["exit code 0 before the last property"]),
    ("aborts", WALL, "crashed", 0.0, &["SIGABRT"]),
    ("overflows-its-stack", WALL, "crashed", 0.0, &["SIGABRT"]),
    ("allocates-without-end", &["--wall", "5", "--memory", "512"], "over-limit", 5.0, &["512 MiB of memory"]),
    ("prints-without-end", &["--wall", "5"], "over-limit", ENDS, &["printed more than 64 times 1024 KiB"]),
    ("writes-a-large-file", WALL, "over-limit", 0.5, &["a file of more than 64 MiB"]),
    ("opens-many-files", WALL, "crashed", 0.0, &["exit code 7"]),
    ("child-holds-stdout", WALL, "left-processes", 0.0, &["sleep (pid"]),
    ("twenty-detached", WALL, "left-processes", 0.0, &["sleep (pid"]),
    ("daemon", WALL, "left-processes", 0.0, &["sleep (pid"]),
    ("daemon-without-environment", WALL, "left-processes", 0.0, &["tail (pid"]),
    ("forks-without-end", &["--wall", "5"], "over-limit", 5.0, &["more than 64 processes"]),
    ("stops-itself", WALL, "hangs", 1.0, &["hostile is stopped"]),
    ("closes-descriptors", WALL, "crashed", 0.0, &[]),
    ("catches-everything", WALL, "hangs", ENDS, &[]),
    ("leaves-a-thread", WALL, "solved", 0.0, &[]),
    ("forges-a-report", WALL, "crashed", 0.0, &["exit code 0 before the last property"]),
    ("writes-into-the-pipe", WALL, "crashed", 0.0, &[]),
    ("deletes-its-folder", WALL, "crashed", 0.0, &["exit code 0"]),
    ("changes-its-surroundings", WALL, "left-processes", 0.0, &["sleep (pid"]),
    ("panics-at-length", WALL, "crashed", 0.5, &["exit code 101", "\"kept\":1048576", "\"more\":94"]),
    ("prints-no-text", WALL, "solved", 0.0, &["\"kept\":"]),
    ("kills-its-keeper", WALL, "crashed", 0.0, &[]),
    ("stops-its-keeper", WALL, "hangs", 1.5, &[]),
];

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(subject, limits, verdict, limit, says): Line| {
        Trial::test(format!("raw: {subject}, {verdict}"), move || {
            let mark = mark();
            let alone = matches!(subject, "forks-without-end" | "allocates-without-end");
            Row { verdict, limit, says, alone }.holds_for(&mark, judge(&mark, limits, subject))
        })
    };
    ROWS.iter().copied().map(trial).collect()
}
