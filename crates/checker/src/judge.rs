//! One check from end to end: generate, build, run, judge. Everything that needs a verdict comes here: `check`,
//! `verify` and `gen` alike.

use crate::{
    batch::{self, Item, News},
    blame,
    build_guard::{BuildEnded, BuildGuard},
    bytes::Bytes,
    compile::{self, Built},
    event::{Event, Listener},
    explain,
    harness::{self, Harness},
    layout::Layout,
    limits, plain,
    rustc_check::RustcCheck,
    stacks,
    subject::Subject,
    verdict::{self, Asked, Judged, Longer, OtherBytes},
};
use anyhow::{Context, anyhow};
use course::{Exercise, record};
use inputs::{Key, Look};
use protocol::{LabOrder, Verdict, marks::LAST_WORDS};
use std::{
    fs::{self, File},
    hash::{BuildHasher, RandomState},
    io::{Seek, Write},
    path::Path,
    process::Command,
    thread,
    time::{Duration, Instant},
};
use supervise::{Cancel, Job, Means};

/// A report with long counterexamples stays far below this, also where each of them has come before as an answer.
const REPORT_CAP: usize = 64 << 20;

/// How much more a search is given that could not decide.
const MORE: u64 = 10;

/// What is asked of a check.
#[derive(Debug, Clone)]
pub struct Options {
    /// Only this property.
    pub property: Option<String>,
    /// Only this schedule.
    pub tape: Option<String>,
    /// How many schedules by chance, for each property that fails.
    pub walks: Option<u64>,
    /// Bounds of the build and of the run.
    pub limits: record::Limits,
    /// Ends the check from another thread: then it is an error, [`supervise::Cancelled`].
    pub cancel: Cancel,
    /// What may be used of what the system offers.
    pub means: Means,
}

impl Options {
    /// The whole contract, within these bounds.
    pub fn within(limits: record::Limits) -> Options {
        let (property, tape, walks) = (None, None, None);
        Options { property, tape, walks, limits, cancel: Cancel::default(), means: Means::default() }
    }
}

/// A verdict, with what a reader may want to see beside it.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The verdict.
    pub judged: Judged,
    /// What the subject printed.
    pub printed: Printed,
    /// What was judged, file by file.
    pub bytes: Bytes,
    /// From the start to the verdict.
    pub took: Duration,
}

/// A subject's own output, of all schedules together.
#[derive(Debug, Clone, Default)]
pub struct Printed {
    /// As much as was kept.
    pub text: String,
    /// How many bytes more there were.
    pub more: u64,
}

/// Judges files by the contracts of their exercises.
#[derive(Debug, Clone, Copy)]
pub struct Checker<'l> {
    layout: &'l Layout,
}

