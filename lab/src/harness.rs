//! The program around a contract: reads what to do from standard input, searches every property, and writes one
//! report when the last one is done. A run that ends before that has said nothing.

pub use crate::places::{Named, Source};

use crate::contract::Property;
use crate::places;
use crate::plan::{Planner, subject_file};
use crate::search::Bounds;
use crate::tape::Tape;
use report::Report;
use serde::Deserialize;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::mem::ManuallyDrop;
use std::os::fd::{FromRawFd, RawFd};

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

/// Bytes of one text in a report.
const LONGEST: usize = 4096;

/// The texts of the files that the compiler was given, as it knows them: a counterexample then calls a lock what the
/// source calls it. Without them it is called by its type. For this OS thread; before [`main`].
pub fn sources(sources: &[Source]) {
    places::know_sources(sources);
}

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
    let written = Tool::greet().and_then(|(tool, _)| tool.answer(reports));
    if let Err(error) = written {
        eprintln!("the lab failed: {error}");
        std::process::exit(TOOL_FAILED);
    }
}

#[cfg(feature = "tasks")]
const NO_BOUNDS: Bounds = Bounds { executions: 0, steps: 0, polls: 0, spurious: 0 };

fn run(properties: &[Property], files: &[Named]) -> Result<(), String> {
    let (tool, order) = Tool::greet()?;
    if !(1..=60_000).contains(&order.steps) {
        return Err(format!("limits.steps is {}; use 1 to 60000", order.steps));
    }
    places::name_files(files);
    // The tool asks with SIGQUIT before it ends a run that hangs.
    dump::on_quit_naming(files);
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
    tool.answer(reports)
}

/// The tool that started us: where the report goes, and the nonce that makes it ours.
struct Tool {
    nonce: String,
    report: Box<dyn Write>,
}

impl Tool {
    /// Takes the order. Afterwards neither standard input nor the environment tells where the report goes or what its
    /// nonce is: the subject has not run yet, and finds nothing. In our memory it could; that is no secret place.
    fn greet() -> Result<(Tool, Order), String> {
        let report = report()?;
        // SAFETY: standard input is open for as long as we run, and is not closed here.
        let input = ManuallyDrop::new(unsafe { File::from_raw_fd(0) });
        let mut line = String::new();
        BufReader::new(&*input).read_line(&mut line).map_err(|error| format!("reading the order: {error}"))?;
        // The tool's order is a file without a name, which is emptied. A terminal or a pipe cannot be read twice.
        let _ = input.set_len(0);
        let mut order: Order =
            serde_json::from_str(&line).map_err(|error| format!("the order is no order: {error}"))?;
        Ok((Tool { nonce: std::mem::take(&mut order.nonce), report }, order))
    }

    /// Says how every property did. Nothing was said before, so a run that leaves early has said nothing.
    fn answer(mut self, properties: Vec<report::PropertyReport>) -> Result<(), String> {
        let report = Report { nonce: self.nonce, properties };
        let mut report = serde_json::to_value(&report).map_err(|error| error.to_string())?;
        shorten(&mut report);
        writeln!(self.report, "{report}").map_err(|error| format!("writing the report: {error}"))
    }
}

/// A subject's own words can be of any length, and a report is read as a whole. A tape is not shortened: half of it
/// is another schedule.
fn shorten(value: &mut serde_json::Value) {
    use serde_json::Value;
    match value {
        Value::String(text) if text.len() > LONGEST => {
            let kept = text.floor_char_boundary(LONGEST);
            let more = text.len() - kept;
            text.truncate(kept);
            text.push_str(&format!(" … {more} bytes more"));
        }
        Value::Array(values) => values.iter_mut().for_each(shorten),
        Value::Object(pairs) => pairs.iter_mut().filter(|(key, _)| *key != "tape").for_each(|(_, it)| shorten(it)),
        _ => {}
    }
}

/// The pipe that the environment names, under another number that no child inherits; or standard output.
fn report() -> Result<Box<dyn Write>, String> {
    let Ok(fd) = std::env::var(REPORT_FD) else { return Ok(Box::new(std::io::stdout())) };
    let number: RawFd = fd.parse().map_err(|_| format!("{REPORT_FD} is `{fd}`, which is no number"))?;
    // SAFETY: the tool that started us opened this descriptor for the report, and nobody else knows its number.
    let given = unsafe { File::from_raw_fd(number) };
    let ours = given.try_clone().map_err(|error| format!("the pipe for the report: {error}"))?;
    // SAFETY: this is the first thing the program does: it has one thread.
    unsafe { std::env::remove_var(REPORT_FD) };
    Ok(Box::new(ours))
}
