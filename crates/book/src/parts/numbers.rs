//! The table of numbers on the page of production: each with the programs that make it move.

use super::lifecycle::anchor;
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, markdown, scroll_box};
use crate::problem::{Fault, problem};
use records::markdown::Directive;
use records::numbers::{self, Number};
use records::shown::Shown;
use std::fmt::Write as _;
use std::path::Path;

/// The heads of the table.
const COLUMNS: [&str; 4] = ["Number, and how to get it", "Normal", "Alert, and why", "What it misses"];

/// `{{#numbers}}`
pub(crate) fn table(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let missing = || Fault::here(format!("{} is missing", numbers::FILE), "restore it: git checkout -- book");
    let all = numbers::read(&page.library.root).ok_or_else(missing)?.map_err(|it| {
        let line = it.line.and_then(|line| usize::try_from(line).ok());
        Fault::Elsewhere(problem(&it.file, line, it.what, &it.mend))
    })?;
    let rows = all.iter().map(|one| row(page, one)).collect::<Result<String, _>>()?;
    let head = COLUMNS.map(|it| format!("<th scope=\"col\">{it}</th>")).concat();
    let table = format!("<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>");
    Ok(block(&scroll_box("ep-numbers", "The numbers, and the programs that make each of them move", &table)))
}

fn row(page: &Page<'_>, one: &Number) -> Result<String, Fault> {
    let mut out =
        format!("<tr><th scope=\"row\">{}<p>{}</p>{}</th>", escape(&one.name), cell(&one.get), seen(page, &one.shown)?);
    for (column, text) in COLUMNS[1..].iter().zip([&one.normal, &one.alert, &one.misses]) {
        // On a phone a row is a block, and each cell says its column.
        let _ = write!(out, "<td data-column=\"{column}\">{}</td>", cell(text));
    }
    Ok(out + "</tr>")
}

/// Each program that makes it move, and what it printed.
fn seen(page: &Page<'_>, all: &[Shown]) -> Result<String, Fault> {
    let mut out = String::new();
    for shown in all {
        if let Some((what, mend)) = shown.fault(&page.library.root) {
            return Err(Fault::Elsewhere(problem(Path::new(numbers::FILE), None, what, mend)));
        }
        let _ = write!(
            out,
            "<p class=\"ep-numbers-seen\">moves in <a href=\"#{}\">{}</a>: <code>{}</code></p>",
            anchor(&shown.program),
            escape(&shown.program),
            escape(&shown.printed(&page.library.root).unwrap_or_default())
        );
    }
    Ok(out)
}

/// Markdown without the paragraph around it.
fn cell(text: &str) -> String {
    let html = markdown(text);
    html.strip_prefix("<p>").and_then(|it| it.strip_suffix("</p>")).unwrap_or(&html).to_owned()
}
