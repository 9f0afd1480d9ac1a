//! A recorded counterexample as a table: the steps in order, who took each, where, and what is stuck at the end. Steps
//! that nothing hangs on fold into one row, as in the terminal; the row opens.

use super::runs::failed;
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, prose, scroll_box};
use crate::problem::Fault;
use protocol::{Counterexample, Fold, FoldedRow, Outcome, Place, PropertyReport, Step, Stuck};
use records::markdown::Directive;
use std::fmt::Write as _;

/// `{{#counterexample buggy create-returns}}`
pub(crate) fn counterexample(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [variant, property] = d.takes::<2>(&[])?;
    let exercise = page.scenario()?;
    page.library.source(exercise, variant)?;
    let run = page.library.recorded(exercise, variant)?;
    let found = failed(&run, property)?;
    Ok(block(&html(page, variant, found)))
}

/// One failing property: the sentence, the table, who is stuck.
pub(crate) fn html(page: &Page<'_>, variant: &str, property: &PropertyReport) -> String {
    let Some(found) = &property.counterexample else { return String::new() };
    let mut out = String::new();
    if let Outcome::Fails { kind, message } = &property.outcome {
        let _ = write!(out, "<p><strong>{}</strong>: {}.</p>", capital(kind.words()), prose(message));
    }
    if let Some(situation) = &found.situation {
        let _ = write!(out, "<p>In the situation: {}.</p>", escape(situation));
    }
    out.push_str(&table(page, variant, &property.id, found));
    if !found.stuck.is_empty() {
        let items: String = found.stuck.iter().map(|s| format!("<li>{}</li>", stuck(page, variant, s))).collect();
        let _ =
            write!(out, "<p class=\"ep-stuck-head\">Nothing can move any more:</p><ul class=\"ep-stuck\">{items}</ul>");
    }
    let of = (escape(variant), escape(&property.id));
    format!("<div class=\"ep-counterexample\" data-variant=\"{}\" data-property=\"{}\">{out}</div>", of.0, of.1)
}

fn table(page: &Page<'_>, variant: &str, property: &str, found: &Counterexample) -> String {
    // A clock that never moves is a column of zeros, and a column without notes is empty: neither says anything.
    let clock = found.steps.iter().any(|s| s.clock_ms != 0);
    let notes = found.steps.iter().any(|s| s.note.is_some() || s.departs);
    let mut head = String::from(
        "<th scope=\"col\">Step</th><th scope=\"col\">Thread</th><th scope=\"col\">What</th><th scope=\"col\">Where</th>",
    );
    head.push_str(if clock { "<th scope=\"col\">Clock</th>" } else { "" });
    head.push_str(if notes { "<th scope=\"col\">Note</th>" } else { "" });
    let columns = 4 + usize::from(clock) + usize::from(notes);
    let told = |it: &FoldedRow<'_>| match it {
        FoldedRow::Step(step) => row(page, variant, step, clock, notes),
        FoldedRow::Fold(fold) => folded(page, variant, *fold, columns),
    };
    let rows: String = protocol::rows(&found.steps).iter().map(told).collect();
    let caption = format!(
        "<caption>A schedule that breaks <code>{}</code>, cost {}: {}</caption>",
        escape(property),
        found.cost,
        match found.cost {
            0 => "the default order of every choice",
            1 => "one departure from the default order",
            _ => "as few departures from the default order as possible",
        }
    );
    let label = format!("Steps that break {property}, variant {variant}");
    scroll_box(
        "ep-steps",
        &label,
        &format!("<table>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"),
    )
}

/// Steps that are told together, in a row that opens.
fn folded(page: &Page<'_>, variant: &str, fold: Fold<'_>, columns: usize) -> String {
    let item = |step: &Step| {
        let at = step.at.as_ref().map(|at| format!(" {}", place(page, variant, at))).unwrap_or_default();
        format!("<li value=\"{}\">{} {}{at}</li>", step.n, escape(&step.actor), escape(&step.text))
    };
    let items: String = fold.0.iter().map(item).collect();
    let words = escape(&fold.words(|actor| actor));
    format!(
        "<tr class=\"ep-calm\"><td colspan=\"{columns}\"><details><summary>{words}</summary><ol>{items}</ol></details></td></tr>"
    )
}

fn row(page: &Page<'_>, variant: &str, step: &Step, clock: bool, notes: bool) -> String {
    let class = match (step.note.is_some(), step.departs) {
        (true, _) => " class=\"ep-look\"",
        (false, true) => " class=\"ep-departs\"",
        (false, false) => "",
    };
    let mut out = format!(
        "<tr{class}><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td>",
        step.n,
        escape(&step.actor),
        escape(&step.text),
        step.at.as_ref().map(|at| place(page, variant, at)).unwrap_or_default()
    );
    if clock {
        let _ = write!(out, "<td>{} ms</td>", step.clock_ms);
    }
    if notes {
        let departs = if step.departs { "<span class=\"ep-badge ep-note\">departs</span> " } else { "" };
        let note = step.note.as_deref().map(prose).unwrap_or_default();
        let _ = write!(out, "<td>{departs}{note}</td>");
    }
    out.push_str("</tr>");
    out
}

fn stuck(page: &Page<'_>, variant: &str, stuck: &Stuck) -> String {
    let mut out = format!("<strong>{}</strong> waits for {}", escape(&stuck.actor), escape(&stuck.waits_for));
    if let Some(at) = &stuck.at {
        let _ = write!(out, " at {}", place(page, variant, at));
    }
    if let Some(by) = &stuck.held_by {
        let by = if by == "itself" || *by == stuck.actor {
            "itself".to_owned()
        } else {
            format!("<strong>{}</strong>", escape(by))
        };
        let _ = write!(out, ", {} {by}", Stuck::hold(&stuck.waits_for).0);
        if let Some(since) = &stuck.held_since {
            let _ = write!(out, " since {}", place(page, variant, since));
        }
    }
    if let Some(spawned) = &stuck.spawned_at {
        let _ = write!(out, "; spawned at {}", place(page, variant, spawned));
    }
    out
}

/// `src/lib.rs:41`, linked to that line if the page shows it.
pub(crate) fn place(page: &Page<'_>, variant: &str, at: &Place) -> String {
    let shown = format!("<code>{}</code>", escape(&at.to_string()));
    let of = if at.file == "contract.rs" { "contract" } else { variant };
    match page.line_href(of, at.line as usize) {
        Some(href) => format!("<a href=\"{href}\">{shown}</a>"),
        None => shown,
    }
}

fn capital(words: &str) -> String {
    words[..1].to_uppercase() + &words[1..]
}
