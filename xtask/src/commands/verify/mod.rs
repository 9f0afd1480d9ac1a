//! `verify`: for maintainers. Every variant gets the verdict its record declares, property and kind included, every edit of
//! the fix is needed, and every probe comes out as it says. One judging serves all of it, and the recorded runs too.
//! Not here: how a row is printed ([`comparison`]).

mod comparison;

use self::comparison::{Comparison, folded};
use super::{boards, r#gen, mutate, strategies};
use crate::{
    cli::Verify,
    exit::Exit,
    judging::{self, JudgedEntry},
    layout::Layout,
    out,
    render::{self, line::plural},
    style::{BAD, BOLD, paint},
};
use checker::{
    Checked, Options,
    corpus::{Entry, Kind},
    harness,
};
use edge::{Visible, file::RECORD};
use records::{Course, Exercise, problems, recorded};
use std::env;

/// Checks the records, then everything that has a verdict to have.
pub fn run(layout: &Layout, args: Verify) -> anyhow::Result<Exit> {
    let course = Course::scan(&layout.course)?;
    let found = problems(&course);
    let one = match args.all || args.named.exercise.is_none() && course.containing(&env::current_dir()?).is_none() {
        true => None,
        false => Some(super::named_or_here(&course, &args.named)?.slug.clone()),
    };
    // Asked about one exercise, it speaks of that one; of the others it says only that there is something.
    let is_asked = |it: &&records::Problem| {
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
    let mut wrong = found.len();
    let also = Also { shipped, recorded: args.recorded };
    let options = |entry: &Entry<'_>| {
        let (limits, is_variant) = (&entry.exercise.record.limits, matches!(entry.kind, Kind::Variant(_)));
        Some(match args.recorded && is_variant {
            true => r#gen::options(entry.exercise, &args.bounds),
            false => Options {
                until: entry.until().map(str::to_owned),
                ..Options::within(args.bounds.over(limits), args.bounds.runtime_over(entry.exercise.record.runtime))
            },
        })
    };
    let asked = asked(layout, &course, &args, one.as_deref())?;
    judging::judge(layout, &asked, &options, &mut |exercise, rows| {
        out::line(&paint(BOLD, &exercise.slug))?;
        if let Some(reason) = harness::missing_here(exercise) {
            return out::line(&format!("  skipped: {reason}"));
        }
        let lines = lines(exercise, rows, &also)?;
        wrong += lines.iter().filter(|it| !it.good).count();
        folded(lines).iter().try_for_each(Comparison::print)
    })?;
    wrong += mutants(layout, &asked)?;
    wrong += keys(layout, &course, &asked, args.recorded && one.is_none() && args.cards.is_none())?;
    if args.recorded && one.is_none() && !r#gen::table_of_mutants_is_current(&course)? {
        out::tell(&render::labelled(
            "error",
            &format!("{} is out of date: run `cargo xtask gen`", mutate::table::PAGE),
        ));
        wrong += 1;
    }
    if args.recorded && one.is_none() && !r#gen::readme_is_current(&course)? {
        out::tell(&render::labelled("error", "README.md is out of date: run `cargo xtask gen`"));
        wrong += 1;
    }
    if args.recorded {
        for path in boards::stale(layout, &course, &asked)? {
            let shown = course.relative(&path).visible().to_string();
            out::tell(&render::labelled("error", &format!("{shown} is out of date: run `cargo xtask gen --boards`")));
            wrong += 1;
        }
    }
    match wrong {
        0 => out::line("every variant has its declared verdict")?,
        n => out::line(&paint(BAD, &format!("{n} things to fix")))?,
    }
    Ok(Exit::from_good(wrong == 0))
}

/// What is asked for: one exercise, one card or hazard, or everything.
fn asked(layout: &Layout, course: &Course, args: &Verify, one: Option<&str>) -> anyhow::Result<Vec<Exercise>> {
    if let Some(name) = &args.cards {
        return super::small(layout, name);
    }
    let mut asked = course.exercises.clone();
    match one {
        Some(slug) => asked.retain(|it| it.slug == slug),
        None => asked.extend(super::small(layout, "")?),
    }
    Ok(asked)
}

/// Whether each contract is known to see what it sees; gives the number of things to fix.
fn mutants(layout: &Layout, asked: &[Exercise]) -> anyhow::Result<usize> {
    let lines = mutate::lines(layout, asked)?;
    if !lines.is_empty() {
        out::line(&paint(BOLD, "mutants"))?;
    }
    let wrong = lines.iter().filter(|it| !it.good).count();
    let row = |it: mutate::Line| Comparison { good: it.good, name: it.exercise, found: it.found, wanted: it.wanted };
    lines.into_iter().map(row).try_for_each(|it| it.print())?;
    Ok(wrong)
}

