//! `--message-format json`: one line, the same keys for every verdict.

use super::coverage;
use crate::{layout::Layout, typed::typed};
use checker::{Checked, Subject, bytes::Piece};
use edge::visible;
use protocol::{Asked, Counterexample, Kind, Outcome, Verdict};
use records::Exercise;
use serde::Serialize;
use std::{path::Path, time::Duration};

#[derive(Serialize)]
struct Message<'a> {
    exercise: &'a str,
    verdict: Verdict,
    properties: Vec<Property<'a>>,
    /// Executions of all properties.
    schedules: u64,
    /// The lowest cost up to which a property was searched; null where all of them were exhausted, or none ran.
    bound: Option<u32>,
    exhausted: bool,
    /// What was asked: the situations by kind, and how far the search came in each.
    asked: &'a Asked,
    /// What was not tried for the properties that hold.
    not_covered: Vec<String>,
    duration_ms: u64,
    /// What was judged: every file that the compiler read, apart from the lab.
    judged: &'a [Piece],
    /// Whether some of them hold other bytes by now, so that the verdict is not about what is there.
    changed_meanwhile: bool,
    /// What a reader needs beside the properties: rustc's words, what the lab lacks, how it crashed.
    message: Option<String>,
    files: &'a Files,
}

#[derive(Serialize)]
struct Property<'a> {
    id: &'a str,
    statement: &'a str,
    /// Null where it has no answer.
    holds: Option<bool>,
    kind: Option<Kind>,
    counterexample: Option<&'a Counterexample>,
}

/// Where the files of a check are. Places in counterexamples call the subject `src/lib.rs` and the contract `contract.rs`.
#[derive(Debug, Serialize)]
pub struct Files {
    /// `src/lib.rs`.
    pub subject: File,
    /// `contract.rs`.
    pub contract: File,
}

impl Files {
    /// Those of a check of `subject`.
    pub fn of(layout: &Layout, exercise: &Exercise, subject: &Subject) -> Files {
        Files { subject: File::of(layout, &subject.file), contract: File::of(layout, &exercise.contract()) }
    }
}

/// One file.
#[derive(Debug, Serialize)]
pub struct File {
    /// As it is seen from the current directory.
    pub path: String,
    /// From the root of the file system.
    pub absolute: String,
}

impl File {
    /// The file at `path`, which is absolute.
    fn of(layout: &Layout, path: &Path) -> File {
        File { path: layout.shown(path), absolute: path.to_string_lossy().into_owned() }
    }
}

/// The line, without its newline. `took` is all in it that differs from run to run.
pub fn line(exercise: &Exercise, checked: &Checked, files: &Files, took: Duration) -> anyhow::Result<String> {
    let found = &checked.judged.properties;
    let statement =
        |id: &str| exercise.record.property.iter().find(|it| it.id == id).map_or("", |it| it.statement.as_str());
    let properties = found.iter().map(|it| Property {
        id: &it.id,
        statement: statement(&it.id),
        // What another property's scene saw broken does not hold, whatever its own scene says.
        holds: if found.iter().filter_map(super::broken_promise).any(|id| id == it.id) {
            Some(false)
        } else {
            it.outcome.holds()
        },
        kind: match it.outcome {
            Outcome::Fails { kind, .. } => Some(kind),
            _ => None,
        },
        counterexample: it.counterexample.as_ref(),
    });
    let judged = &checked.judged;
    let next = judged.longer.iter().map(|it| typed(&super::longer::command(exercise, it)).into_owned());
    let words: Vec<String> = judged.words.iter().cloned().chain(next).collect();
    let words = anstream::adapter::strip_str(&words.join("\n")).to_string();
    let message = Message {
        exercise: &exercise.slug,
        verdict: checked.judged.verdict,
        properties: properties.collect(),
        schedules: found.iter().map(|it| it.coverage.executions).sum(),
        bound: found.iter().filter(|it| !it.coverage.exhausted).filter_map(|it| it.coverage.cost_bound).min(),
        exhausted: !found.is_empty() && found.iter().all(|it| it.coverage.exhausted),
        asked: &judged.asked,
        not_covered: coverage::left_out(found, &judged.asked, exercise.record.world),
        duration_ms: u64::try_from(took.as_millis())?,
        judged: &checked.bytes.pieces,
        changed_meanwhile: checked.bytes.changed_meanwhile,
        message: (!words.is_empty()).then_some(words),
        files,
    };
    Ok(visible::json(&serde_json::to_string(&message)?).into_owned())
}