impl<'l> Checker<'l> {
    /// One that builds in this clone.
    pub fn new(layout: &'l Layout) -> Checker<'l> {
        Checker { layout }
    }

    /// Judges `subject` by the contract of `exercise`.
    ///
    /// # Errors
    /// A fault of the course, of the tool or of the system; [`Cancelled`](supervise::Cancelled) and
    /// [`Interrupted`](supervise::Interrupted) where somebody wanted its end. What is wrong with the subject is a verdict.
    pub fn check(
        &self,
        exercise: &Exercise,
        subject: &Subject,
        options: &Options,
        listener: Listener<'_>,
    ) -> anyhow::Result<Checked> {
        check(self.layout, exercise, subject, options, listener)
    }

    /// The same with several runs of what is built once. One answer where there was nothing to run.
    ///
    /// # Errors
    /// As [`Checker::check`].
    pub fn check_times(
        &self,
        exercise: &Exercise,
        subject: &Subject,
        options: &Options,
        listener: Listener<'_>,
        times: usize,
    ) -> anyhow::Result<Vec<Checked>> {
        check_times(self.layout, exercise, subject, options, listener, times)
    }

    /// Judges many subjects: those that can share a program are built once, and run some at a time. Each verdict is the one
    /// that [`Checker::check`] would give; it comes as [`News`] as soon as it is there, and all of them come back in the
    /// order of the list. `None` stands for those that were not to be judged.
    ///
    /// # Errors
    /// As [`Checker::check`], and the first of them ends all.
    pub fn check_all(
        &self,
        items: &[Item<'_>],
        cancel: &Cancel,
        listener: &mut dyn FnMut(News<'_>),
    ) -> anyhow::Result<Vec<Option<Checked>>> {
        batch::check_all(self.layout, items, cancel, listener)
    }
}

pub(crate) fn check(
    layout: &Layout,
    exercise: &Exercise,
    subject: &Subject,
    options: &Options,
    listener: Listener<'_>,
) -> anyhow::Result<Checked> {
    check_times(layout, exercise, subject, options, listener, 1)?.pop().context("a check without a run")
}

fn check_times(
    layout: &Layout,
    exercise: &Exercise,
    subject: &Subject,
    options: &Options,
    listener: Listener<'_>,
    times: usize,
) -> anyhow::Result<Vec<Checked>> {
    let start = Instant::now();
    // A compiler would wait for a pipe, and read a device for ever.
    edge::file::bytes(exercise.contract(), edge::file::SOURCE)?;
    let harness =
        harness::generate(layout, exercise, subject, &options.cancel, &mut *listener).map_err(with_a_way_round)?;
    // What a verdict without a program is about: the compiler may not have come as far as to say what it read.
    let at_first = Bytes::of(&harness, &Look::at([&harness.subject, &harness.contract]));
    let limits = options.limits;
    let guard = BuildGuard { limits: limits::of_a_build(limits.build_s), cancel: options.cancel.clone() };
    let (plain, run) = thread::scope(|scope| {
        // Always, and from the start: what compiles only in the lab is no solution, and on a second core this
        // costs no time.
        let plain = scope.spawn(|| plain::plainly(layout, &harness, &guard));
        let run = build_and_run(layout, exercise, &harness, &guard, options, listener, times);
        (plain.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), run)
    });
    let told = |judged| {
        let (bytes, took) = (at_first.clone().now(), start.elapsed());
        Ok(vec![Checked { judged, printed: Printed::default(), bytes, took }])
    };
    if let Some(BuildEnded(reached)) =
        [plain.as_ref().err(), run.as_ref().err()].into_iter().flatten().find_map(|it| it.downcast_ref())
    {
        return told(Judged::without_report(Verdict::OverLimit, vec![limits::build_ended(*reached, &limits)]));
    }
    let plain = plain.map_err(with_a_way_round)?;
    if !plain.passed() {
        return told(not_rust(exercise, &harness, &plain));
    }
    let (runs, took) = (run.map_err(with_a_way_round)?, start.elapsed());
    let checked = |(judged, printed, bytes): (_, _, Bytes)| Checked { judged, printed, bytes: bytes.now(), took };
    Ok(runs.into_iter().map(checked).collect())
}

/// A clone may be read-only, or somebody else's. Everything that is written for a check lies below one folder.
fn with_a_way_round(error: anyhow::Error) -> anyhow::Error {
    use std::io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    let refused = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    match refused {
        Some(PermissionDenied | ReadOnlyFilesystem) => {
            anyhow!("{error:#}\n  to fix: make that folder yours, or build elsewhere: CARGO_TARGET_DIR=/some/folder")
        }
        _ => error,
    }
}

/// The file is not Rust, or it needs a crate that only the exercise's manifest has.
fn not_rust(exercise: &Exercise, harness: &Harness, plain: &RustcCheck) -> Judged {
    let missing = explain::missing_crates(&plain.errors, exercise);
    if !missing.is_empty() {
        return Judged::without_report(Verdict::NotModelled, missing);
    }
    if let Some(words) = unfinished_merge(exercise, &harness.subject) {
        return Judged::without_report(Verdict::DoesNotCompile, vec![words]);
    }
    let words = plain.errors.iter().map(|error| error.shown(&harness.subject));
    let words = words.chain(plain.crash.as_deref().map(blame::crashed)).collect();
    Judged::without_report(Verdict::DoesNotCompile, words)
}

/// Marks that git left in a file that is not Rust: one sentence about the cause, in the place of rustc's on its effects.
fn unfinished_merge(exercise: &Exercise, subject: &Path) -> Option<String> {
    let text = edge::file::text(subject, edge::file::SOURCE).ok()?;
    let begins =
        |line: &str, mark: &str| line.strip_prefix(mark).is_some_and(|it| it.is_empty() || it.starts_with(' '));
    let at = text.lines().position(|line| begins(line, "<<<<<<<"))?;
    text.lines().skip(at).any(|line| begins(line, ">>>>>>>")).then(|| {
        format!(
            "  src/lib.rs:{}: `<<<<<<<` is left of an unfinished merge\n  to fix: keep one side, and remove the marks; or \
             `cargo xtask reset {}`, which keeps your file",
            at + 1,
            exercise.short()
        )
    })
}

/// What the lab says, for a subject that the plain build accepts. An error of the subject's that remains is
/// about the lab; one of the contract's, about the subject's functions.
fn build_and_run(
    layout: &Layout,
    exercise: &Exercise,
    harness: &Harness,
    guard: &BuildGuard,
    options: &Options,
    listener: Listener<'_>,
    times: usize,
) -> anyhow::Result<Vec<(Judged, Printed, Bytes)>> {
    let mut again = true;
    'built: loop {
        let built = compile::with_lab(layout, harness, guard, &mut *listener)?;
        let bytes = Bytes::of(harness, &built.look);
        let without_run =
            |verdict, words| Ok(vec![(Judged::without_report(verdict, words), Printed::default(), bytes.clone())]);
        let program = match built.output {
            Built::Program(program) => program,
            Built::Asks(words) => return without_run(Verdict::NotModelled, words),
            Built::Crashed(how) => return without_run(Verdict::NotModelled, vec![blame::crashed(&how)]),
            Built::Refused { subject, contract } if subject.is_empty() => {
                return without_run(Verdict::ApiChanged, explain::api_changed(&contract, harness, exercise));
            }
            Built::Refused { subject, .. } => {
                return without_run(
                    Verdict::NotModelled,
                    explain::not_modelled(&subject, &|file| harness.name_of(file), explain::has_fakes(exercise)),
                );
            }
        };
        let properties = &exercise.record.property;
        let mut runs = Vec::new();
        while runs.len() < times {
            let mut command = Command::new(&program);
            command.env("RUST_BACKTRACE", "0");
            match run(command, properties, Some(&built.key), options, &harness.dir, &mut *listener) {
                // A program that is not the one of these bytes, whatever cargo thinks. Once more, and cleanly.
                Err(error) if again && error.is::<OtherBytes>() => {
                    again = false;
                    compile::distrust(harness)?;
                    continue 'built;
                }
                Err(error) => return Err(error),
                Ok((mut judged, printed)) => {
                    if judged.verdict == Verdict::Undecided {
                        judged.longer = Some(longer(exercise, &harness.subject, options));
                    }
                    runs.push((judged, printed, bytes.clone()));
                }
            }
        }
        return Ok(runs);
    }
}

/// What may decide where this check could not.
pub(crate) fn longer(exercise: &Exercise, subject: &Path, options: &Options) -> Longer {
    Longer {
        executions: options.limits.executions * MORE,
        property: options.property.clone(),
        subject: (*subject != exercise.subject()).then(|| subject.to_owned()),
    }
}

/// Runs a program that takes an order and gives a report, and judges it. `key` is that of the bytes it must have been
/// built from, if anybody knows them; `dir` is for a file that is gone at once.
pub fn run(
    command: Command,
    properties: &[record::Property],
    key: Option<&Key>,
    options: &Options,
    dir: &Path,
    listener: Listener<'_>,
) -> anyhow::Result<(Judged, Printed)> {
    let limits = options.limits;
    let order = LabOrder {
        nonce: nonce(),
        executions: limits.executions,
        steps: limits.steps,
        polls: limits.polls,
        spurious: limits.spurious,
        property: options.property.clone(),
        tape: options.tape.clone(),
        walks: options.walks,
    };
    let job = Job {
        stdin: Some(nameless(&order, dir)?),
        // Not the clock: a search that works on a busy machine is as good as any other.
        stall: Some(Duration::from_secs(limits.wall_s.into())),
        limits: limits::of_a_subject(&limits),
        capture: Some(limits::kept(&limits)),
        report: Some(REPORT_CAP),
        cancel: options.cancel.clone(),
        means: options.means,
        ..Job::subject(command)
    };
    let ended = supervise::run(job, &mut |_| listener(Event::Searches))?;
    let only = options.property.as_deref();
    let asked = Asked { nonce: &order.nonce, key, properties, only, replay: options.tape.is_some(), limits };
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

/// The order as a file without a name. Not a pipe: a subject that never reads would block us. Nameless: the nonce
/// lies in no folder, and two checks never share one.
#[cfg_attr(
    not(test),
    expect(clippy::disallowed_methods, reason = "a name that nobody else has, which must not be there yet")
)]
fn nameless(order: &LabOrder, dir: &Path) -> anyhow::Result<File> {
    let path = dir.join(format!("order-{}", order.nonce));
    let file = File::options().read(true).write(true).create_new(true).open(&path);
    let mut file = file.with_context(|| format!("cannot write {}", path.display()))?;
    fs::remove_file(&path)?;
    writeln!(file, "{}", serde_json::to_string(order)?)?;
    file.rewind()?;
    Ok(file)
}

/// Tells a report of this run from anything else that may come out of the pipe. Nobody can guess it; a subject that
/// searches its own memory can find it.
fn nonce() -> String {
    let number = || RandomState::new().hash_one(0);
    format!("{:016x}{:016x}", number(), number())
}

#[cfg(test)]
mod tests {
    use super::with_a_way_round;
    use anyhow::Context;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_folder_that_cannot_be_written_has_a_way_round() {
        let said = |kind: ErrorKind| {
            let refused: Result<(), Error> = Err(Error::from(kind));
            let error = refused.context("cannot write /clone/target/lab/lock").expect_err("it is refused");
            format!("{:#}", with_a_way_round(error))
        };
        for kind in [ErrorKind::ReadOnlyFilesystem, ErrorKind::PermissionDenied] {
            assert!(said(kind).starts_with("cannot write /clone/target/lab/lock: "), "{}", said(kind));
            assert!(said(kind).contains("CARGO_TARGET_DIR=/some/folder"), "{}", said(kind));
        }
        assert!(!said(ErrorKind::NotFound).contains("CARGO_TARGET_DIR"));
    }
}
