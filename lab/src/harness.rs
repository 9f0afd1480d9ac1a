//! The program around a contract: reads what to do from standard input, searches every property, and writes one
//! report when the last one is done. A run that ends before that has said nothing.

pub use crate::places::Named;

use crate::contract::Property;
use crate::places;
use crate::plan::{Planner, subject_file};
use crate::search::Bounds;
use crate::tape::Tape;
use report::Report;
use serde::Deserialize;
use std::io::{BufRead, Write};

/// What the tool asks for: one line of JSON on standard input.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    nonce: String,
    executions: u64,
    steps: u32,
    polls: u32,
    spurious: u32,
    /// Only this one.
    property: Option<String>,
    /// Follow this tape instead of searching.
    tape: Option<String>,
    /// For each property that fails: how often the failure shows in so many schedules by chance.
    walks: Option<u64>,
}

/// The environment variable with the number of the file descriptor that the report goes to.
pub const REPORT_FD: &str = "EXIT_PATH_REPORT_FD";

/// Exit code of a run that could not do its work. The reason is on standard error.
const TOOL_FAILED: i32 = 3;

/// Run `properties`. The first of `files` is the subject; each has the name that readers know it by.
pub fn main(properties: &[Property], files: &[Named]) {
    if let Err(error) = run(properties, files) {
        eprintln!("the lab failed: {error}");
        std::process::exit(TOOL_FAILED);
    }
}

/// The same for the task world. `source` is the subject's text: methods of the real `tokio::sync` that block the
/// thread are refused by name, before anything runs.
#[cfg(feature = "tasks")]
pub fn main_of_tasks(properties: &[Property], files: &[Named], source: &str) {
    let refused = crate::tasks::blocking_calls(source);
    if refused.is_empty() {
        return main(properties, files);
    }
    let name = files.first().map_or("the subject", |(_, name)| name);
    let said: Vec<String> =
        refused.iter().map(|(line, what)| format!("{name}:{line}: the lab does not model {what}")).collect();
    let message = said.join("; ");
    let reports =
        properties.iter().map(|property| Planner::new(*property, NO_BOUNDS, None).refused(&message)).collect();
    let written = read_order().and_then(|order| write_report(&Report { nonce: order.nonce, properties: reports }));
    if let Err(error) = written {
        eprintln!("the lab failed: {error}");
        std::process::exit(TOOL_FAILED);
    }
}

#[cfg(feature = "tasks")]
const NO_BOUNDS: Bounds = Bounds { executions: 0, steps: 0, polls: 0, spurious: 0 };

fn read_order() -> Result<Order, String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|error| format!("reading the order: {error}"))?;
    serde_json::from_str(&line).map_err(|error| format!("the order is no order: {error}"))
}

fn run(properties: &[Property], files: &[Named]) -> Result<(), String> {
    let order = read_order()?;
    if !(1..=60_000).contains(&order.steps) {
        return Err(format!("limits.steps is {}; use 1 to 60000", order.steps));
    }
    places::name_files(files);
    crate::panics::keep_quiet();
    let bounds =
        Bounds { executions: order.executions, steps: order.steps, polls: order.polls, spurious: order.spurious };
    let tape = order.tape.as_deref().map(str::parse::<Tape>).transpose()?;
    let wanted = properties.iter().filter(|property| order.property.as_deref().is_none_or(|id| id == property.id));
    let mut planners: Vec<Planner> =
        wanted.map(|property| Planner::new(*property, bounds, subject_file(files))).collect();
    let search = |planner: &mut Planner| match &tape {
        Some(tape) => planner.replay_tape(tape),
        None => planner.run(),
    };
    let mut reports: Vec<_> = planners.iter_mut().map(search).collect();
    let touched = planners.iter().any(|planner| planner.touched);
    // Last: a schedule by chance can end in a panic that cannot unwind, and after that this thread runs no other.
    for (planner, report) in planners.iter_mut().zip(&mut reports) {
        let fails = matches!(report.outcome, report::Outcome::Fails { .. });
        report.odds = order.walks.filter(|_| fails).and_then(|walks| planner.odds(walks));
    }
    if reports.is_empty() {
        return Err("no such property in the contract".into());
    }
    let decided = reports.iter().any(|report| report.outcome != report::Outcome::Holds);
    if !touched && !decided {
        return Err("not one operation of the lab happened in the subject: the contract checks nothing, or the replacement std is not in use".into());
    }
    write_report(&Report { nonce: order.nonce, properties: reports })
}

fn write_report(report: &Report) -> Result<(), String> {
    let mut text = serde_json::to_string(report).map_err(|error| error.to_string())?;
    text.push('\n');
    match std::env::var(REPORT_FD) {
        Ok(fd) => {
            let fd: std::os::fd::RawFd =
                fd.parse().map_err(|_| format!("{REPORT_FD} is `{fd}`, which is no number"))?;
            // SAFETY: the tool that started us opened this descriptor for the report, and nobody else knows its number.
            let mut file = unsafe { <std::fs::File as std::os::fd::FromRawFd>::from_raw_fd(fd) };
            file.write_all(text.as_bytes()).map_err(|error| format!("writing the report: {error}"))
        }
        Err(_) => std::io::stdout().write_all(text.as_bytes()).map_err(|error| format!("writing the report: {error}")),
    }
}
