//! Code as a table of lines, as a forge shows it: line numbers, a mark at the side, the code. A diff, a whole
//! file and an excerpt are the same table with other rows.

use crate::colour::{self, Language};
use crate::html::{escape, scroll_box};
use std::fmt::Write as _;

/// What a row of a diff says about its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mark {
    /// In both versions.
    Same,
    /// In the new one only.
    Added,
    /// In the old one only.
    Removed,
}

/// One row.
pub(crate) enum Row {
    /// Lines were left out here: what the next hunk is.
    Gap(String),
    /// One line of code.
    Line {
        mark: Mark,
        /// Its number in the old version; absent outside a diff.
        old: Option<usize>,
        /// Its number in the new version, or in the file.
        new: Option<usize>,
        text: String,
        /// What other parts of the page link to.
        id: Option<String>,
    },
}

/// The table, in its own scrolling box. `title` is HTML, `label` what a screen reader calls the box.
pub(crate) fn code(label: &str, title: &str, rows: &[Row], diff: bool) -> String {
    let body: String = rows.iter().map(|row| tr(row, diff)).collect();
    framed(label, title, &format!("<tbody>{body}</tbody>"), diff)
}

/// The same around rows that stand in table bodies of their own.
pub(crate) fn framed(label: &str, title: &str, bodies: &str, diff: bool) -> String {
    let head = if diff {
        "<th scope=\"col\">Old line</th><th scope=\"col\">New line</th><th scope=\"col\">Change</th><th scope=\"col\">Code</th>"
    } else {
        "<th scope=\"col\">Line</th><th scope=\"col\">Code</th>"
    };
    let table = format!("<table><thead class=\"ep-unseen\"><tr>{head}</tr></thead>{bodies}</table>");
    format!(
        "<div class=\"ep-code\"><div class=\"ep-code-title\">{title}</div>{}</div>",
        scroll_box("ep-code-box", label, &table)
    )
}

/// One row of the table.
pub(crate) fn tr(row: &Row, diff: bool) -> String {
    match row {
        Row::Gap(text) => {
            let span = if diff { 4 } else { 2 };
            format!(r#"<tr class="gap"><td colspan="{span}">{}</td></tr>"#, escape(text))
        }
        Row::Line { mark, old, new, text, id } => {
            let class = match mark {
                Mark::Same => "",
                Mark::Added => " class=\"add\"",
                Mark::Removed => " class=\"del\"",
            };
            let id = id.as_ref().map(|id| format!(" id=\"{id}\"")).unwrap_or_default();
            let mut out = format!("<tr{class}{id}>");
            if diff {
                let _ = write!(out, "<td class=\"n\">{}</td>", number(*old));
            }
            let _ = write!(out, "<td class=\"n\">{}</td>", number(*new));
            if diff {
                let sign = match mark {
                    Mark::Same => "",
                    Mark::Added => "+",
                    Mark::Removed => "−",
                };
                let _ = write!(out, "<td class=\"m\">{sign}</td>");
            }
            let _ = write!(out, "<td class=\"c\">{}</td></tr>", colour::line(Language::Rust, text));
            out
        }
    }
}

fn number(n: Option<usize>) -> String {
    n.map(|n| n.to_string()).unwrap_or_default()
}
