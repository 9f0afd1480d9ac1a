//! How a variant's rounds read in a terminal.

use crate::{
    always::{self, Orphans},
    rounds::Tally,
    run::Seen,
};
use records::record::Variant;
use std::fmt::Write;

/// What the star means. The last line but one.
pub(crate) const LEGEND: &str = "* no order is left to the kernel: every run must show it";

/// A headline, and a line for each combination whose property is declared to fail, or did.
pub(crate) fn variant(exercise: &str, variant: &Variant, tallies: &[Tally], orphans: Orphans) -> String {
    let runs: usize = tallies.iter().map(Tally::runs).sum();
    let failed: usize = tallies.iter().map(Tally::failed).sum();
    let mut text = format!("{:26} {runs:5} runs, {failed:4} of them fail\n", variant.name);
    for tally in tallies {
        let declared = variant.fails.iter().any(|fails| fails.property == tally.property);
        if declared || tally.failed() > 0 {
            let always = always::expected(exercise, &variant.name, &tally.property, &tally.answers, orphans).is_some();
            let _ = writeln!(text, "  {:18} {:31} {}", tally.property, answer(tally), counts(tally, always));
        }
    }
    text
}

fn answer(tally: &Tally) -> String {
    let answers: Vec<&str> = tally.answers.iter().filter_map(|it| it.split_once(": ")).map(|it| it.1).collect();
    answers.join(", ")
}

fn counts(tally: &Tally, always: bool) -> String {
    let seen = tally.seen.iter().filter_map(|(seen, times)| {
        let what = match seen {
            Seen::Held => return None,
            Seen::Failed(kind) => kind.words(),
            Seen::Hung => "hangs",
            Seen::Odd(_) => "odd",
        };
        Some(format!("{what} {times}"))
    });
    let seen: Vec<String> = seen.collect();
    match seen.as_slice() {
        [] => "not seen".into(),
        _ if always => format!("{} *", seen.join(", ")),
        _ => seen.join(", "),
    }
}
