//! `verify`: for maintainers. Every variant gets the verdict its record declares, property and kind included, and
//! every edit of the fix is needed. A compile error is never what a record means by "fails".

use super::r#gen;
use crate::{
    bounds::Bounds,
    cli::Verify,
    exit::Exit,
    layout::{Layout, write_if_changed},
    out,
    render::{self, line::plural},
    style::{BAD, BOLD, GOOD, paint},
    term::Progress,
};
use checker::{Checked, Checker, Options, Subject, harness};
use course::{
    Course, Exercise, hunks, problems,
    record::{Edit, Failure, Variant},
    recorded,
};
use edge::file::RECORD;
use protocol::{Outcome, Verdict};
use std::{collections::BTreeSet, env, path::Path};

/// Checks the records, then every variant and every edit.
pub fn run(layout: &Layout, args: Verify) -> anyhow::Result<Exit> {
    let course = Course::scan(&layout.course)?;
    let found = problems(&course);
    let one = match args.all || args.named.exercise.is_none() && course.containing(&env::current_dir()?).is_none() {
        true => None,
        false => Some(super::named_or_here(&course, &args.named)?.slug.clone()),
    };
    // Asked about one exercise, it speaks of that one; of the others it says only that there is something.
    let is_asked = |it: &&course::Problem| {
        one.as_ref().is_none_or(|slug| it.file.components().any(|part| part.as_os_str() == slug.as_str()))
    };
    let (found, elsewhere): (Vec<_>, Vec<_>) = found.iter().partition(is_asked);
    for problem in &found {
        out::tell(&render::labelled("error", &problem.to_string()));
    }
    if !elsewhere.is_empty() {
        let sum = plural(elsewhere.len(), "problem");
        out::tell(&render::labelled("note", &format!("{sum} in other places: cargo xtask verify --all")));
    }
    let course = layout.load()?;
    let shipped = args.shipped || env::var("CI").is_ok_and(|ci| ci == "true");
    let also = Also { shipped, recorded: args.recorded };
    let mut wrong = found.len();
    let cards = cards(layout, &args, one.is_none())?;
    if args.cards.is_none() {
        wrong += exercises(layout, &course, one.as_deref(), also, &args.bounds)?;
    }
    for exercise in &cards {
        out::line(&paint(BOLD, &exercise.slug))?;
        if let Some(reason) = harness::missing_here(exercise) {
            out::line(&format!("  skipped: {reason}"))?;
            continue;
        }
        wrong += print(exercise_lines(layout, exercise, &Also { shipped: false, ..also }, &args.bounds)?)?;
    }
    if args.recorded && one.is_none() && !r#gen::readme_is_current(&course)? {
        out::tell(&render::labelled("error", "README.md is out of date: run `cargo xtask gen`"));
        wrong += 1;
    }
    match wrong {
        0 => out::line("every variant has its declared verdict")?,
        n => out::line(&paint(BAD, &format!("{n} things to fix")))?,
    }
    Ok(Exit::from_good(wrong == 0))
}

/// The review cards and the atlas of hazards, as far as they are asked for: all, or the one that `--cards` names.
fn cards(layout: &Layout, args: &Verify, everything: bool) -> anyhow::Result<Vec<Exercise>> {
    if args.cards.is_none() && !everything {
        return Ok(Vec::new());
    }
    super::small(layout, args.cards.as_deref().unwrap_or_default())
}

/// How many things of the exercises are to be mended.
fn exercises(
    layout: &Layout,
    course: &Course,
    one: Option<&str>,
    also: Also,
    bounds: &Bounds,
) -> anyhow::Result<usize> {
    let mut wrong = 0;
    for exercise in course.exercises.iter().filter(|it| one.is_none_or(|one| one == it.slug)) {
        out::line(&paint(BOLD, &exercise.slug))?;
        if let Some(reason) = harness::missing_here(exercise) {
            out::line(&format!("  skipped: {reason}"))?;
            continue;
        }
        wrong += print(exercise_lines(layout, exercise, &also, bounds)?)?;
    }
    Ok(wrong)
}

/// Prints the rows, and counts those that are bad.
fn print(lines: Vec<Line>) -> anyhow::Result<usize> {
    lines.iter().try_for_each(Line::print)?;
    Ok(lines.iter().filter(|it| !it.good).count())
}

/// One row of the answer.
struct Line {
    good: bool,
    name: String,
    found: String,
    wanted: String,
}

impl Line {
    fn print(&self) -> anyhow::Result<()> {
        let mark = if self.good { paint(GOOD, "ok ") } else { paint(BAD, "bad") };
        out::line(&format!("  {mark} {:<26} {}", self.name, self.found))?;
        if !self.good {
            out::line(&format!("      wanted: {}", self.wanted))?;
        }
        Ok(())
    }
}

/// What is demanded beside the declared verdicts.
#[derive(Debug, Clone, Copy)]
struct Also {
    /// The exercise ships its `buggy.rs`.
    shipped: bool,
    /// The recorded runs are those of this code. One judging serves both.
    recorded: bool,
}

