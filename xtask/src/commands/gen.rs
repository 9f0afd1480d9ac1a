//! `gen`: the generated files of the tree. `--check` writes nothing and fails where one of them is out of date.

use super::{boards, mutate, strategies};
use crate::{
    bounds::Bounds,
    cli::Gen,
    exit::Exit,
    judging,
    layout::{Layout, write_if_changed},
    out, render,
};
use anyhow::{Context, bail};
use checker::{
    Options,
    corpus::{Entry, Kind},
    harness,
    verdict::Judged,
};
use edge::{Visible, file::RECORD};
use records::{
    Course, Exercise,
    recorded::{self, Recorded},
};
use std::path::PathBuf;

/// Schedules by chance for each property that fails: enough to tell one in a thousand from none.
const WALKS: u64 = 10_000;
/// Seconds of processor time for one variant, or for its board, which is asked thousands of questions.
pub(super) const PATIENCE: u32 = 900;

/// A file as it should be.
struct Wanted {
    path: PathBuf,
    text: String,
}

/// Writes them, or compares.
pub fn run(layout: &Layout, args: Gen) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut wanted = Vec::new();
    let judged = match (args.exercise.as_deref(), args.cards.as_deref()) {
        (Some(typed), _) => vec![course.find(typed)?.clone()],
        (None, Some(name)) => super::small(layout, name)?,
        (None, None) => [course.exercises.clone(), super::small(layout, "")?].concat(),
    };
    let played: Vec<Exercise> = judged.iter().filter(|it| it.is_numbered()).cloned().collect();
    wanted.extend(boards::files(layout, &course, &judged)?.into_iter().map(|(path, text)| Wanted { path, text }));
    if args.boards {
        return put(&course, &wanted, args.check);
    }
    // The program is that of `verify`, and is built once for both.
    let options =
        |entry: &Entry<'_>| matches!(entry.kind, Kind::Variant(_)).then(|| options(entry.exercise, &Bounds::default()));
    judging::judge(layout, &judged, &options, &mut |exercise, rows| {
        if let Some(reason) = harness::missing_here(exercise) {
            bail!("{} needs Linux: {reason}", exercise.short());
        }
        let runs = rows.iter().filter_map(|row| match (&row.entry.kind, row.checked) {
            (Kind::Variant(variant), Some(it)) => Some(recorded_as(exercise, &variant.name, &it.judged)),
            _ => None,
        });
        let text = recorded::write(&runs.collect::<anyhow::Result<Vec<Recorded>>>()?);
        wanted.push(Wanted { path: exercise.recorded(), text });
        Ok(())
    })?;
    for exercise in &played {
        wanted.extend(mutate::file(layout, exercise)?.map(|(path, text)| Wanted { path, text }));
    }
    wanted.extend(readme(&course)?);
    // Its table has every key, so it is written when everything is.
    if args.exercise.is_none()
        && args.cards.is_none()
        && let Some(found) = strategies::of(layout, &judged)?
    {
        wanted.extend(strategies::page(&course, &found.table)?.map(|(path, text)| Wanted { path, text }));
    }
    // The table counts what the files say that are written here.
    let written = put(&course, &wanted, args.check)?;
    let mut stale = written != Exit::from_good(true);
    if let Some((path, text)) = mutate::table::page(&course)? {
        let is_current = edge::file::text(&path, RECORD).is_ok_and(|it| it == text);
        if !is_current && args.check {
            out::tell(&render::labelled(
                "error",
                &format!("{} is out of date: run `cargo xtask gen`", mutate::table::PAGE),
            ));
            stale = true;
        } else if !is_current && write_if_changed(&path, &text)? {
            out::line(&format!("wrote {}", mutate::table::PAGE))?;
        }
    }
    Ok(Exit::from_good(!stale))
}

