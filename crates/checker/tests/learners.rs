//! The package of one subject, which a learner's file gets, gives the report that the program of many subjects gave when it
//! was recorded. One variant for each exercise: its pull request, which is what a learner starts from.
//! A program with a main of its own: the keeper of a check is this program, started once more.

use checker::{Checker, Layout, Options, Subject, harness::missing_here};
use libtest_mimic::{Arguments, Trial};
use protocol::PropertyReport;
use records::{Exercise, recorded};
use std::{fs, process::ExitCode};
use testkit::root;

fn main() -> ExitCode {
    supervise::enter();
    let layout = Layout::of(root(), None).expect("the clone");
    let course = layout.load().expect("the records");
    let trials = course.exercises.into_iter().map(|exercise| {
        let (layout, name, is_skipped) = (layout.clone(), exercise.short(), missing_here(&exercise).is_some());
        let test = move || {
            buggy_reads_as_recorded(&layout, &exercise);
            Ok(())
        };
        Trial::test(name, test).with_ignored_flag(is_skipped)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn buggy_reads_as_recorded(layout: &Layout, exercise: &Exercise) {
    let text = fs::read_to_string(exercise.recorded()).expect("recorded runs");
    let runs = recorded::read(&text).expect("recorded runs");
    let wanted = runs.into_iter().find(|it| it.variant == "buggy").expect("the pull request's");
    // Chances are recorded alone; a check has none.
    let wanted: Vec<PropertyReport> =
        wanted.properties.into_iter().map(|it| PropertyReport { odds: None, ..it }).collect();
    let (subject, options) =
        (Subject::variant(exercise, "buggy"), Options::within(exercise.record.limits, exercise.record.runtime));
    let checked = Checker::new(layout).check(exercise, &subject, &options, &mut |_| {}).expect("a verdict");
    assert!(checked.judged.properties == wanted, "{:#?}\n\nand recorded is\n\n{wanted:#?}", checked.judged.properties);
}
