//! One check from end to end. What rustc says of a file that is no Rust is in `not_rust`; the build with the lab and its
//! runs are in `search`.

use crate::{
    Board, Checked, Layout, Listener, Options, Printed, Subject,
    batch::{self, Item, News},
    build_guard::{BuildEnded, BuildGuard},
    bytes::Bytes,
    harness, limits, not_rust, plain,
    search::{self, Search},
    verdict::Judged,
};
use anyhow::{Context, anyhow};
use inputs::Look;
use protocol::Verdict;
use records::Exercise;
use std::{io, thread, time::Instant};
use supervise::Cancel;

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

    pub(crate) fn layout(&self) -> &'l Layout {
        self.layout
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
        let first = self.check_times(exercise, subject, options, listener, 1)?.pop();
        first.context("a check without a run")
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
        let start = Instant::now();
        let layout = self.layout;
        // A compiler would wait for a pipe, and read a device for ever.
        edge::file::bytes(exercise.contract(), edge::file::SOURCE)?;
        let harness = harness::generate(layout, exercise, subject, &options.cancel, &mut *listener);
        let harness = harness.map_err(with_a_way_round)?;
        // What a verdict without a program is about: the compiler may not have come as far as to say what it read.
        let at_first = Bytes::of(&harness, &Look::at([&harness.subject, &harness.contract]));
        let guard = BuildGuard { limits: limits::of_a_build(options.limits.build_s), cancel: options.cancel.clone() };
        let (rustc, runs) = thread::scope(|scope| {
            // Always, and from the start: what compiles only in the lab is no solution, and on a second core this
            // costs no time.
            let rustc = scope.spawn(|| plain::check(layout, &harness, &guard));
            let search = Search { layout, exercise, harness: &harness, guard: &guard, options };
            let runs = search.runs(times, listener);
            (rustc.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), runs)
        });
        let without_run = |judged| {
            let (bytes, took) = (at_first.clone().now(), start.elapsed());
            Ok(vec![Checked { judged, printed: Printed::default(), bytes, took }])
        };
        if let Some(limit) = limit_of_a_build([rustc.as_ref().err(), runs.as_ref().err()]) {
            let words = limits::build_ended(limit, &options.limits);
            return without_run(Judged::without_report(Verdict::OverLimit, vec![words]));
        }
        let rustc = rustc.map_err(with_a_way_round)?;
        if !rustc.passed() {
            return without_run(not_rust::judge(exercise, &harness, &rustc));
        }
        let (runs, took) = (runs.map_err(with_a_way_round)?, start.elapsed());
        let checked =
            |run: search::Run| Checked { judged: run.judged, printed: run.printed, bytes: run.bytes.now(), took };
        Ok(runs.into_iter().map(checked).collect())
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

    /// Opens a board for each of many subjects, of those that are to be judged, and hands it to `play` with its place in the
    /// list. One is open at a time. Those that can share a program are built once.
    ///
    /// # Errors
    /// As [`Checker::check_all`], and whatever `play` says. A subject that is no program ends all.
    pub fn open_boards(
        &self,
        items: &[Item<'_>],
        cancel: &Cancel,
        play: &mut dyn FnMut(usize, Board) -> anyhow::Result<()>,
    ) -> anyhow::Result<()> {
        batch::play_each(self.layout, items, cancel, play)
    }
}

/// The bound that one of the two builds has reached.
fn limit_of_a_build(errors: [Option<&anyhow::Error>; 2]) -> Option<supervise::Reached> {
    errors.into_iter().flatten().find_map(|error| error.downcast_ref()).map(|BuildEnded(limit)| *limit)
}

/// A clone may be read-only, or somebody else's. Everything that is written for a check lies below one folder.
fn with_a_way_round(error: anyhow::Error) -> anyhow::Error {
    use io::ErrorKind::{PermissionDenied, ReadOnlyFilesystem};
    match error.downcast_ref::<io::Error>().map(io::Error::kind) {
        Some(PermissionDenied | ReadOnlyFilesystem) => {
            anyhow!("{error:#}\n  to fix: make that folder yours, or build elsewhere: CARGO_TARGET_DIR=/some/folder")
        }
        _ => error,
    }
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
