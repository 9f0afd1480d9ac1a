//! The words of the course on a page: templates, phrases, rewrites, the method, cases. What they say is data, parsed
//! by `records::saying`; here is only how it looks. Headings are Markdown, so that they stand in the page's outline.

pub(crate) mod cases;
pub(crate) mod method;
pub(crate) mod phrases;
pub(crate) mod rewrites;
pub(crate) mod templates;

use super::table::{self, Mark, Row};
use crate::context::Page;
use crate::html::{escape, prose};
use crate::problem::Fault;
use records::saying::place::Passage;

/// What to know at a glance, for readers of Chinese.
fn cue(text: &str) -> String {
    format!("<p class=\"ep-cue\" lang=\"zh\">{}</p>", escape(text))
}

/// A heading of the page, with an id that stays when its words change.
fn heading(level: usize, id: &str, text: &str) -> String {
    format!("\n\n{} {} {{#{id}}}\n\n", "#".repeat(level), text)
}

/// `exercise 2, the pull request`, as a link to the chapter.
fn source(page: &Page<'_>, at: &Passage) -> String {
    let name = at.scenario.replace('-', " ");
    let file = match at.variant.as_str() {
        "buggy" => String::new(),
        "fixed" => ", the reference fix".to_owned(),
        other => format!(", <code>{}</code>", escape(other)),
    };
    format!("<a href=\"{}{}.html\">{}</a>{file}", page.to_root, escape(&at.scenario), escape(&name))
}

/// The lines that a comment is about, where it names some.
fn quoted(page: &Page<'_>, at: &Passage) -> Result<String, Fault> {
    let Some([from, to]) = at.lines else { return Ok(String::new()) };
    let exercise = page.library.exercise(&at.scenario)?;
    let text = page.library.source(exercise, &at.variant)?;
    let rows: Vec<Row> = (from as usize..=to as usize)
        .zip(text.lines().skip(from as usize - 1))
        .map(|(line, text)| Row::Line { mark: Mark::Same, old: None, new: Some(line), text: text.to_owned(), id: None })
        .collect();
    let label = format!("{}, {}.rs, lines {from} to {to}", at.scenario, at.variant);
    let title = format!("{}.rs <span class=\"ep-id\">{}</span>", escape(&at.variant), escape(&at.scenario));
    Ok(table::code(&label, &title, &rows, false))
}

/// Two things to compare; one below the other where there is no room. Each is a label and HTML.
fn beside(left: (&str, &str), right: (&str, &str)) -> String {
    let side = |(label, inner): (&str, &str)| format!("<div><p class=\"ep-label\">{label}</p>{inner}</div>");
    format!("<div class=\"ep-beside\">{}{}</div>", side(left), side(right))
}

/// A comment as it would be sent.
fn comment(text: &str) -> String {
    format!("<blockquote>{}</blockquote>", paragraphs(text))
}

/// Each line of the text a paragraph.
fn paragraphs(text: &str) -> String {
    text.trim().lines().filter(|line| !line.trim().is_empty()).map(|line| format!("<p>{}</p>", prose(line))).collect()
}