/// Whether any key lets somebody pass who has not read; gives the number of things to fix. With `whole`, the table in the docs is
/// compared as well.
fn keys(layout: &Layout, course: &Course, asked: &[Exercise], whole: bool) -> anyhow::Result<usize> {
    let Some(found) = strategies::of(layout, asked)? else { return Ok(0) };
    out::line(&paint(BOLD, "keys"))?;
    let mut lines: Vec<Comparison> = found
        .keys
        .iter()
        .map(|it| Comparison {
            good: it.faults.is_empty(),
            name: it.id.clone(),
            found: match it.faults.as_slice() {
                [] => "who has not read does not pass, and an expert does".to_owned(),
                faults => faults.join("; "),
            },
            wanted: format!("below 60 for each of them, 95 for the key's own comments; {} says how", strategies::PAGE),
        })
        .collect();
    if let (true, Some((path, wanted))) = (whole, strategies::page(course, &found.table)?) {
        let same = edge::file::text(&path, RECORD).is_ok_and(|text| text == wanted);
        let found = if same { "today's figures" } else { "other figures" }.to_owned();
        let wanted = "today's figures; `cargo xtask gen`".to_owned();
        lines.push(Comparison { good: same, name: strategies::PAGE.to_owned(), found, wanted });
    }
    lines.iter().try_for_each(Comparison::print)?;
    Ok(lines.iter().filter(|it| !it.good).count())
}

/// What is demanded beside the declared verdicts.
#[derive(Debug, Clone, Copy)]
struct Also {
    /// The exercise ships its `buggy.rs`.
    shipped: bool,
    /// The recorded runs are those of this code. One judging serves both.
    recorded: bool,
}

fn lines(exercise: &Exercise, rows: &[JudgedEntry<'_, '_>], also: &Also) -> anyhow::Result<Vec<Comparison>> {
    let mut lines: Vec<Comparison> = rows.iter().map(line).collect();
    if also.recorded {
        let variants = rows.iter().zip(&lines).filter_map(|(row, line)| match (&row.entry.kind, row.checked) {
            (Kind::Variant(variant), Some(checked)) if line.good => Some((variant, checked)),
            _ => None,
        });
        let runs = variants.map(|(variant, it)| r#gen::recorded_as(exercise, &variant.name, &it.judged));
        let runs = runs.collect::<anyhow::Result<Vec<_>>>()?;
        let same = edge::file::text(exercise.recorded(), RECORD).is_ok_and(|text| text == recorded::write(&runs));
        lines.push(Comparison {
            good: same,
            name: "recorded".to_owned(),
            found: if same { "these runs" } else { "other runs" }.to_owned(),
            wanted: format!("these runs; `cargo xtask gen {}`", named_for_gen(exercise)),
        });
    }
    if also.shipped {
        let shipped = edge::file::bytes(exercise.variant_file(exercise.head()), RECORD)?;
        let same = edge::file::bytes(exercise.subject(), RECORD).is_ok_and(|it| it == shipped);
        lines.push(Comparison {
            good: same,
            name: "shipped".to_owned(),
            found: format!("the learner's file {} {}.rs", if same { "is" } else { "differs from" }, exercise.head()),
            wanted: format!("the same file; `cargo xtask reset {}`", exercise.short()),
        });
    }
    Ok(lines)
}

/// How `gen` names it: a card or a hazard has no number.
fn named_for_gen(exercise: &Exercise) -> String {
    match exercise.is_numbered() {
        true => exercise.short(),
        false => format!("--cards {}", exercise.record.id),
    }
}

fn line(row: &JudgedEntry<'_, '_>) -> Comparison {
    let name = row.entry.name();
    match (row.checked, &row.entry.subject) {
        (Some(checked), _) => {
            let fit = row.entry.fit(checked);
            Comparison { good: fit.good, name, found: told(checked), wanted: fit.wanted }
        }
        (None, Err(why)) => Comparison { good: false, name, found: why.clone(), wanted: "a file to judge".to_owned() },
        (None, Ok(_)) => {
            Comparison { good: false, name, found: "not judged".to_owned(), wanted: "a verdict".to_owned() }
        }
    }
}

/// What was found, with the first line of an explanation.
fn told(checked: &Checked) -> String {
    let first = checked.judged.words.first().and_then(|words| words.lines().find(|line| !line.trim().is_empty()));
    let first = first.map_or(String::new(), |line| format!(" - {line}"));
    render::in_brief(checked) + &first
}
