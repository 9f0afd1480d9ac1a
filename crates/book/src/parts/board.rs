//! A scene in which the reader decides who moves. The recording is a script in `book/boards`, which `cargo xtask gen` writes and
//! the page loads when the board is opened; what the element does is in `book/assets/board`.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape};
use crate::problem::Fault;
use records::markdown::Directive;

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
    let short = exercise.short();
    let script = format!("boards/{short}-{variant}-{property}.js");
    if !page.library.root.join("book").join(&script).is_file() {
        return Err(Fault::here(format!("the board has no recording `{script}`"), format!("cargo xtask gen {short}")));
    }
    // The element is in a `div`, so that Markdown leaves the dashes of the command alone. In print.html all pages are one, so an id names its exercise.
    let up = &page.to_root;
    Ok(block(&format!(
        "<div><exit-board id=\"board-{short}-{variant}-{property}\" data-exercise=\"{short}\" data-variant=\"{variant}\" data-src=\"{up}{script}\">\
         <p><strong>Be the scheduler:</strong> “{}” with <code>{}</code>. In a terminal: \
         <code>cargo xtask explore {short} --variant {variant} --property {property}</code></p></exit-board></div>",
        escape(&promised.statement),
        escape(variant)
    )))
}
