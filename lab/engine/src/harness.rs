//! The program around a contract: reads what to do from standard input, searches every property, and writes one
//! report when the last one is done. What it writes before says that it is at work, and what it has found; no such
//! line can say that the whole contract holds.

pub use crate::places::{Named, Source};

use crate::board;
use crate::contract::Property;
use crate::places;
#[cfg(feature = "tasks")]
use crate::plan::Planner;
use crate::pulse;
use crate::search::Bounds;
use crate::session::whole::{self, Purse};
use protocol::marks::{LAB_FAILED, REPORT_FD};
use protocol::{Asked, LabOrder, PropertyReport, Report, ReportLine, exit};
use std::cell::RefCell;
use std::fs::File;
use std::io::{BufRead, BufReader, Write};
use std::mem::ManuallyDrop;
use std::os::fd::{FromRawFd, RawFd};
use std::rc::Rc;

/// Bytes of one text in a report.
const LONGEST: usize = 4096;

/// The texts of the files that the compiler was given, as it knows them: a counterexample then calls a lock what the
/// source calls it. Without them it is called by its type. For this OS thread; before [`main`].
pub fn sources(sources: &[Source]) {
    places::know_sources(sources);
}

/// Run `properties`. The first of `files` is the subject; each has the name that readers know it by. `key` stands for
/// the bytes that this program was built from: the report hands it back, and the tool knows which it asked for.
pub fn main(key: &str, properties: &[Property], files: &[Named]) {
    if let Err(error) = run(key, properties, files) {
        give_up(&error);
    }
}

/// The same for the task world. `sources` are the subject's files, by name: methods of the real `tokio::sync` that block the
/// thread are refused by name, before anything runs.
#[cfg(feature = "tasks")]
pub fn main_of_tasks(key: &str, properties: &[Property], files: &[Named], sources: &[Named]) {
    let calls = sources.iter().flat_map(|(name, text)| {
        let calls = crate::tasks::blocking_calls(text).into_iter();
        calls.map(move |(line, what)| format!("{name}:{line}: the lab does not model {what}"))
    });
    let said: Vec<String> = calls.collect();
    if said.is_empty() {
        return main(key, properties, files);
    }
    let message = said.join("; ");
    let scenes = properties.iter().filter_map(|property| Some((property.id, property.scene()?)));
    let reports = scenes.map(|(id, scene)| Planner::new(id, scene, NO_BOUNDS).refused(&message)).collect();
    let written = Tool::greet().and_then(|(tool, _)| tool.answer(key, reports, Asked::default()));
    if let Err(error) = written {
        give_up(&error);
    }
}

#[cfg(feature = "tasks")]
const NO_BOUNDS: Bounds = Bounds { executions: 0, steps: 0, polls: 0, spurious: 0 };

/// The end of a run that could not do its work.
fn give_up(error: &str) -> ! {
    eprintln!("{LAB_FAILED}{error}");
    std::process::exit(exit::FAILED.into());
}

/// The program of several subjects: the one that its first argument names is judged, and no other. Each has a process of
/// its own, so that nothing that one keeps in a static is there for the next.
pub fn one_of(subjects: &[(&str, fn())]) {
    let asked = std::env::args().nth(1).unwrap_or_default();
    match subjects.iter().find(|(name, _)| *name == asked) {
        Some((_, judge)) => judge(),
        None => give_up(&format!("this program has no subject `{asked}`")),
    }
}

fn run(key: &str, properties: &[Property], files: &[Named]) -> Result<(), String> {
    let (mut tool, order) = Tool::greet()?;
    if !(1..=60_000).contains(&order.steps) {
        return Err(format!("limits.steps is {}; use 1 to 60000", order.steps));
    }
    #[cfg(feature = "tasks")]
    crate::choose_runtime(order.runtime);
    places::name_files(files);
    // The tool asks with SIGQUIT before it ends a run that hangs.
    dump::on_quit_naming(files);
    crate::panics::keep_quiet();
    let bounds =
        Bounds { executions: order.executions, steps: order.steps, polls: order.polls, spurious: order.spurious };
    // Words of the search itself, and of nobody who runs in it: the subject has no way to this line.
    let lines = tool.report.clone();
    pulse::tell(move |operations| _ = write(&lines, &ReportLine::Working(operations)));
    if order.board {
        return tool.stays_at_the_board(key, properties, bounds);
    }
    let only = order.property.as_deref();
    let (reports, asked) = match &order.tape {
        Some(tape) => (whole::replay(properties, only, bounds, tape)?, Asked::default()),
        None => {
            let through = order.through.clone();
            let until = order.until.clone();
            let purse = Purse { bounds, crossed: order.crossed, walks: order.walks, through, until };
            whole::search(properties, only, purse, &mut |answer| {
                // Where nobody reads any more, the report says so.
                let _ = write(&tool.report, &ReportLine::Answer(answer.clone()));
            })?
        }
    };
    if reports.is_empty() {
        return Err("no such property in the contract".into());
    }
    tool.answer(key, reports, asked)
}

/// The tool that started us: where the report goes, and the nonce that makes it ours.
struct Tool {
    nonce: String,
    report: Pipe,
    /// What else it says, where it goes on to talk.
    input: ManuallyDrop<BufReader<File>>,
}

type Pipe = Rc<RefCell<Box<dyn Write>>>;

fn write(pipe: &Pipe, line: &ReportLine) -> Result<(), String> {
    write_line(&mut **pipe.borrow_mut(), line).map_err(|error| format!("writing the report: {error}"))
}

/// A line of JSON, with long texts cut. In one piece: its words are thousands, and each would be a call of the kernel for who
/// writes, and one for who reads.
pub(crate) fn write_line(out: &mut dyn Write, line: &impl serde::Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_value(line)?;
    shorten(&mut line);
    out.write_all(format!("{line}\n").as_bytes())
}

impl Tool {
    /// Takes the order. Afterwards neither standard input nor the environment tells where the report goes or what its
    /// nonce is: the subject has not run yet, and finds nothing. In our memory it could; that is no secret place.
    fn greet() -> Result<(Tool, LabOrder), String> {
        let report = Rc::new(RefCell::new(report()?));
        // SAFETY: standard input is open for as long as we run, and is not closed here.
        let input = unsafe { File::from_raw_fd(0) };
        let mut input = ManuallyDrop::new(BufReader::new(input));
        let mut line = String::new();
        input.read_line(&mut line).map_err(|error| format!("reading the order: {error}"))?;
        // The tool's order is a file without a name, which is emptied. A terminal or a pipe cannot be read twice.
        let _ = input.get_ref().set_len(0);
        let mut order: LabOrder =
            serde_json::from_str(&line).map_err(|error| format!("the order is no order: {error}"))?;
        Ok((Tool { nonce: std::mem::take(&mut order.nonce), report, input }, order))
    }

    /// Somebody decides who moves: one answer for each line, until the other end is closed. No verdict comes of it.
    fn stays_at_the_board(&mut self, key: &str, properties: &[Property], bounds: Bounds) -> Result<(), String> {
        let mut answers = self.input.get_ref().try_clone().map_err(|error| format!("the board's socket: {error}"))?;
        board::serve(key, properties, bounds, &mut *self.input, &mut answers)
    }

    /// Says how every property did. A run that leaves before this has given no report.
    fn answer(self, key: &str, properties: Vec<PropertyReport>, asked: Asked) -> Result<(), String> {
        write(&self.report, &ReportLine::Report(Report { nonce: self.nonce, key: key.to_owned(), properties, asked }))
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
