//! The atlas of hazards: for each the moves that break a promise, the code wrong and right, and what trains it. Then
//! which hazards, and which bugs of the GoBench suite, nothing trains yet.

use super::{board, code, glyphs, moves, quiz, runs, scenario};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, prose, scroll_box};
use crate::problem::{Fault, problem};
use protocol::Outcome;
use records::atlas::{Entry, GOBENCH, MOVES, PROMISE, gobench};
use records::hazards::Hazard;
use records::markdown::Directive;
use records::quiz::Card;
use records::saying::templates::Templates;
use std::fmt::Write as _;

/// `{{#atlas}}`
pub(crate) fn all(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let library = page.library;
    let entries = || library.hazards.iter().filter_map(|it| Some((it, library.atlas.iter().find(|e| e.id == it.id)?)));
    let cards: String = entries().map(|(hazard, entry)| in_grid(hazard, entry)).collect();
    let mut out = block(&format!("<ul class=\"ep-atlas\">{cards}</ul>"));
    for (hazard, entry) in entries() {
        out.push_str(&block(&one(page, hazard, entry)?));
    }
    page.exercise = None;
    Ok(out)
}

/// One card of the grid: its drawing, its name, what it is, and how far the reader is with its drill.
fn in_grid(hazard: &Hazard, entry: &Entry) -> String {
    format!(
        "<li>{}<a href=\"#atlas-{}\">{}</a><p>{}</p><exit-progress data-id=\"{}\" data-brief></exit-progress></li>",
        glyphs::svg(&hazard.id),
        escape(&hazard.id),
        escape(&hazard.name),
        prose(&hazard.line),
        escape(&entry.exercise.key())
    )
}

fn one<'a>(page: &mut Page<'a>, hazard: &Hazard, entry: &'a Entry) -> Result<String, Fault> {
    page.exercise = Some(&entry.exercise);
    page.lines_of = format!("{}-", entry.id);
    let run = page.library.recorded(&entry.exercise, "wrong")?;
    let failed = runs::failed(&run, PROMISE)?;
    let Outcome::Fails { kind, message } = &failed.outcome else {
        return Err(wrong(page, entry, "its recorded run does not fail".to_owned()));
    };
    let found = failed.counterexample.iter().flat_map(|it| moves::moves(it, message)).collect::<Vec<_>>();
    if found.len() > MOVES || moves::actors(&found) > 2 {
        let (moves, actors) = (found.len(), moves::actors(&found));
        return Err(wrong(
            page,
            entry,
            format!("{actors} actors make {moves} moves, and the atlas shows 2 and {MOVES}"),
        ));
    }
    // The code first, so that the moves can link to its lines.
    let code = code::file_html(page, "wrong")?;
    let right = code::diff_html(page, "wrong", "right", 2)?;
    let mut inner = format!(
        "{}<p>{}</p><p class=\"ep-focus\"><strong>The question that finds it:</strong> {}</p>",
        glyphs::svg(&hazard.id),
        prose(&hazard.line),
        prose(&hazard.question)
    );
    let _ = write!(inner, "<p>{}</p>", prose(entry.record.story.trim()));
    for promise in &entry.exercise.record.property {
        let _ = write!(inner, "<p>Promised: {}.</p>", prose(&promise.statement));
    }
    inner.push_str(&code);
    inner.push_str(&drill(page, entry));
    let _ = write!(
        inner,
        "<p><span class=\"ep-badge ep-bad\">{}</span> {}</p>{}",
        kind.words(),
        prose(&entry.record.shows),
        moves::table(page, "wrong", failed, message)
    );
    inner.push_str(&played(page, entry));
    let mut mended =
        format!("<p><span class=\"ep-badge ep-good\">holds</span> {}</p>{right}", prose(&entry.record.mends));
    for answer in &entry.record.answer {
        let badge = if answer.fails.is_empty() { "ep-good\">holds" } else { "ep-bad\">broken" };
        let _ = write!(
            mended,
            "<p><span class=\"ep-badge {badge}</span> <code>{}</code>: {}</p>",
            escape(&answer.name),
            prose(&answer.why)
        );
    }
    inner.push_str(&fold("ep-fold", "The same code without it, and other answers", &mended));
    inner.push_str(&report_with(page, entry)?);
    let contract = code::file_html(page, "contract")?;
    inner.push_str(&fold("ep-fold", "The promise as code", &contract));
    inner.push_str(&fold("ep-fold", "What trains it (this tells what some of them hold)", &trains(page, &entry.id)?));
    inner.push_str(&upstream(entry));
    Ok(format!(
        "<details class=\"ep-fold ep-hazard\" id=\"atlas-{}\"><summary>{}</summary><div class=\"ep-folded\">{inner}</div></details>",
        escape(&entry.id),
        escape(&hazard.name)
    ))
}

/// How a reader mends it; nothing in a course that has no drills.
fn drill(page: &Page<'_>, entry: &Entry) -> String {
    if !page.library.root.join("exercises").join(records::exercise::DRILLS).is_dir() {
        return String::new();
    }
    let file = page.library.shown(&entry.exercise.learner);
    format!(
        "<p>Fix it in five minutes, in <code>{}</code>.</p>{}",
        escape(&file.to_string_lossy()),
        scenario::next(&entry.exercise)
    )
}

/// The same order, for a reader who decides who moves; nothing where the scene has no recording.
fn played(page: &Page<'_>, entry: &Entry) -> String {
    let promise = entry.exercise.record.property.iter().find(|it| it.id == PROMISE);
    let drawn = promise.and_then(|it| board::drawn(page, &entry.exercise, "wrong", it));
    drawn.unwrap_or_default()
}