fn exercise_lines(layout: &Layout, exercise: &Exercise, also: &Also, bounds: &Bounds) -> anyhow::Result<Vec<Line>> {
    let (mut lines, mut runs) = (Vec::new(), Vec::new());
    for variant in &exercise.record.variant {
        let (line, checked) = of_variant(layout, exercise, variant, also, bounds)?;
        if also.recorded && line.good {
            runs.push(r#gen::recorded_as(exercise, &variant.name, &checked.judged)?);
        }
        lines.push(line);
    }
    if also.recorded {
        let same = edge::file::text(exercise.recorded(), RECORD).is_ok_and(|text| text == recorded::write(&runs));
        lines.push(Line {
            good: same,
            name: "recorded".to_owned(),
            found: if same { "these runs" } else { "other runs" }.to_owned(),
            wanted: format!("these runs; `cargo xtask gen {}`", named_for_gen(exercise)),
        });
    }
    for edit in &exercise.record.edit {
        lines.push(of_edit(layout, exercise, edit, bounds)?);
    }
    if also.shipped {
        let same = edge::file::bytes(exercise.subject(), RECORD)?
            == edge::file::bytes(exercise.variant_file("buggy"), RECORD)?;
        lines.push(Line {
            good: same,
            name: "shipped".to_owned(),
            found: if same { "is buggy.rs" } else { "src/lib.rs differs from buggy.rs" }.to_owned(),
            wanted: format!("the same file; `cargo xtask reset {}`", exercise.short()),
        });
    }
    Ok(lines)
}

/// How `gen` names it: a card or a hazard has no number.
fn named_for_gen(exercise: &Exercise) -> String {
    match exercise.solutions_dir.parent().is_some_and(|it| it.ends_with("solutions")) {
        true => exercise.short(),
        false => format!("--cards {}", exercise.record.id),
    }
}

fn of_variant(
    layout: &Layout,
    exercise: &Exercise,
    variant: &Variant,
    also: &Also,
    bounds: &Bounds,
) -> anyhow::Result<(Line, Checked)> {
    let subject = Subject::variant(exercise, &variant.name);
    let options = match also.recorded {
        true => r#gen::options(exercise, bounds),
        false => Options::within(bounds.over(&exercise.record.limits)),
    };
    let checked = Checker::new(layout).check(exercise, &subject, &options, &mut Progress::new().listener())?;
    let wanted: BTreeSet<String> = variant.fails.iter().map(failure).collect();
    let (good, wanted) = match wanted.is_empty() {
        true => (checked.judged.verdict == Verdict::Solved, "solved".to_owned()),
        false => (
            checked.judged.verdict == Verdict::StillBroken && failing(&checked) == wanted && others_hold(&checked),
            format!("still broken: {}", wanted.into_iter().collect::<Vec<_>>().join(", ")),
        ),
    };
    Ok((Line { good, name: variant.name.clone(), found: told(&checked), wanted }, checked))
}

/// The fix without one of its edits.
fn of_edit(layout: &Layout, exercise: &Exercise, edit: &Edit, bounds: &Bounds) -> anyhow::Result<Line> {
    let read = |name| edge::file::text(exercise.variant_file(name), RECORD);
    let text = hunks::undo(&read("fixed")?, &read("buggy")?, &edit.hunks);
    let file = without(layout, exercise, edit);
    write_if_changed(&file, &text)?;
    let checked = check(layout, exercise, &Subject::file(&file)?, bounds)?;
    let (good, wanted) = match &edit.breaks {
        Some(breaks) => (failing(&checked).contains(&failure(breaks)), format!("at least {}", failure(breaks))),
        None => (
            checked.judged.verdict == Verdict::Solved,
            "solved: the record gives a reason why nothing fails".to_owned(),
        ),
    };
    Ok(Line { good, name: format!("without {}", edit.id), found: told(&checked), wanted })
}

fn without(layout: &Layout, exercise: &Exercise, edit: &Edit) -> std::path::PathBuf {
    layout.generated(exercise).join("edits").join(Path::new(&edit.id)).with_extension("rs")
}

fn check(layout: &Layout, exercise: &Exercise, subject: &Subject, bounds: &Bounds) -> anyhow::Result<Checked> {
    let options = Options::within(bounds.over(&exercise.record.limits));
    Checker::new(layout).check(exercise, subject, &options, &mut Progress::new().listener())
}

fn failure(failure: &Failure) -> String {
    format!("{} ({})", failure.property, failure.kind.words())
}

/// What fails, in the form of [`failure`].
fn failing(checked: &Checked) -> BTreeSet<String> {
    let failures = checked.judged.properties.iter().filter_map(|it| match it.outcome {
        Outcome::Fails { kind, .. } => Some(Failure { property: it.id.clone(), kind }),
        _ => None,
    });
    failures.map(|it| failure(&it)).collect()
}

/// Whether what does not fail was shown to hold.
fn others_hold(checked: &Checked) -> bool {
    checked.judged.properties.iter().all(|it| matches!(it.outcome, Outcome::Holds | Outcome::Fails { .. }))
}

/// What was found, with the first line of an explanation.
fn told(checked: &Checked) -> String {
    let first = checked.judged.words.first().and_then(|words| words.lines().find(|line| !line.trim().is_empty()));
    let first = first.map_or(String::new(), |line| format!(" - {line}"));
    render::in_brief(checked) + &first
}
