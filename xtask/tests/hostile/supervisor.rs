//! What the commands rely on beside verdicts: `supervise` as a library.

use crate::row::{SUBJECT, demand, mark, marked, nothing_left, until};
use libtest_mimic::{Failed, Trial};
use std::{
    process::Command,
    thread,
    time::{Duration, Instant},
};
use supervise::{Cancel, Cancelled, Ended, Job, Reached, run};

const LONG: Duration = Duration::from_secs(60);

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("status and both outputs come back", outputs),
        Trial::test("the report has a pipe of its own", report),
        Trial::test("standard input is empty where none was given", input),
        Trial::test("output is cut, counted, and does not block", cut),
        Trial::test("what cannot start is named", missing),
        Trial::test("a program is named from here, and starts in its own folder", named_from_here),
        Trial::test("silence has a limit", silence),
        Trial::test("words that are no milestone are silence", words_without_a_milestone),
        Trial::test("a job that is at work is not silent", at_work),
        Trial::test("a job is cancelled from another thread", cancelled),
        Trial::test("a panic of the tool ends the tree", panicked),
        Trial::test("two jobs at once", two),
    ]
}

fn sh(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn ended(script: &str) -> anyhow::Result<Ended> {
    let job = Job { wall: Some(LONG), capture: Some(1000), report: Some(1000), ..Job::subject(sh(script)) };
    run(job, &mut |_| {})
}

fn outputs() -> Result<(), Failed> {
    let ended = ended("echo out; echo err >&2; exit 7")?;
    demand(ended.status.and_then(|status| status.code()) == Some(7), || format!("{:?}", ended.status))?;
    demand(ended.stdout.text() == "out\n" && ended.stderr.text() == "err\n", || ended.stdout.text())?;
    demand(ended.left.is_empty(), || format!("{:?}", ended.left))
}

fn report() -> Result<(), Failed> {
    let ended = ended("echo noise; echo '{}' >/dev/fd/$EXIT_PATH_REPORT_FD")?;
    demand(ended.report.bytes() == b"{}\n" && ended.stdout.text() == "noise\n", || ended.report.text())
}

fn input() -> Result<(), Failed> {
    let ended = ended("cat; echo end")?;
    demand(ended.stdout.text() == "end\n", || ended.stdout.text())
}

fn cut() -> Result<(), Failed> {
    let ended = ended("i=0; while [ $i -lt 2000 ]; do echo 012345678901234567890123456789012345678; i=$((i+1)); done")?;
    demand(ended.status.is_some_and(|status| status.success()), || format!("{:?}", ended.status))?;
    demand(ended.stdout.bytes().len() == 1000 && ended.stdout.rest() == "… 79000 bytes more", || ended.stdout.rest())
}

fn missing() -> Result<(), Failed> {
    let error = run(Job::tool(Command::new("no-such-program-here")), &mut |_| {}).err();
    let words = error.map_or_else(String::new, |error| format!("{error:#}"));
    demand(words.contains("cannot start `no-such-program-here`: No such file"), || words.clone())
}

fn named_from_here() -> Result<(), Failed> {
    // By way of a folder that only this one has.
    let depth = std::env::current_dir()?.components().count();
    let mut command = Command::new(format!("tests/{}bin/sh", "../".repeat(depth)));
    command.args(["-c", "pwd; echo $TMPDIR"]);
    let ended = run(Job { capture: Some(1000), ..Job::subject(command) }, &mut |_| {})?;
    let said = ended.stdout.text();
    let lines: Vec<&str> = said.lines().collect();
    demand(lines.len() == 2 && lines[0] == lines[1] && lines[0].contains("exit-path-job-"), || said.clone())?;
    demand(!std::path::Path::new(lines[0]).exists(), || format!("{said} is still there"))
}

fn silence() -> Result<(), Failed> {
    let mut job = Job { capture: Some(1000), ..Job::tool(sh("echo one; exec sleep 600")) };
    job.limits.quiet = Some(Duration::from_millis(300));
    let ended = run(job, &mut |_| {})?;
    demand(ended.reached() == Some(Reached::Quiet), || format!("{:?}", ended.reached()))
}

fn words_without_a_milestone() -> Result<(), Failed> {
    let mut job = Job { capture: Some(1000), ..Job::tool(sh("while :; do echo noise; sleep 0.1; done")) };
    job.milestone = Some(b"crate");
    job.limits.quiet = Some(Duration::from_millis(300));
    job.limits.output = Some(1 << 20);
    let ended = run(job, &mut |_| {})?;
    demand(ended.reached() == Some(Reached::Quiet), || format!("{:?}", ended.reached()))
}

/// It says nothing, and has more processor time than its limit on silence is long. A machine that gives it little ends it
/// when it has been silent for long enough all the same.
fn at_work() -> Result<(), Failed> {
    let mut job = Job { capture: Some(1000), ..Job::tool(sh("while :; do :; done")) };
    // The tool hears once a second how much was used.
    let quiet = Duration::from_secs(3);
    job.limits.quiet = Some(quiet);
    job.limits.cpu_s = Some(4);
    let start = Instant::now();
    let ended = run(job, &mut |_| {})?;
    let given = ended.reached() == Some(Reached::Cpu) || start.elapsed() >= quiet * supervise::AT_WORK;
    demand(given, || format!("{:?} after {:?}", ended.reached(), start.elapsed()))
}

fn family(mark: &str) -> Job {
    let mut command = Command::new(std::env::current_exe().expect("this program has a file"));
    command.args([SUBJECT, "family"]).env("EXIT_PATH_HOSTILE_ROW", mark);
    Job { wall: Some(LONG), capture: Some(1000), ..Job::subject(command) }
}

fn all_there(mark: &str) -> bool {
    marked(mark).iter().filter(|(_, name)| name == "sleep").count() == 4
}

fn cancelled() -> Result<(), Failed> {
    let (mark, cancel) = (mark(), Cancel::default());
    let job = Job { cancel: cancel.clone(), ..family(&mark) };
    let (error, took) = thread::scope(|scope| {
        let run = scope.spawn(|| run(job, &mut |_| {}).err());
        let ready = until("the whole family runs", || all_there(&mark));
        let start = Instant::now();
        cancel.cancel();
        let error = run.join().expect("no panic");
        ready.map(|()| (error, start.elapsed()))
    })?;
    demand(error.is_some_and(|error| error.is::<Cancelled>()), || "it is not cancelled".to_owned())?;
    nothing_left(&mark)?;
    demand(took < Duration::from_secs(1), || format!("it took {took:?}"))?;
    let again = run(Job { cancel, ..Job::subject(sh("true")) }, &mut |_| {}).err();
    demand(again.is_some_and(|error| error.is::<Cancelled>()), || "a cancelled job starts".to_owned())
}

fn panicked() -> Result<(), Failed> {
    let mark = mark();
    let job = family(&mark);
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        run(job, &mut |_| {
            if all_there(&mark) {
                // Without the message of a panic in the middle of the tests.
                std::panic::resume_unwind(Box::new("the tool has a fault"));
            }
        })
        .map(|_| ())
    }));
    demand(unwound.is_err(), || "it did not unwind".to_owned())?;
    nothing_left(&mark)
}

fn two() -> Result<(), Failed> {
    thread::scope(|scope| {
        let jobs =
            [1, 2, 3, 4].map(|code| scope.spawn(move || ended(&format!("sleep 600 & echo {code}; exit {code}"))));
        for (job, code) in jobs.into_iter().zip(1..) {
            let ended = job.join().map_err(|_| "a panic")??;
            demand(ended.status.and_then(|it| it.code()) == Some(code), || format!("{:?}", ended.status))?;
            demand(ended.left.len() == 1 && ended.stdout.text().trim() == code.to_string(), || {
                format!("{:?}", ended.left)
            })?;
        }
        Ok(())
    })
}
