//! Terms and hazards: inside a sentence as a word that explains itself, and as the tables of their own pages.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape, prose, scroll_box};
use crate::problem::Fault;
use records::markdown::Directive;
use std::fmt::Write as _;

/// `{{#term reaper}}`, or `{{#term reaper reapers}}` for another form of the word.
pub(crate) fn term(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let Some((id, shown)) = d.words.split_first() else {
        return Err(Fault::here("`term` takes the id of a term", ""));
    };
    let Some(term) = page.library.terms.iter().find(|t| t.id == *id) else {
        let known: Vec<&str> = page.library.terms.iter().map(|t| t.id.as_str()).collect();
        return Err(Fault::unknown("term", id, &known));
    };
    let shown = if shown.is_empty() { term.name.clone() } else { shown.join(" ") };
    Ok(explained(page, "glossary.html", id, &shown, &term.text))
}

/// `{{#hazard lock-order}}`, or `{{#hazard lock-order order of locks}}` for other words.
pub(crate) fn hazard(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let Some((id, shown)) = d.words.split_first() else {
        return Err(Fault::here("`hazard` takes the id of a hazard", ""));
    };
    hazard_html(page, id, &shown.join(" "))
}

/// A hazard that explains itself, under its own name if no other words are given.
pub(crate) fn hazard_html(page: &mut Page<'_>, id: &str, shown: &str) -> Result<String, Fault> {
    let library = page.library;
    let hazard = library.hazard(id)?;
    let shown = if shown.is_empty() { &hazard.name } else { shown };
    Ok(explained(page, "hazards.html", id, shown, &hazard.line))
}

/// A word with its meaning at hand: on hover, on focus, and as a link for everybody else. Only the first
/// occurrence on a page is one; after that the word is a word.
fn explained(page: &mut Page<'_>, target: &str, id: &str, shown: &str, meaning: &str) -> String {
    let shown = escape(shown);
    if !page.explained.insert(format!("{target}#{id}")) {
        return shown;
    }
    let tip = format!("tip-{}-{id}", page.slug);
    let href = format!("{}{target}#{id}", page.to_root);
    format!(
        "<exit-term><a href=\"{href}\" aria-describedby=\"{tip}\">{shown}</a><span role=\"tooltip\" id=\"{tip}\">{}</span></exit-term>",
        prose(meaning)
    )
}

/// `{{#glossary}}`
pub(crate) fn glossary(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut terms = page.library.terms.clone();
    terms.sort_by_key(|t| t.name.to_lowercase());
    let mut out = String::new();
    for t in &terms {
        let _ = write!(out, "<dt id=\"{}\">{}</dt><dd>{}", escape(&t.id), escape(&t.name), prose(&t.text));
        for (i, see) in t.see.iter().enumerate() {
            let Some(other) = terms.iter().find(|o| o.id == *see) else {
                let known: Vec<&str> = terms.iter().map(|t| t.id.as_str()).collect();
                return Err(Fault::unknown("term", see, &known));
            };
            let _ = write!(
                out,
                "{} <a href=\"#{}\">{}</a>",
                if i == 0 { " See" } else { "," },
                other.id,
                escape(&other.name)
            );
        }
        out.push_str(if t.see.is_empty() { "</dd>" } else { ".</dd>" });
    }
    Ok(block(&format!("<dl class=\"ep-glossary\">{out}</dl>")))
}

/// `{{#hazards}}`
pub(crate) fn hazards(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut rows = String::new();
    for h in &page.library.hazards {
        let _ = write!(
            rows,
            "<tr id=\"{}\"><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            escape(&h.id),
            escape(&h.name),
            prose(&h.line),
            prose(&h.question)
        );
    }
    let head = "<thead><tr><th scope=\"col\">Hazard</th><th scope=\"col\">What it is</th><th scope=\"col\">The question that finds it</th></tr></thead>";
    Ok(block(&scroll_box("ep-hazards", "Table of hazards", &format!("<table>{head}<tbody>{rows}</tbody></table>"))))
}
