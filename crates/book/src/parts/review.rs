//! The model review: decision, findings, traps and extras, each folded until the reader asks for it.

use super::runs::sentence;
use super::words::hazard_html;
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, markdown, named_fold, prose};
use crate::item::{Item, aside_id};
use crate::problem::Fault;
use records::Exercise;
use records::markdown::Directive;
use records::review::{Decision, Finding, Severity, Words};
use std::fmt::Write as _;

/// `{{#review}}`
pub(crate) fn model(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let item = Item::of(page.library, exercise)?;
    let folds = folds(page, &item)?;
    Ok(block(&format!("<div class=\"ep-folds\">{}{folds}</div>", compare(&item))))
}

/// Where the review is compared with the key, once it is submitted.
pub(crate) fn compare(item: &Item) -> String {
    format!("<exit-compare item=\"{}\"></exit-compare>", escape(&item.id))
}

/// The key, one fold for each point of it.
pub(crate) fn folds(page: &mut Page<'_>, item: &Item) -> Result<String, Fault> {
    let key = &item.key;
    let decision = match key.decision {
        Decision::Approve => "Approve",
        Decision::Comment => "Comment",
        Decision::RequestChanges => "Request changes",
    };
    let why = key.summary.as_deref().map(markdown).unwrap_or_default();
    let mut folds = named_fold("decision", "The decision", &format!("<p><strong>{decision}.</strong></p>{why}"));
    folds.push_str(&Fault::gather(key.finding.iter().enumerate().map(|(i, f)| {
        let summary = format!("Finding {} of {}", i + 1, key.finding.len());
        Ok(named_fold(&f.id, &summary, &finding(page, f)?))
    }))?);
    for (i, trap) in key.trap.iter().enumerate() {
        let summary = numbered("Correct code that looks wrong", i, key.trap.len());
        let inner = format!(
            "<p>{}: a reviewer may be tempted to write</p><blockquote>{}</blockquote>{}",
            lines(page, trap.lines),
            markdown(&trap.claim),
            markdown(&trap.why)
        );
        let id = trap.id.clone().unwrap_or_else(|| aside_id("trap", i));
        folds.push_str(&named_fold(&id, &summary, &inner));
    }
    for (i, extra) in key.extra.iter().enumerate() {
        let summary = numbered("A fair remark beside the point", i, key.extra.len());
        let inner = format!("<p>{}</p><blockquote>{}</blockquote>", lines(page, extra.lines), markdown(&extra.comment));
        let id = extra.id.clone().unwrap_or_else(|| aside_id("extra", i));
        folds.push_str(&named_fold(&id, &summary, &inner));
    }
    Ok(folds)
}

fn finding(page: &mut Page<'_>, f: &Finding) -> Result<String, Fault> {
    let severity = match f.severity {
        Severity::Blocker => "blocker",
        Severity::ShouldFix => "should fix",
        Severity::Nit => "nit",
    };
    let hazard = hazard_html(page, &f.hazard, "")?;
    let mut out = format!(
        "<p class=\"ep-finding-head\"><strong>{}</strong> <span class=\"ep-badge ep-note\">{severity}</span> {} · {hazard}</p>",
        prose(&f.title),
        lines(page, f.lines)
    );
    let _ = write!(
        out,
        "<p>A comment that says it:</p><blockquote>{}</blockquote><dl class=\"ep-why\">",
        markdown(&f.comment)
    );
    for (name, words) in [("Mechanism", &f.mechanism), ("Consequence", &f.consequence), ("Change", &f.fix)] {
        let _ = write!(out, "<dt>{name}</dt><dd>{}</dd>", said(words));
    }
    if let Some(id) = &f.property {
        let property = page.scenario()?.record.property.iter().find(|p| p.id == *id);
        let statement = property.map(|p| sentence(&p.statement)).unwrap_or_default();
        let _ = write!(out, "<dt>Shown by</dt><dd>{statement} <code class=\"ep-id\">{}</code></dd>", escape(id));
    }
    out.push_str("</dl>");
    Ok(out)
}

fn numbered(name: &str, i: usize, of: usize) -> String {
    if of == 1 { name.to_owned() } else { format!("{name}, {} of {of}", i + 1) }
}

/// The first way to say it, as a sentence: the others are for matching what a reader wrote.
fn said(words: &Words) -> String {
    words.all().first().map(|w| format!("{}.", sentence(w.trim_end_matches('.')))).unwrap_or_default()
}

/// `Lines 41 to 44`, linked to the diff.
fn lines(page: &Page<'_>, [first, last]: [u32; 2]) -> String {
    let text = if first == last { format!("Line {first}") } else { format!("Lines {first} to {last}") };
    let head = page.exercise.map_or("buggy", Exercise::head);
    match page.line_href(head, first as usize) {
        Some(href) => format!("<a href=\"{href}\">{text}</a>"),
        None => text,
    }
}
