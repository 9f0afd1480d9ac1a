//! `gen`: the boards of the chapters and of the drills. A page that says `{{#board buggy create-returns}}` gets a recording of that
//! scene, as a script that a page from a disk can load; a drill gets the one of its wrong code.

use super::r#gen::PATIENCE;
use crate::{layout::Layout, out};
use anyhow::{Context, bail};
use checker::{
    Board, Checker, Opened, Options, Subject,
    corpus::{self, Kind},
    graph,
};
use edge::file::{RECORD, SOURCE};
use records::{Course, Exercise, Sort, atlas::PROMISE, markdown::directives};
use serde_json::json;
use std::path::PathBuf;
use supervise::Cancel;

/// The variant of a drill that a reader may break.
const WRONG: &str = "wrong";

/// The files of these exercises, each with its text.
pub(super) fn files(
    layout: &Layout,
    course: &Course,
    exercises: &[Exercise],
) -> anyhow::Result<Vec<(PathBuf, String)>> {
    let path = |scene: &Scene<'_>| course.root.join("book/boards").join(scene.name());
    let mut files = Vec::new();
    for exercise in exercises.iter().filter(|it| it.is_numbered()) {
        for scene in of_chapter(course, exercise)? {
            files.push((path(&scene), scene.opened(layout).with_context(|| format!("the board {}", scene.name()))?));
        }
    }
    drills(layout, exercises, &mut |scene, text| files.push((path(scene), text)))?;
    Ok(files)
}

/// Those of these exercises that are not as they should be.
pub(super) fn stale(layout: &Layout, course: &Course, exercises: &[Exercise]) -> anyhow::Result<Vec<PathBuf>> {
    let files = files(layout, course, exercises)?;
    let differs = |(path, text): &(PathBuf, String)| edge::file::text(path, RECORD).ok().as_ref() != Some(text);
    Ok(files.into_iter().filter(differs).map(|(path, _)| path).collect())
}

/// What a chapter names.
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

/// Each drill of these. They share a program for each world, which has nothing else in it.
fn drills(layout: &Layout, exercises: &[Exercise], recorded: &mut dyn FnMut(&Scene<'_>, String)) -> anyhow::Result<()> {
    let mut entries = Vec::new();
    for exercise in exercises.iter().filter(|it| it.sort == Sort::Drill) {
        entries.extend(corpus::of(layout, exercise)?);
    }
    entries.retain(|it| matches!(it.kind, Kind::Variant(it) if it.name == WRONG));
    let (_, items) = corpus::items(&entries, &|_| "boards".to_owned(), &|it| Some(options(it.exercise)));
    Checker::new(layout).open_boards(&items, &Cancel::default(), &mut |at, mut board| {
        let scene = Scene { exercise: items[at].exercise, variant: WRONG.to_owned(), property: PROMISE.to_owned() };
        let text = scene.recorded(&mut board, &items[at].subject);
        recorded(&scene, text.with_context(|| format!("the board {}", scene.name()))?);
        Ok(())
    })
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

    /// The recording by a program of its own.
    fn opened(&self, layout: &Layout) -> anyhow::Result<String> {
        let Scene { exercise, variant, .. } = self;
        let subject = Subject::variant(exercise, variant);
        let checker = Checker::new(layout);
        let Opened::Board(mut board) = checker.open_board(exercise, &subject, &options(exercise), &mut |_| {})? else {
            bail!("{variant} cannot be played: cargo xtask verify {}", exercise.short())
        };
        self.recorded(&mut board, &subject)
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
