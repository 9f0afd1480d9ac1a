//! Recorded runs: what `cargo xtask gen` keeps of each variant, and all that pages, tests and `--replay` know of a run.
//! One file a scenario and one row a line, so that a step which comes or goes is one line of a diff. A row says only
//! what its neighbours do not: steps are counted by their place, and what is false, zero or absent is left out.
//!
//! How a run comes to be, and how it reads, is not here.

pub use protocol::Recorded;

use protocol::{Asked, Counterexample, Coverage, Odds, Outcome, Place, PropertyReport, Step, Stuck, Verdict, Weight};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The file's name, in the folder of the scenario's solutions.
pub const FILE: &str = "recorded.jsonl";

/// A file that holds no recorded runs.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line} is no row of a recorded run: {why}")]
pub struct BadRow {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// One line. Each row belongs to the nearest row above it of the kind before: a step to a schedule, a schedule to a
/// property, a property to a run.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum RecordedRow {
    Run {
        variant: String,
        verdict: Verdict,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        asked: Option<Asked>,
    },
    Property(PropertyRow),
    Schedule(ScheduleRow),
    Step(StepRow),
    Stuck(StuckRow),
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct PropertyRow {
    id: String,
    outcome: Outcome,
    coverage: Coverage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    odds: Option<Odds>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ScheduleRow {
    cost: u32,
    found_at: u64,
    tape: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    breaks: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    situation: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepRow {
    by: String,
    does: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<At>,
    #[serde(default, skip_serializing_if = "is_default")]
    ms: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    departs: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
    #[serde(default, skip_serializing_if = "is_default")]
    weight: Weight,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StuckRow {
    actor: String,
    waits_for: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held_by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    held_since: Option<At>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    spawned_at: Option<At>,
}

/// A place as readers see it: `src/lib.rs:41`.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
struct At(Place);

impl From<At> for String {
    fn from(at: At) -> String {
        at.0.to_string()
    }
}

impl TryFrom<String> for At {
    type Error = String;

    fn try_from(text: String) -> Result<At, String> {
        let place =
            text.rsplit_once(':').and_then(|(file, line)| Some(Place { file: file.into(), line: line.parse().ok()? }));
        place.map(At).ok_or_else(|| format!("`{text}` is no place; one reads `src/lib.rs:41`"))
    }
}

fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The text of the file.
///
/// # Panics
/// Never: a row holds strings and numbers, and JSON has both.
pub fn write(runs: &[Recorded]) -> String {
    let mut text = String::new();
    for row in runs.iter().flat_map(rows) {
        text += &serde_json::to_string(&row).expect("strings and numbers are JSON");
        text.push('\n');
    }
    text
}

fn rows(run: &Recorded) -> Vec<RecordedRow> {
    let mut rows =
        vec![RecordedRow::Run { variant: run.variant.clone(), verdict: run.verdict, asked: run.asked.clone() }];
    for property in &run.properties {
        let PropertyReport { id, outcome, coverage, counterexample, odds } = property.clone();
        rows.push(RecordedRow::Property(PropertyRow { id, outcome, coverage, odds }));
        let Some(Counterexample { cost, found_at, tape, steps, stuck, breaks, situation }) = counterexample else {
            continue;
        };
        rows.push(RecordedRow::Schedule(ScheduleRow { cost, found_at, tape, breaks, situation }));
        rows.extend(steps.into_iter().map(|step| RecordedRow::Step(step.into())));
        rows.extend(stuck.into_iter().map(|stuck| RecordedRow::Stuck(stuck.into())));
    }
    rows
}

impl From<Step> for StepRow {
    fn from(step: Step) -> StepRow {
        // All fields by name: one that is added must find its place here.
        let Step { n: _, actor, text, at, clock_ms, departs, note, weight } = step;
        StepRow { by: actor, does: text, at: at.map(At), ms: clock_ms, departs, note, weight }
    }
}

impl StepRow {
    fn numbered(self, n: u32) -> Step {
        let StepRow { by, does, at, ms, departs, note, weight } = self;
        Step { n, actor: by, text: does, at: at.map(|at| at.0), clock_ms: ms, departs, note, weight }
    }
}

impl From<Stuck> for StuckRow {
    fn from(stuck: Stuck) -> StuckRow {
        let Stuck { actor, waits_for, at, held_by, held_since, spawned_at } = stuck;
        let (at, held_since, spawned_at) = (at.map(At), held_since.map(At), spawned_at.map(At));
        StuckRow { actor, waits_for, at, held_by, held_since, spawned_at }
    }
}

impl From<StuckRow> for Stuck {
    fn from(row: StuckRow) -> Stuck {
        let StuckRow { actor, waits_for, at, held_by, held_since, spawned_at } = row;
        let place = |at: Option<At>| at.map(|at| at.0);
        let (at, held_since, spawned_at) = (place(at), place(held_since), place(spawned_at));
        Stuck { actor, waits_for, at, held_by, held_since, spawned_at }
    }
}

/// What a file holds.
///
/// # Errors
/// The first line that is no row, or that stands where no such row can stand.
pub fn read(text: &str) -> Result<Vec<Recorded>, BadRow> {
    let mut runs = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let row = serde_json::from_str(line).map_err(|error| error.to_string());
        row.and_then(|row| add(&mut runs, row)).map_err(|why| BadRow { line: index + 1, why })?;
    }
    Ok(runs)
}

/// Adds a row to the run that it belongs to.
fn add(runs: &mut Vec<Recorded>, row: RecordedRow) -> Result<(), String> {
    if let RecordedRow::Run { variant, verdict, asked } = row {
        runs.push(Recorded { variant, verdict, properties: Vec::new(), asked });
        return Ok(());
    }
    let run = runs.last_mut().ok_or("a run comes first")?;
    if let RecordedRow::Property(PropertyRow { id, outcome, coverage, odds }) = row {
        run.properties.push(PropertyReport { id, outcome, coverage, counterexample: None, odds });
        return Ok(());
    }
    let property = run.properties.last_mut().ok_or("a property comes before its schedule")?;
    match (row, &mut property.counterexample) {
        (RecordedRow::Schedule(ScheduleRow { cost, found_at, tape, breaks, situation }), slot @ None) => {
            *slot =
                Some(Counterexample { cost, found_at, tape, steps: Vec::new(), stuck: Vec::new(), breaks, situation });
        }
        (RecordedRow::Schedule(_), Some(_)) => return Err("a property has one schedule".to_owned()),
        (RecordedRow::Step(step), Some(schedule)) => {
            let n = u32::try_from(schedule.steps.len() + 1).map_err(|_| "too many steps")?;
            schedule.steps.push(step.numbered(n));
        }
        (RecordedRow::Stuck(stuck), Some(schedule)) => schedule.stuck.push(stuck.into()),
        (_, None) => return Err("a schedule comes before its steps".to_owned()),
        (RecordedRow::Run { .. } | RecordedRow::Property(_), Some(_)) => unreachable!("both were added above"),
    }
    Ok(())
}

#[cfg(test)]
mod tests;
