//! The table at the end: each step with its result, its time, and what it has proved. Nothing is printed here.

use super::{Outcome, Row, step::Step};
use crate::style::{BAD, BOLD, DIM, GOOD, LOOK, NEXT, paint};
use std::time::Duration;

/// One line a step, two where one was skipped, the sum, and the time on the clock.
pub(super) fn lines(rows: &[Row], clock: Duration) -> Vec<String> {
    let mut lines = vec![paint(DIM, &format!("{:<13} {:<7} {:>7} {:>9}  proves", "step", "", "s", "processor"))];
    lines.extend(rows.iter().map(row));
    let sum = |of: fn(&Row) -> Duration| rows.iter().map(of).sum::<Duration>().as_secs_f64();
    lines.push(format!("{:<13} {:<7} {:>7.1} {:>9.1}", "together", "", sum(|it| it.took), sum(|it| it.processor)));
    lines.push(format!("{:<13} {:<7} {:>7.1}", "on the clock", "", clock.as_secs_f64()));
    lines
}

fn row(row: &Row) -> String {
    let step = &row.step;
    let name = paint(BOLD, &format!("{:<13}", step.name));
    let times = || format!("{:>7.1} {:>9.1}", row.took.as_secs_f64(), row.processor.as_secs_f64());
    match &row.outcome {
        Outcome::Passed => format!("{name} {} {}  {}", paint(GOOD, "passed "), times(), step.proves),
        Outcome::Failed => format!("{name} {} {}  not proved: {}", paint(BAD, "failed "), times(), step.proves),
        Outcome::Unchanged => format!("{name} {:<7}{:>19}  {}", paint(DIM, "unchanged"), "", step.proves),
        Outcome::Skipped { why, add } => skipped(step, &name, why, add),
    }
}

fn skipped(step: &Step, name: &str, why: &str, add: &str) -> String {
    let optional = step.optional.map_or(String::new(), |reason| format!("; it may be: {reason}"));
    format!("{name} {} {why}{optional}\n{:<13} to add it: {}", paint(LOOK, "skipped"), "", paint(NEXT, add))
}
