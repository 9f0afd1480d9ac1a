//! One check from end to end: generate, build, run, judge. Everything that needs a verdict comes here: `check`,
//! `verify` and `gen` alike.

use crate::{
    compile::{self, BuildEnded, Built, Kept, Plain},
    explain,
    harness::{self, Harness, Subject},
    layout::Layout,
    limits::{self, Bounds},
    process::{self, Cancel, Job},
    stacks,
    term::Progress,
    verdict::{self, Asked, Judged, Verdict},
};
use course::{Exercise, record};
use serde::Serialize;
use std::{
    fs::{self, File},
    hash::{BuildHasher, RandomState},
    io::{Seek, Write},
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};

/// A report with long counterexamples stays far below this.
const REPORT_CAP: usize = 16 << 20;

/// What may differ from the record.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Only this property.
    pub property: Option<String>,
    /// Only this schedule.
    pub tape: Option<String>,
    /// How many schedules by chance, for each property that fails.
    pub walks: Option<u64>,
    /// Bounds of the run, instead of the record's.
    pub bounds: Bounds,
    /// Ends the check from another thread: then it is an error, [`supervise::Cancelled`].
    pub cancel: Cancel,
}

/// A verdict, with what a reader may want to see beside it.
#[derive(Debug)]
pub struct Checked {
    /// The verdict.
    pub judged: Judged,
    /// What the subject printed.
    pub printed: Printed,
    /// From the start to the verdict.
    pub took: Duration,
}

/// A subject's own output, of all schedules together.
#[derive(Debug, Default)]
pub struct Printed {
    /// As much as was kept.
    pub text: String,
    /// How many bytes more there were.
    pub more: u64,
}

/// The line a harness reads from its standard input.
#[derive(Serialize)]
struct Request<'a> {
    nonce: &'a str,
    executions: u64,
    steps: u32,
    polls: u32,
    spurious: u32,
    property: Option<&'a str>,
    tape: Option<&'a str>,
    walks: Option<u64>,
}

/// Judges `subject` by the contract of `exercise`.
pub fn check(
    layout: &Layout,
    exercise: &Exercise,
    subject: &Subject,
    options: &Options,
    progress: &mut Progress,
) -> anyhow::Result<Checked> {
    let start = Instant::now();
    let waits = || progress.note("another check of this file is running; this one comes after it");
    let harness = harness::generate(layout, exercise, subject, &options.cancel, &waits)?;
    let limits = options.bounds.over(&exercise.record.limits);
    let kept = Kept { limits: limits::of_a_build(limits.build_s), cancel: options.cancel.clone() };
    let (plain, run) = thread::scope(|scope| {
        // Always, and from the start: what compiles only in the lab is no solution, and on a second core this
        // costs no time.
        let plain = scope.spawn(|| compile::plainly(layout, &harness, &kept));
        let run = build_and_run(layout, exercise, &harness, &kept, options, progress);
        (plain.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), run)
    });
    progress.clear();
    let took = start.elapsed();
    if let Some(BuildEnded(reached)) =
        [plain.as_ref().err(), run.as_ref().err()].into_iter().flatten().find_map(|it| it.downcast_ref())
    {
        let judged = Judged::without_report(Verdict::OverLimit, vec![verdict::build_ended(*reached, &limits)]);
        return Ok(Checked { judged, printed: Printed::default(), took });
    }
    let plain = plain?;
    if !plain.errors.is_empty() {
        return Ok(Checked { judged: not_rust(exercise, &harness, &plain), printed: Printed::default(), took });
    }
    let (judged, printed) = run?;
    Ok(Checked { judged, printed, took })
}

/// The file is not Rust, or it needs a crate that only the exercise's manifest has.
fn not_rust(exercise: &Exercise, harness: &Harness, plain: &Plain) -> Judged {
    let missing = explain::missing_crates(&plain.errors, exercise);
    if !missing.is_empty() {
        return Judged::without_report(Verdict::NotModelled, missing);
    }
    let words = plain.errors.iter().map(|error| error.shown(&harness.subject)).collect();
    Judged::without_report(Verdict::DoesNotCompile, words)
}

