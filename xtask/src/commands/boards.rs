//! `gen`: the boards of the chapters and of the drills. A page that says `{{#board buggy create-returns}}` gets a recording of that
//! scene, as a script that a page from a disk can load; a drill gets the one of its wrong code.

use super::r#gen::PATIENCE;
use crate::{judging, layout::Layout, out};
use anyhow::{Context, bail};
use checker::{
    Board, Checker, Options, Subject,
    corpus::{self, Entry, Kind},
    graph, harness,
};
use edge::file::{RECORD, SOURCE};
use records::{Course, Exercise, Sort, atlas::PROMISE, markdown::directives};
use serde_json::json;
use std::path::PathBuf;
use supervise::Cancel;

/// The variant of a drill that a reader may break.
const WRONG: &str = "wrong";

/// The files of these exercises, each with its text. They are played in the programs that `verify` judges with, which are
/// built once for both.
pub(super) fn files(
    layout: &Layout,
    course: &Course,
    exercises: &[Exercise],
) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let (mut scenes, mut entries) = (Vec::new(), Vec::new());
    for exercise in exercises.iter().filter(|it| harness::missing_here(it).is_none()) {
        scenes.extend(of(course, exercise)?);
        entries.extend(corpus::of(layout, exercise)?);
    }
    if let Some(it) = scenes.iter().find(|it| !entries.iter().any(|entry| it.is_of(entry))) {
        bail!("the board {}: {} has no variant `{}`", it.name(), it.exercise.short(), it.variant);
    }
    let asked = |entry: &Entry<'_>| scenes.iter().any(|it| it.is_of(entry)).then(|| options(entry.exercise));
    let (places, items) = corpus::items(&entries, &|it| judging::program(exercises, it), &asked);
    let mut files = Vec::new();
    Checker::new(layout).open_boards(&items, &Cancel::default(), &mut |at, mut board| {
        for scene in scenes.iter().filter(|it| it.is_of(&entries[places[at]])) {
            let text = scene.recorded(&mut board, &items[at].subject);
            let text = text.with_context(|| format!("the board {}", scene.name()))?;
            files.push((course.root.join("book/boards").join(scene.name()), text));
        }
        Ok(())
    })?;
    Ok(files)
}

/// Those of these exercises that are not as they should be.
pub(super) fn stale(layout: &Layout, course: &Course, exercises: &[Exercise]) -> anyhow::Result<Vec<PathBuf>> {
    let files = files(layout, course, exercises)?;
    let differs = |(path, text): &(PathBuf, String)| edge::file::text(path, RECORD).ok().as_ref() != Some(text);
    Ok(files.into_iter().filter(differs).map(|(path, _)| path).collect())
}

/// The scenes of a chapter, which its page names; of a drill, its wrong code; of a card, none.
fn of<'e>(course: &Course, exercise: &'e Exercise) -> anyhow::Result<Vec<Scene<'e>>> {
    match exercise.sort {
        Sort::Scenario => of_chapter(course, exercise),
        Sort::Drill => Ok(vec![Scene { exercise, variant: WRONG.to_owned(), property: PROMISE.to_owned() }]),
        Sort::Card => Ok(Vec::new()),
    }
}

fn of_chapter<'e>(course: &Course, exercise: &'e Exercise) -> anyhow::Result<Vec<Scene<'e>>> {
    let page = course.root.join("book").join(exercise.short()).with_extension("md");
    let Ok(text) = edge::file::text(&page, RECORD) else { return Ok(Vec::new()) };
    let boards = directives(&text).into_iter().filter(|it| it.name == "board");
    boards
        .map(|it| match &it.words[..] {
            [variant, property] => Ok(Scene { exercise, variant: variant.clone(), property: property.clone() }),
            _ => bail!("{}: a board has a variant and a property", exercise.short()),
        })
        .collect()
}

fn options(exercise: &Exercise) -> Options {
    let mut options = Options::within(exercise.record.limits, exercise.record.runtime);
    options.limits.cpu_s = options.limits.cpu_s.max(PATIENCE);
    options
}

/// The scene of a property, with a variant.
struct Scene<'e> {
    exercise: &'e Exercise,
    variant: String,
    property: String,
}

impl Scene<'_> {
    fn name(&self) -> String {
        format!("{}.js", self.exercise.board(&self.variant, &self.property))
    }

    fn is_of(&self, entry: &Entry<'_>) -> bool {
        matches!(entry.kind, Kind::Variant(it) if it.name == self.variant && entry.exercise.slug == self.exercise.slug)
    }

    fn recorded(&self, board: &mut Board, subject: &Subject) -> anyhow::Result<String> {
        let Scene { exercise, variant, property } = self;
        let found = board.cheapest(property)?;
        let mut graph = graph::record(board, property, &found, graph::STATES)?;
        if found.counterexample.is_some() && graph.best.is_none() {
            bail!("{variant} fails behind the end of the recording: choose a smaller scene than that of {property}")
        }
        let text_of = |file: &str| match file {
            "src/lib.rs" => edge::file::text(&subject.file, SOURCE).ok(),
            "contract.rs" => edge::file::text(exercise.contract(), SOURCE).ok(),
            _ => None,
        };
        graph.take_code(&text_of);
        let statement = exercise.record.property.iter().find(|it| it.id == *property).map(|it| &it.statement);
        let statement = statement.with_context(|| format!("no property is called `{property}`"))?;
        let short = exercise.short();
        let title = format!("{short} · {variant}");
        let data = json!({ "title": title, "statement": statement, "graph": graph });
        out::line(&format!("{title} · {property}: {} states", graph.states.len()))?;
        let how = match exercise.sort {
            Sort::Scenario => short.clone(),
            Sort::Drill | Sort::Card => format!("--cards {}", exercise.record.id),
        };
        let name = exercise.board(variant, property);
        Ok(format!(
            "// Generated by `cargo xtask gen {how}`; edits are lost.\n((globalThis.ExitPath ??= {{}}).boards ??= {{}})['board-{name}'] = {data};\n"
        ))
    }
}