/// The template that reports it, as a link.
fn report_with(page: &Page<'_>, entry: &Entry) -> Result<String, Fault> {
    let templates = page.library.words::<Templates>()?.template;
    let named = entry.record.template.as_ref().and_then(|name| templates.iter().find(|it| it.id == *name));
    let Some(template) = named else {
        let file = entry.exercise.dir.join("hazard.toml");
        let file = page.library.shown(&file);
        let mend = "add `template = \"…\"`; `cargo xtask template` lists what there is";
        return Err(Fault::Elsewhere(problem(file, None, "it names no template that reports this hazard", mend)));
    };
    let href = format!("{}templates.html#{}", page.to_root, escape(&template.id));
    Ok(format!("<p>The template that reports it: <a href=\"{href}\">{}</a></p>", prose(&template.name)))
}

fn wrong(page: &Page<'_>, entry: &Entry, what: String) -> Fault {
    let path = entry.exercise.recorded();
    Fault::Elsewhere(problem(page.library.shown(&path), None, what, "make the example smaller, then: cargo xtask gen"))
}

/// The scenarios and cards of a hazard, as links.
fn training(page: &Page<'_>, id: &str) -> Vec<String> {
    let has = |hazards: &[String]| hazards.iter().any(|it| it == id);
    let scenarios = page
        .library
        .exercises
        .iter()
        .filter(|it| has(&it.record.hazards))
        .map(|it| format!("<a href=\"{}{1}.html\">exercise {2}</a>", page.to_root, it.short(), it.record.number));
    let cards =
        page.library.cards.iter().filter(|it| has(&it.record.hazards)).map(|it| {
            format!("<a href=\"{}cards/{}.html\">card {}</a>", page.to_root, escape(&it.name), it.record.number)
        });
    scenarios.chain(cards).collect()
}

fn trains(page: &Page<'_>, id: &str) -> Result<String, Fault> {
    let found = training(page, id);
    let found = if found.is_empty() { "Nothing to review yet.".to_owned() } else { found.join(", ") };
    let comments = comments(page, id)?;
    let comments = match comments.is_empty() {
        true => String::new(),
        false => format!("<p>Would you send this comment? {}</p>", comments.join(", ")),
    };
    Ok(format!("<p>{found}</p>{comments}"))
}

/// The comments to judge, as links.
fn comments(page: &Page<'_>, id: &str) -> Result<Vec<String>, Fault> {
    // A course without the table has nothing to judge.
    if !page.library.root.join(records::quiz::FILE).is_file() {
        return Ok(Vec::new());
    }
    let cards = quiz::all(page)?;
    let ours = cards.iter().filter(|card| card.hazards.iter().any(|it| it == id));
    let link = |card: &Card| {
        let name = escape(&card.id.replace('-', " "));
        format!("<a href=\"{}would-you-send-it.html#card-{}\">{name}</a>", page.to_root, escape(&card.id))
    };
    Ok(ours.map(link).collect())
}

fn upstream(entry: &Entry) -> String {
    if entry.record.upstream.is_empty() {
        return "<p>We have no container runtime's fix for it at hand.</p>".to_owned();
    }
    let mut items = String::new();
    for it in &entry.record.upstream {
        let repo = escape(&it.repo);
        let number = it.number;
        let commit = it.commit.as_deref().map(|it| format!(" (<code>{}</code>)", escape(it))).unwrap_or_default();
        let _ = write!(
            items,
            "<li><a href=\"https://github.com/{repo}/pull/{number}\">{repo}#{number}</a>{commit}: {}</li>",
            prose(&it.what)
        );
    }
    format!("<p>Seen upstream:</p><ul>{items}</ul>")
}

/// `{{#coverage}}`: what is trained, and what is not.
pub(crate) fn coverage(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let types = gobench(&page.library.root).map_err(|it| {
        Fault::Elsewhere(problem(GOBENCH.as_ref(), None, it.what, "the keys are in crates/records/src/atlas.rs"))
    })?;
    let none = |found: &[String]| match found.is_empty() {
        true => "<span class=\"ep-badge ep-bad\">none yet</span>".to_owned(),
        false => found.join(", "),
    };
    let mut hazards = String::new();
    for hazard in &page.library.hazards {
        let found = none(&training(page, &hazard.id));
        let comments = comments(page, &hazard.id)?.len();
        let _ = write!(
            hazards,
            "<tr><th scope=\"row\">{}</th><td>{found}</td><td>{comments}</td></tr>",
            escape(&hazard.name)
        );
    }
    let mut subtypes = String::new();
    for it in &types {
        let names = it.hazards.iter().map(|id| page.library.hazard(id).map(|it| escape(&it.name)));
        let names = names.collect::<Result<Vec<_>, _>>()?;
        let mut found: Vec<String> = it.hazards.iter().flat_map(|id| training(page, id)).collect();
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|link| seen.insert(link.clone()));
        let _ = write!(
            subtypes,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(&it.name),
            if it.blocking { "yes" } else { "no" },
            it.programs,
            names.join(", "),
            none(&found)
        );
    }
    let head = "<thead><tr><th scope=\"col\">Hazard</th><th scope=\"col\">Trained by</th><th scope=\"col\">Comments to judge</th></tr></thead>";
    let first = scroll_box("ep-coverage", "Hazards", &format!("<table>{head}<tbody>{hazards}</tbody></table>"));
    let head = "<thead><tr><th scope=\"col\">Sub-type in GoKer</th><th scope=\"col\">Blocks</th><th scope=\"col\">Programs</th><th scope=\"col\">Hazards</th><th scope=\"col\">Trained by</th></tr></thead>";
    let second = scroll_box("ep-coverage", "Sub-types", &format!("<table>{head}<tbody>{subtypes}</tbody></table>"));
    Ok(format!("{}{}", block(&first), block(&second)))
}