/// What the lab says, for a subject that the plain build accepts. An error of the subject's that remains is
/// about the lab; one of the contract's, about the subject's functions.
fn build_and_run(
    layout: &Layout,
    exercise: &Exercise,
    harness: &Harness,
    kept: &Kept,
    options: &Options,
    progress: &mut Progress,
) -> anyhow::Result<(Judged, Printed)> {
    let program = match compile::with_lab(layout, harness, kept, progress)? {
        Built::Program(program) => program,
        Built::Refused { subject, contract } => {
            let judged = if subject.is_empty() {
                let words = explain::api_changed(&contract, harness, exercise);
                Judged::without_report(Verdict::ApiChanged, words)
            } else {
                let words = explain::not_modelled(&subject, &harness.subject, explain::has_fakes(exercise));
                Judged::without_report(Verdict::NotModelled, words)
            };
            return Ok((judged, Printed::default()));
        }
    };
    let mut command = Command::new(program);
    command.current_dir(&harness.dir).env("RUST_BACKTRACE", "0");
    let limits = options.bounds.over(&exercise.record.limits);
    run(command, &exercise.record.property, limits, options, &harness.dir, progress)
}

/// Runs a program that takes an order and gives a report, and judges it. `dir` is for a file that is gone at once.
pub fn run(
    command: Command,
    properties: &[record::Property],
    limits: record::Limits,
    options: &Options,
    dir: &Path,
    progress: &mut Progress,
) -> anyhow::Result<(Judged, Printed)> {
    let nonce = nonce();
    let request = Request {
        nonce: &nonce,
        executions: limits.executions,
        steps: limits.steps,
        polls: limits.polls,
        spurious: limits.spurious,
        property: options.property.as_deref(),
        tape: options.tape.as_deref(),
        walks: options.walks,
    };
    let job = Job {
        stdin: Some(order(&request, dir)?),
        wall: Some(Duration::from_secs(limits.wall_s.into())),
        limits: limits::of_a_subject(&limits),
        capture: Some(limits::kept(&limits)),
        report: Some(REPORT_CAP),
        cancel: options.cancel.clone(),
        ..Job::subject(command)
    };
    let ended = process::run(job, &mut |_| progress.tick("searching the schedules"))?;
    let only = options.property.as_deref();
    let asked = Asked { nonce: &nonce, properties, only, replay: options.tape.is_some(), limits };
    let printed = Printed {
        text: ended.stdout.text() + &stacks::without(&ended.stderr.text()),
        more: ended.stdout.more() + ended.stderr.more(),
    };
    let mut judged = verdict::judge(&ended, &asked)?;
    if judged.verdict == Verdict::Crashed {
        judged.words.extend(last_words(&ended.stderr.text()));
    }
    Ok((judged, printed))
}

/// What the lab could still say of a panic that ended the process: which property ran, and where.
fn last_words(stderr: &str) -> Option<String> {
    let said = stderr.lines().find_map(|line| line.strip_prefix(LAST_WORDS))?;
    Some(format!("It says of its end: {said}."))
}

/// In front of what the lab says on standard error before the process aborts (`lab/src/panics.rs`).
const LAST_WORDS: &str = "the lab's last words: ";

/// The order as a file without a name. Not a pipe: a subject that never reads would block us. Nameless: the nonce
/// lies in no folder, and two checks never share one.
fn order(request: &Request<'_>, dir: &Path) -> anyhow::Result<File> {
    let path = dir.join(format!("order-{}", request.nonce));
    let mut file = File::options().read(true).write(true).create_new(true).open(&path)?;
    fs::remove_file(&path)?;
    writeln!(file, "{}", serde_json::to_string(request)?)?;
    file.rewind()?;
    Ok(file)
}

/// Tells a report of this run from anything else that may come out of the pipe. Nobody can guess it; a subject that
/// searches its own memory can find it.
fn nonce() -> String {
    let number = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", number(), number())
}