/// Writes these, or compares them.
fn put(course: &Course, wanted: &[Wanted], check: bool) -> anyhow::Result<Exit> {
    let mut stale = 0;
    for file in wanted {
        let shown = course.relative(&file.path).visible().to_string();
        if !check {
            if write_if_changed(&file.path, &file.text)? {
                out::line(&format!("wrote {shown}"))?;
            }
        } else if edge::file::text(&file.path, RECORD).ok().as_deref() != Some(&file.text) {
            out::tell(&render::labelled("error", &format!("{shown} is out of date: run `cargo xtask gen`")));
            stale += 1;
        }
    }
    if stale == 0 {
        out::line(&format!("{} generated files are up to date", wanted.len()))?;
    }
    Ok(Exit::from_good(stale == 0))
}

/// A run that is recorded: many thousand executions more than a check, and none of them may be cut off.
pub(super) fn options(exercise: &Exercise, bounds: &Bounds) -> Options {
    let bounds = Bounds { cpu: bounds.cpu.or(Some(PATIENCE)), ..bounds.clone() };
    Options {
        walks: Some(WALKS),
        ..Options::within(bounds.over(&exercise.record.limits), bounds.runtime_over(exercise.record.runtime))
    }
}

/// What is kept of a verdict.
pub(super) fn recorded_as(exercise: &Exercise, variant: &str, judged: &Judged) -> anyhow::Result<Recorded> {
    let open = |it: &protocol::PropertyReport| it.outcome == protocol::Outcome::Undecided;
    if judged.properties.is_empty() || judged.properties.iter().any(open) {
        // A variant without a whole report is a mistake of the course: `verify` says which one, and why.
        let why = judged.words.first().map_or("", String::as_str);
        bail!("{variant} of {}: {}: {why}\n  to fix: cargo xtask verify", exercise.slug, judged.verdict.words());
    }
    // Where nothing was generated, the contract's own scenes are all there is to say.
    let asked = Some(judged.asked.clone()).filter(protocol::Asked::is_crossed);
    Ok(Recorded { variant: variant.to_owned(), verdict: judged.verdict, properties: judged.properties.clone(), asked })
}

/// Whether the docs have today's scores, or no table of them.
pub(super) fn table_of_mutants_is_current(course: &Course) -> anyhow::Result<bool> {
    let wanted = mutate::table::page(course)?;
    Ok(wanted.is_none_or(|(path, wanted)| edge::file::text(&path, RECORD).is_ok_and(|text| text == wanted)))
}

/// How the table's first marker begins; it may go on with a remark.
const START: &str = "<!-- exercises";
const END: &str = "<!-- /exercises -->";

/// Whether README.md has today's table, or none.
pub(super) fn readme_is_current(course: &Course) -> anyhow::Result<bool> {
    let wanted = readme(course)?;
    Ok(wanted.is_none_or(|it| edge::file::text(&it.path, RECORD).is_ok_and(|text| text == it.text)))
}

/// README.md with its table between the two markers; nothing where it has no such table.
fn readme(course: &Course) -> anyhow::Result<Option<Wanted>> {
    let path = course.root.join("README.md");
    let Ok(text) = edge::file::text(&path, RECORD) else { return Ok(None) };
    let Some(start) = text.find(START) else { return Ok(None) };
    let open = text[start..].find("-->").map(|at| start + at + "-->".len());
    let close = open.and_then(|open| text[open..].find(END).map(|at| (open, open + at)));
    let (open, close) = close.with_context(|| format!("README.md: no `{END}` below `{START}`"))?;
    Ok(Some(Wanted { text: format!("{}\n{}{}", &text[..open], table(course), &text[close..]), path }))
}

/// One row per exercise: what its reviewers saw. No hazard and no incident, since those are what a reader finds.
fn table(course: &Course) -> String {
    let mut text = "| exercise | the pull request | time | level |\n| --- | --- | --- | --- |\n".to_owned();
    for exercise in &course.exercises {
        let (record, short) = (&exercise.record, exercise.short());
        text += &format!(
            "| [{short}](exercises/{}) | {} | {} minutes | {} of 5 |\n",
            exercise.slug, exercise.change, record.minutes, record.level
        );
    }
    text
}
