// What the lab says about the runs of one program, as a card quotes it. Both packages include this file.

use lab::explore::{Bounds, Named, judge_named};
use protocol::{Outcome, PropertyReport, Step};

/// One file under `evidence`.
pub(crate) struct Program {
    pub(crate) name: &'static str,
    /// Each run: what it is called, and the property.
    pub(crate) runs: &'static [(&'static str, fn())],
    /// The file as the compiler calls it and as a reader does.
    pub(crate) files: &'static [Named],
    pub(crate) source: &'static str,
    /// What the card shows: the `.out` file beside it.
    #[cfg(test)]
    pub(crate) expected: &'static str,
}

/// The modules, and `ALL` of them: how the compiler calls this package's `src`, where the `.out` files are, then the name and the
/// file of each program.
macro_rules! programs {
    ($src:literal, $cards:literal; $($name:ident = $file:literal;)*) => {
        $(#[path = $file] mod $name;)*
        const ALL: &[Program] = &[$(Program {
            name: stringify!($name),
            runs: $name::RUNS,
            source: include_str!($file),
            files: &[
                (concat!($src, $file), concat!(stringify!($name), ".rs")),
                (concat!(env!("CARGO_MANIFEST_DIR"), "/src/", $file), concat!(stringify!($name), ".rs")),
            ],
            #[cfg(test)]
            expected: include_str!(concat!($cards, stringify!($name), ".out")),
        },)*];
    };
}

/// The lab's words about each program are those of its card.
#[cfg(test)]
pub(crate) fn each_says_what_its_card_says(all: &[Program]) {
    for program in all {
        assert_eq!(said(program), program.expected, "{}", program.name);
    }
}

const BOUNDS: Bounds = Bounds { executions: 100_000, steps: 2_000, polls: 4, spurious: 1 };

/// One paragraph for each run.
pub(crate) fn said(program: &Program) -> String {
    let sources: Vec<_> = program.files.iter().map(|(path, _)| (*path, program.source)).collect();
    lab::harness::sources(&sources);
    let judged = |(name, run): &(&str, fn())| format!("{name}:\n{}", one(&judge_named(BOUNDS, program.files, *run)));
    let paragraphs: Vec<String> = program.runs.iter().map(judged).collect();
    // The thread that the lab starts is called after the contract of an exercise. A card has none.
    paragraphs.join("").replace("contract", "main")
}

fn one(report: &PropertyReport) -> String {
    let (kind, message) = match &report.outcome {
        Outcome::Holds if report.coverage.exhausted => {
            return format!(
                "  holds; {} executions stand for every schedule of this program\n",
                report.coverage.representatives
            );
        }
        Outcome::Fails { kind, message } => (kind.words(), message),
        Outcome::TooManySteps { message } => return format!("  over limit: {message}\n"),
        other => return format!("  no verdict: {other:?}\n"),
    };
    let Some(found) = &report.counterexample else { return format!("  {kind}: {message}\n") };
    let mut text = format!("  {kind}: {message}\n");
    for Step { n, actor, text: did, note, .. } in &found.steps {
        let note = note.as_ref().map(|note| format!("   <- {note}")).unwrap_or_default();
        text += &format!("  {n:>3}  {actor}: {did}{note}\n");
    }
    for stuck in &found.stuck {
        let holder = stuck.held_by.as_ref().map(|by| format!(", held by {by}")).unwrap_or_default();
        let at = stuck.at.as_ref().map(|at| format!(" at {at}")).unwrap_or_default();
        text += &format!("  {} waits for {}{at}{holder}\n", stuck.actor, stuck.waits_for);
    }
    text
}
