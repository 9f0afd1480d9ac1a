//! Runs the steps: their commands in threads, as `schedule` lets them begin. What a step says is held until it ends, so that two
//! steps never mix their lines.

use super::{
    OUTPUT, Outcome, Row, WALL,
    schedule::{self, Stands, Turn},
    step::{self, Needs, Room, Step},
};
use crate::{
    out,
    process::{self, Cancel, Ended, Job},
    render,
    style::{BAD, DIM, GOOD, LOOK, paint},
    term::Progress,
};
use anyhow::anyhow;
use std::{
    collections::VecDeque,
    panic::{AssertUnwindSafe, catch_unwind},
    process::Command,
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    thread::{self, Scope},
    time::{Duration, Instant},
};

/// How often the spinner turns.
const TICK: Duration = Duration::from_millis(100);

/// A step under way.
struct Course {
    step: Step,
    stands: Stands,
    /// What is left to run, the next first.
    left: VecDeque<(Option<Room>, Command)>,
    /// What runs: its room, and how it is shown.
    now: Option<(Option<Room>, String)>,
    /// What it has said so far.
    said: String,
    outcome: Outcome,
    took: Duration,
    processor: Duration,
}

/// A command that has ended, of the step at `at`.
struct Done {
    at: usize,
    took: Duration,
    ended: anyhow::Result<Ended>,
}

/// Runs them all but the unchanged ones, whatever one of them says; so many commands at a time. The rows are in the order of the steps.
///
/// # Errors
/// What cannot be started, and a request to stop. Then the commands that run beside it are ended.
pub(super) fn all(
    steps: Vec<Step>,
    jobs: usize,
    in_ci: bool,
    is_unchanged: &dyn Fn(&Step) -> bool,
) -> anyhow::Result<Vec<Row>> {
    let mut courses: Vec<Course> = steps
        .into_iter()
        .map(|step| (is_unchanged(&step), step))
        .map(|(old, step)| Course::new(step, in_ci, old))
        .collect();
    let cancel = Cancel::default();
    let (sender, ended) = channel();
    thread::scope(|scope| {
        let result = supervise(&mut courses, jobs, scope, (&sender, &ended), &cancel);
        // The scope waits for the threads: what they run ends now.
        if result.is_err() {
            cancel.cancel();
        }
        result
    })?;
    Ok(courses.into_iter().map(Course::into_row).collect())
}

fn supervise<'scope>(
    courses: &mut [Course],
    jobs: usize,
    scope: &'scope Scope<'scope, '_>,
    (sender, ended): (&Sender<Done>, &Receiver<Done>),
    cancel: &Cancel,
) -> anyhow::Result<()> {
    for course in courses.iter().filter(|it| it.stands == Stands::Over) {
        out::show(&course.said)?;
    }
    let mut progress = Progress::new();
    loop {
        while let Some(at) = schedule::next(&courses.iter().map(Course::turn).collect::<Vec<_>>(), jobs) {
            if let Some(command) = courses[at].begin() {
                let (sender, cancel) = (sender.clone(), cancel.clone());
                scope.spawn(move || {
                    let start = Instant::now();
                    let job = Job { wall: Some(WALL), capture: Some(OUTPUT), cancel, ..Job::tool(command) };
                    // A thread that ends without a word would be waited for without end.
                    let ended = catch_unwind(AssertUnwindSafe(|| process::run(job, &mut |_| ())));
                    let ended = ended.unwrap_or_else(|_| Err(anyhow!("the run of a command has panicked")));
                    // Nobody listens after an error: then this command was ended for it.
                    let _ = sender.send(Done { at, took: start.elapsed(), ended });
                });
            }
        }
        let shown: Vec<&str> = courses.iter().filter_map(|it| Some(it.now.as_ref()?.1.as_str())).collect();
        if shown.is_empty() {
            return Ok(());
        }
        match ended.recv_timeout(TICK) {
            Ok(done) => {
                let course = &mut courses[done.at];
                course.end(done.took, done.ended?);
                if course.stands == Stands::Over {
                    progress.clear();
                    progress = Progress::new();
                    out::show(&course.said)?;
                }
            }
            Err(RecvTimeoutError::Timeout) => progress.tick(&shown.join("  |  ")),
            // Not while `sender` is there.
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

impl Course {
    fn new(step: Step, in_ci: bool, is_unchanged: bool) -> Course {
        let label = format!("{:<13} {}", step.name, step.proves);
        let mut course = Course {
            left: step.commands().collect(),
            stands: Stands::Fresh,
            now: None,
            said: format!("{label}\n"),
            outcome: Outcome::Passed,
            took: Duration::ZERO,
            processor: Duration::ZERO,
            step,
        };
        if let Some(Needs { program, add }) = course.step.missing() {
            let why = format!("`{program}` is not installed");
            let style = if in_ci && course.step.optional.is_none() { BAD } else { LOOK };
            course.said = format!("{label} {}\n", paint(style, &format!("skipped: {why}")));
            course.outcome = Outcome::Skipped { why, add };
            course.stands = Stands::Over;
        } else if is_unchanged {
            course.said = format!("{label} {}\n", paint(DIM, "unchanged"));
            course.outcome = Outcome::Unchanged;
            course.stands = Stands::Over;
        }
        course
    }

    fn turn(&self) -> Turn {
        let room = match &self.now {
            Some((room, _)) => *room,
            None => self.left.front().and_then(|(room, _)| *room),
        };
        Turn { stands: self.stands, alone: self.step.alone, room }
    }

    /// Its next command. A step without one is over, and proves nothing: there is none.
    fn begin(&mut self) -> Option<Command> {
        let (room, command) = self.left.pop_front()?;
        self.stands = Stands::Runs;
        self.now = Some((room, step::shown(&command)));
        Some(command)
    }

    /// Takes in how a command ended. A failed one is the step's last.
    fn end(&mut self, took: Duration, ended: Ended) {
        let shown = self.now.take().map_or(String::new(), |(_, shown)| shown);
        self.took += took;
        self.processor += ended.processor;
        let is_good = ended.status.is_some_and(|status| status.success());
        self.stands = if is_good && !self.left.is_empty() { Stands::Between } else { Stands::Over };
        // A part that was left out is named, though the rest passed.
        let text = ended.stdout.text();
        for line in text.lines().filter(|line| is_good && line.starts_with("skipped ")) {
            self.said += &format!("{:<13} {}\n", "", paint(LOOK, line));
        }
        if !is_good {
            self.outcome = Outcome::Failed;
            let how =
                ended.status.map_or(format!("it ran for {} s and was ended", WALL.as_secs()), |it| it.to_string());
            self.said +=
                &format!("{}\n{text}{}", render::labelled("error", &format!("{how}: {shown}")), ended.stderr.text());
            if !self.said.ends_with('\n') {
                self.said.push('\n');
            }
        } else if self.stands == Stands::Over {
            let took = format!("{:.1} s", self.took.as_secs_f64());
            self.said += &format!("{:<13} {} {}\n", "", paint(GOOD, "passed"), paint(DIM, &took));
        }
    }

    fn into_row(self) -> Row {
        Row { step: self.step, outcome: self.outcome, took: self.took, processor: self.processor }
    }
}
