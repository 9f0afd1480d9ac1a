//! One check from end to end: generate, build, run, judge. Everything that needs a verdict comes here: `check`,
//! `verify` and `gen` alike.

use crate::{
    compile::{self, Built, Plain},
    explain,
    harness::{self, Harness, Subject},
    layout::{Layout, write_if_changed},
    process::{self, Ended, Job, OUTPUT_CAP},
    term::Progress,
    verdict::{self, Asked, Judged, Verdict},
};
use anyhow::Context;
use course::Exercise;
use serde::Serialize;
use std::{
    fs::File,
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant, SystemTime},
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
    /// Seconds of real time, instead of the record's.
    pub wall_s: Option<u32>,
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
    /// Whether there was more.
    pub cut: bool,
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
    let harness = harness::generate(layout, exercise, subject)?;
    let (plain, run) = thread::scope(|scope| {
        // Always, and from the start: what compiles only in the lab is no solution, and on a second core this
        // costs no time.
        let plain = scope.spawn(|| compile::plainly(layout, &harness));
        let run = build_and_run(layout, exercise, &harness, options, progress);
        (plain.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), run)
    });
    let plain = plain?;
    progress.clear();
    let took = start.elapsed();
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
    options: &Options,
    progress: &mut Progress,
) -> anyhow::Result<(Judged, Printed)> {
    let program = match compile::with_lab(layout, harness, progress)? {
        Built::Program(program) => program,
        Built::Refused { subject, contract } => {
            let judged = if subject.is_empty() {
                let words = explain::api_changed(&contract, harness, exercise);
                Judged::without_report(Verdict::ApiChanged, words)
            } else {
                let words = explain::not_modelled(&subject, &harness.subject);
                Judged::without_report(Verdict::NotModelled, words)
            };
            return Ok((judged, Printed::default()));
        }
    };
    let nonce = nonce();
    let ended = run(exercise, harness, &program, options, &nonce, progress)?;
    let asked = Asked {
        nonce: &nonce,
        properties: &exercise.record.property,
        only: options.property.as_deref(),
        replay: options.tape.is_some(),
    };
    let printed = Printed {
        text: ended.stdout.text() + &ended.stderr.text(),
        cut: ended.stdout.was_cut() || ended.stderr.was_cut(),
    };
    Ok((verdict::judge(&ended, &asked)?, printed))
}

fn run(
    exercise: &Exercise,
    harness: &Harness,
    program: &Path,
    options: &Options,
    nonce: &str,
    progress: &mut Progress,
) -> anyhow::Result<Ended> {
    let limits = exercise.record.limits;
    let request = Request {
        nonce,
        executions: limits.executions,
        steps: limits.steps,
        polls: limits.polls,
        spurious: limits.spurious,
        property: options.property.as_deref(),
        tape: options.tape.as_deref(),
        walks: options.walks,
    };
    // From a file and not through a pipe: a subject that never reads cannot block us.
    let path = harness.dir.join("request.json");
    write_if_changed(&path, &(serde_json::to_string(&request)? + "\n"))?;
    let stdin = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut command = Command::new(program);
    command.current_dir(&harness.dir).env("RUST_BACKTRACE", "0");
    let job = Job {
        stdin: Some(stdin),
        wall: Some(Duration::from_secs(options.wall_s.unwrap_or(limits.wall_s).into())),
        capture: Some(OUTPUT_CAP),
        report: Some(REPORT_CAP),
        ..Job::subject(command)
    };
    process::run(job, &mut |_| progress.tick("searching the schedules"))
}

/// Not a secret: it tells a report of this run from anything else that may come out of the pipe.
fn nonce() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    format!("{:x}-{:x}", std::process::id(), now.as_nanos())
}
