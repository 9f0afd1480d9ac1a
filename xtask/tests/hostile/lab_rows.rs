//! The rows whose subject goes the whole way: compiled against the replacement `std`, searched by the lab.

use crate::row::{Demand, mark, tool};
use libtest_mimic::Trial;
use std::path::Path;
use testkit::course;

/// Subject, limits, verdict, words of the answer.
type Line = (&'static str, &'static [&'static str], &'static str, &'static [&'static str]);

const ROWS: &[Line] = &[
    ("lock_taken_twice", &[], "still-broken", &["deadlock"]),
    ("lost_wake_up", &[], "still-broken", &["deadlock"]),
    ("loops_and_sleeps", &[], "over-limit", &["too many steps"]),
    ("computes_for_ever", &["--wall", "1"], "hangs", &["src/lib.rs:1", "transfer", "contract.rs:", "computed for 1 s"]),
    ("catches_everything", &[], "still-broken", &["deadlock"]),
    (
        "panics_twice",
        &[],
        "crashed",
        &[
            "property transfers-end: a panic (a transfer of too much at src/lib.rs:26)",
            "(still in use at src/lib.rs:11)",
        ],
    ),
    ("overflows_its_stack", &[], "crashed", &[]),
    ("allocates_without_end", &["--memory", "512"], "over-limit", &["512 MiB of memory"]),
    ("prints_without_end", &[], "over-limit", &["printed more than 64 times"]),
    ("panics_at_length", &[], "still-broken", &["panic"]),
    ("constant_without_end", &["--build", "3"], "over-limit", &["not done with it after 3 s of processor time"]),
    ("macro_without_end", &["--build", "3"], "over-limit", &["The compiler"]),
    ("instantiates_without_end", &["--build", "60"], "over-limit", &["printed more than 64 MiB"]),
];

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |(subject, limits, verdict, says): Line| {
        Trial::test(format!("lab: {subject}, {verdict}"), move || {
            let mark = mark();
            let mut command = tool(&mark);
            let file =
                Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/lab").join(subject).with_extension("rs");
            command.arg("--course").arg(course()).args(["check", "91", "--message-format", "json"]);
            command.args(limits).arg("--subject").arg(file);
            // Building is in the time, and depends on the machine: what is bounded here is that it ends at all.
            Demand { verdict, limit: 60.0, says, alone: false }.holds_for(&mark, command)
        })
    };
    ROWS.iter().copied().map(trial).collect()
}
