//! `gen`: the generated files of the tree. `--check` writes nothing and fails where one of them is out of date.

use crate::{
    cli::Gen,
    exit::Exit,
    harness::Subject,
    judge::{self, Options},
    layout::{Layout, write_if_changed},
    limits::Bounds,
    render,
    term::Progress,
    verdict::Verdict,
};
use anyhow::Context;
use course::{Course, Exercise};
use report::PropertyReport;
use serde::Serialize;
use std::{fs, path::PathBuf};

/// One recorded verdict: everything the book shows of a run, and nothing that differs from run to run.
#[derive(Serialize)]
struct Recorded<'a> {
    variant: &'a str,
    verdict: Verdict,
    properties: &'a [PropertyReport],
}

/// Schedules by chance for each property that fails: enough to tell one in a thousand from none.
const WALKS: u64 = 10_000;
/// Seconds of processor time for one variant.
const PATIENCE: u32 = 900;

/// A file as it should be.
struct Wanted {
    path: PathBuf,
    text: String,
}

/// Writes them, or compares.
pub fn run(layout: &Layout, args: Gen) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut wanted = Vec::new();
    let (cards, atlas) = (course::cards::scan(&course.root).0, course::atlas::scan(&course.root).0);
    let small = cards.iter().map(|it| &it.exercise).chain(atlas.iter().map(|it| &it.exercise));
    let judged: Vec<&Exercise> = course.exercises.iter().filter(|_| !args.cards).chain(small).collect();
    for exercise in &judged {
        for variant in &exercise.record.variant {
            wanted.push(recorded(layout, exercise, &variant.name)?);
        }
    }
    wanted.extend(readme(&course)?);
    let mut stale = 0;
    for file in &wanted {
        let shown = course.relative(&file.path).display().to_string();
        if !args.check {
            if write_if_changed(&file.path, &file.text)? {
                println!("wrote {shown}");
            }
        } else if fs::read_to_string(&file.path).ok().as_deref() != Some(&file.text) {
            anstream::eprintln!(
                "{}",
                render::labelled("error", &format!("{shown} is out of date: run `cargo xtask gen`"))
            );
            stale += 1;
        }
    }
    for path in unwanted(&judged, &wanted)? {
        let shown = course.relative(&path).display().to_string();
        if args.check {
            let text = format!("{shown} belongs to no variant: run `cargo xtask gen`");
            anstream::eprintln!("{}", render::labelled("error", &text));
            stale += 1;
        } else {
            fs::remove_file(&path).with_context(|| format!("cannot remove {shown}"))?;
            println!("removed {shown}");
        }
    }
    if stale == 0 {
        println!("{} generated files are up to date", wanted.len());
    }
    Ok(Exit::from_good(stale == 0))
}

fn recorded(layout: &Layout, exercise: &Exercise, variant: &str) -> anyhow::Result<Wanted> {
    let subject = Subject::variant(exercise, variant);
    // Many thousand executions more than a check: none of them may be cut off.
    let bounds = Bounds { cpu: Some(PATIENCE), ..Bounds::default() };
    let options = Options { walks: Some(WALKS), bounds, ..Options::default() };
    let checked = judge::check(layout, exercise, &subject, &options, &mut Progress::new())?;
    let judged = &checked.judged;
    let open = |it: &PropertyReport| it.outcome == report::Outcome::Undecided;
    if judged.properties.is_empty() || judged.properties.iter().any(open) {
        // A variant without a whole report is a mistake of the course: `verify` says which one, and why.
        let why = judged.words.first().map_or("", String::as_str);
        anyhow::bail!(
            "{variant} of {}: {}: {why}\n  to mend: cargo xtask verify",
            exercise.slug,
            judged.verdict.words()
        );
    }
    let recorded = Recorded { variant, verdict: judged.verdict, properties: &judged.properties };
    Ok(Wanted { path: exercise.recorded(variant), text: serde_json::to_string_pretty(&recorded)? + "\n" })
}

/// Recorded verdicts of variants that are gone.
fn unwanted(judged: &[&Exercise], wanted: &[Wanted]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for exercise in judged {
        let Ok(entries) = fs::read_dir(exercise.solutions_dir.join("recorded")) else { continue };
        for entry in entries {
            let path = entry?.path();
            if !wanted.iter().any(|it| it.path == path) {
                found.push(path);
            }
        }
    }
    found.sort();
    Ok(found)
}

/// How the table's first marker begins; it may go on with a remark.
const START: &str = "<!-- exercises";
const END: &str = "<!-- /exercises -->";

/// README.md with its table between the two markers; nothing where it has no such table.
fn readme(course: &Course) -> anyhow::Result<Option<Wanted>> {
    let path = course.root.join("README.md");
    let Ok(text) = fs::read_to_string(&path) else { return Ok(None) };
    let Some(start) = text.find(START) else { return Ok(None) };
    let open = text[start..].find("-->").map(|at| start + at + "-->".len());
    let close = open.and_then(|open| text[open..].find(END).map(|at| (open, open + at)));
    let (open, close) = close.with_context(|| format!("README.md: no `{END}` below `{START}`"))?;
    Ok(Some(Wanted { text: format!("{}\n{}{}", &text[..open], table(course)?, &text[close..]), path }))
}

/// Hazard, exercise, real incident: one row per exercise.
fn table(course: &Course) -> anyhow::Result<String> {
    let hazards = course::hazards::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let hazards = hazards.unwrap_or_default();
    let title = |id: &String| {
        let known = hazards.iter().find(|it| it.id == *id).and_then(|it| it.title.clone());
        known.unwrap_or_else(|| id.clone())
    };
    let mut text = "| hazard | exercise | real incident |\n| --- | --- | --- |\n".to_owned();
    for exercise in &course.exercises {
        let record = &exercise.record;
        let hazards: Vec<String> = record.hazards.iter().map(title).collect();
        let mut upstream = String::new();
        let mut last = "";
        // One pull request may stand in a record with several of its commits.
        let mut seen = std::collections::BTreeSet::new();
        for it in record.upstream.iter().filter(|it| seen.insert((&it.repo, it.number))) {
            let repo = match last {
                "" => &format!("{} ", it.repo),
                last if last == it.repo => ", ",
                _ => &format!("; {} ", it.repo),
            };
            last = &it.repo;
            upstream += &format!("{repo}[#{}](https://github.com/{}/issues/{})", it.number, it.repo, it.number);
        }
        text += &format!(
            "| {} | [{}: {}](exercises/{}) | {} |\n",
            hazards.join(", "),
            exercise.short(),
            record.id,
            exercise.slug,
            upstream
        );
    }
    Ok(text)
}
