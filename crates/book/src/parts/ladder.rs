//! Where a reader is on the ladder, and what the reader sees by now. The page has the frame and the names; its scripts put in what the
//! browser or the terminal knows.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape};
use crate::problem::Fault;
use records::Exercise;
use records::markdown::Directive;
use serde_json::json;

/// `{{#next}}`: the next step. Without a server, the command that tells it.
pub(crate) fn next(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    Ok(block(&format!(
        "<div class=\"ep-head\"><exit-next data-root=\"{}\"><p>Where you are, and what comes next: <exit-copy><code>cargo xtask</code></exit-copy></p></exit-next></div>",
        escape(&page.to_root)
    )))
}

/// `{{#closing}}`: what the reader sees now, for each hazard.
pub(crate) fn closing(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let library = page.library;
    let hazards: Vec<_> =
        library.hazards.iter().map(|it| json!({ "id": it.id, "name": it.name, "ask": it.question })).collect();
    let with = |exercise: &Exercise| (exercise.key(), json!(exercise.record.hazards));
    let scenarios = library.exercises.iter().map(with);
    let cards = library.cards.iter().map(|it| with(&it.exercise));
    let exercises: serde_json::Map<_, _> = scenarios.chain(cards).collect();
    let comments = records::quiz::read(&library.root).and_then(Result::ok).unwrap_or_default();
    let comments: serde_json::Map<_, _> =
        comments.into_iter().map(|it| (it.id, json!(it.hazards))).filter(|(_, it)| *it != json!([])).collect();
    let data = json!({ "hazards": hazards, "exercises": exercises, "comments": comments });
    // `<` would let a text end the element.
    let data = data.to_string().replace('<', "\\u003c");
    let without = "<p>This page needs JavaScript: what you did is stored in your browser, and nowhere else.</p>";
    Ok(block(&format!(
        "<div class=\"ep-closing\"><exit-closing><noscript>{without}</noscript><script type=\"application/json\">{data}</script></exit-closing></div>"
    )))
}
