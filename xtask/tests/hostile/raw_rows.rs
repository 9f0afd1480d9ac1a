//! The rows whose subject is a program of its own, in the place of a contract.

use crate::row::{Demand, judge, mark};
use libtest_mimic::Trial;

/// Subject, limits, verdict, seconds to the limit, words of the answer.
type Line = (&'static str, &'static [&'static str], &'static str, f64, &'static [&'static str]);

const WALL: &[&str] = &["--wall", "1"];
/// A program that computes is ended by its processor time, and how long that takes is up to the machine: here, that it ends at all.
const ENDS: f64 = 60.0;
/// As on a system that offers nothing but processes.
const BARE: &[&str] = &["--wall", "1", "--without", "fence", "--without", "scope"];

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
    ("kills-its-keeper", BARE, "crashed", 0.0, &["SIGKILL"]),
    ("stops-its-keeper", BARE, "hangs", 1.5, &[]),
    ("twenty-detached", BARE, "left-processes", 0.0, &["sleep (pid"]),
    ("daemon-without-environment", BARE, "left-processes", 0.0, &["tail (pid"]),
    ("forks-without-end", &["--wall", "5", "--without", "scope"], "over-limit", 5.0, &["more than 64 processes"]),
    ("hops", WALL, "crashed", 0.0, &["exit code 0"]),
    ("orphans-without-end", &["--wall", "5"], "over-limit", 5.0, &["more than 64 processes"]),
    ("many-zombies", &["--wall", "5"], "over-limit", 5.0, &["more than 64 processes"]),
    ("ignores-every-signal", WALL, "hangs", 1.0, &["tail (pid"]),
    ("vfork-stuck", WALL, "hangs", 6.0, &["hostile (pid"]),
    ("stops-its-group", WALL, "hangs", 1.0, &["hostile is stopped"]),
    ("ignores-the-end-of-its-time", &["--wall", "60", "--cpu", "1"], "over-limit", 60.0, &["1 s of processor time"]),
    ("floods-instead-of-stacks", &["--wall", "5"], "over-limit", 5.0, &["printed more than 64 times 1024 KiB"]),
    ("forges-a-line", WALL, "crashed", 0.0, &["exit code 3"]),
    ("memory-of-children", &["--wall", "30", "--memory", "512"], "over-limit", 30.0, &["512 MiB of memory together"]),
    ("shared-memory-of-children", &["--wall", "30", "--memory", "512"], "solved", 30.0, &[]),
    ("files-in-memory", &["--wall", "30", "--memory", "512"], "over-limit", 30.0, &["512 MiB of memory together"]),
    ("many-files", &["--wall", "30"], "over-limit", 30.0, &["256 MiB to files, 4 times 64"]),
    ("many-deleted-files", &["--wall", "30"], "over-limit", 30.0, &["256 MiB to files, 4 times 64"]),
    ("many-names", &["--wall", "60", "--file-size", "1"], "over-limit", 60.0, &["4 MiB to files, 4 times 1"]),
    ("many-threads", &["--wall", "30"], "over-limit", 30.0, &["1024 threads at one time, 16 times 64"]),
    ("reserves-addresses", WALL, "crashed", 0.0, &["exit code 7"]),
    ("sparse-file", WALL, "over-limit", 0.5, &["a file of more than 64 MiB"]),
    ("raises-its-limits", &["--wall", "5", "--memory", "512"], "over-limit", 5.0, &["512 MiB of memory"]),
];

/// What holds behind a fence. A kernel without one has no such rows.
const FENCED: &[Line] = &[
    // It may not, and says so.
    ("kills-its-keeper", WALL, "crashed", 0.0, &["exit code 101"]),
    ("stops-its-keeper", WALL, "crashed", 0.0, &["exit code 101"]),
    ("kills-tool-and-keeper", WALL, "left-processes", 0.0, &["tail (pid"]),
    ("kills-tool-and-keeper", &["--wall", "1", "--without", "scope"], "left-processes", 0.0, &["tail (pid"]),
];

/// Each of these would make its neighbours late.
const ALONE: &[&str] = &[
    "forks-without-end",
    "allocates-without-end",
    "orphans-without-end",
    "many-threads",
    "memory-of-children",
    "raises-its-limits",
];

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(subject, limits, verdict, limit, says): Line| {
        let named = limits.windows(2).filter(|it| it[0] == "--without");
        let without: String = named.map(|it| format!(" without {}", it[1])).collect();
        Trial::test(format!("raw: {subject}{without}, {verdict}"), move || {
            let mark = mark();
            let alone = ALONE.contains(&subject);
            Demand { verdict, limit, says, alone }.holds_for(&mark, judge(&mark, limits, subject))
        })
    };
    let fenced = if supervise::Offers::here().fence { FENCED } else { &[] };
    ROWS.iter().chain(fenced).copied().map(trial).collect()
}
