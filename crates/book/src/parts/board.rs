//! A scene in which the reader decides who moves, of a chapter or of a drill. The recording is a script in `book/boards`, which
//! `cargo xtask gen` writes and the page loads when the board is opened; what the element does is in `book/assets/board`.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape};
use crate::problem::Fault;
use records::{Exercise, markdown::Directive, record::Property};

/// `{{#board buggy create-returns}}`
pub(crate) fn board(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [variant, property] = d.takes::<2>(&[])?;
    let exercise = page.scenario()?;
    page.library.source(exercise, variant)?;
    let known = || exercise.record.property.iter().map(|it| it.id.as_str());
    let Some(promised) = exercise.record.property.iter().find(|it| it.id == property) else {
        let all: Vec<&str> = known().collect();
        return Err(Fault::here(
            format!("no property is called `{property}`"),
            format!("use one of: {}", all.join(", ")),
        ));
    };
    drawn(page, exercise, variant, promised).map(|it| block(&it)).ok_or_else(|| {
        let script = script(exercise, variant, property);
        Fault::here(format!("the board has no recording `{script}`"), format!("cargo xtask gen {}", exercise.short()))
    })
}

/// The scene of a property with a variant; nothing where it has no recording.
pub(super) fn drawn(page: &Page<'_>, exercise: &Exercise, variant: &str, promised: &Property) -> Option<String> {
    let property = &promised.id;
    let script = script(exercise, variant, property);
    if !page.library.root.join("book").join(&script).is_file() {
        return None;
    }
    // The element is in a `div`, so that Markdown leaves the dashes of the command alone. In print.html all pages are one, so an id names its exercise.
    let (up, short, name) = (&page.to_root, exercise.short(), exercise.board(variant, property));
    Some(format!(
        "<div><exit-board id=\"board-{name}\" data-exercise=\"{short}\" data-variant=\"{variant}\" data-src=\"{up}{script}\">\
         <p><strong>Be the scheduler:</strong> “{}” with <code>{}</code>. In a terminal: \
         <code>cargo xtask explore {short} --variant {variant} --property {property}</code></p></exit-board></div>",
        escape(&promised.statement),
        escape(variant)
    ))
}

/// Where the recording is, from the root of the book.
fn script(exercise: &Exercise, variant: &str, property: &str) -> String {
    format!("boards/{}.js", exercise.board(variant, property))
}
