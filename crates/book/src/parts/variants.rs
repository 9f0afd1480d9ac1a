//! The reference fix edit by edit, and the other fixes beside it: right, wrong and costly ones, each with its
//! recorded verdict. All folded: the reader predicts first.

use super::code::diff_html;
use super::runs::{outcome_badge, sentence, verdict_badge};
use super::steps;
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, prose, scroll_box};
use crate::problem::{Fault, problem};
use records::markdown::Directive;
use records::record::{Role, Variant};
use std::fmt::Write as _;

/// `{{#variants wrong}}`
pub(crate) fn cards(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [role] = d.takes::<1>(&[])?;
    let role = match role {
        "right" => Role::Right,
        "wrong" => Role::Wrong,
        "costly" => Role::Costly,
        other => return Err(Fault::unknown("kind of fix", other, &["right", "wrong", "costly"])),
    };
    let exercise = page.scenario()?;
    let variants = exercise.record.variant.iter().filter(|v| v.role == role);
    let out = Fault::gather(variants.map(|variant| card(page, variant)))?;
    if out.is_empty() {
        return Err(Fault::here(
            "the record has no fix of that kind",
            "take the directive out, or add a variant to the record",
        ));
    }
    Ok(block(&format!("<div class=\"ep-folds\">{out}</div>")))
}

fn card(page: &mut Page<'_>, variant: &Variant) -> Result<String, Fault> {
    let exercise = page.scenario()?;
    let run = page.library.recorded(exercise, &variant.name)?;
    agrees(page, variant, &run)?;
    let mut inner = format!("<p>{} {}</p>", verdict_badge(run.verdict), prose(&variant.why));
    let broken: Vec<_> = run.properties.iter().filter(|p| p.counterexample.is_some()).collect();
    if !broken.is_empty() {
        let mut rows = String::new();
        for p in &broken {
            let statement = exercise.record.property.iter().find(|it| it.id == p.id).map_or(&p.id, |it| &it.statement);
            let _ = write!(
                rows,
                "<tr><th scope=\"row\">{}</th><td>{}</td></tr>",
                sentence(statement),
                outcome_badge(&p.outcome)
            );
        }
        let head =
            "<thead><tr><th scope=\"col\">Property that does not hold</th><th scope=\"col\">Kind</th></tr></thead>";
        let label = format!("What {} breaks", variant.name);
        inner.push_str(&scroll_box("ep-broken", &label, &format!("<table>{head}<tbody>{rows}</tbody></table>")));
    }
    let change = diff_html(page, "buggy", &variant.name, 2)?;
    inner.push_str(&fold("ep-fold", "The change, against the pull request", &change));
    for p in broken {
        let table = steps::html(page, &variant.name, p);
        inner.push_str(&fold(
            "ep-fold",
            &format!("How it breaks <code>{}</code>, step by step", escape(&p.id)),
            &table,
        ));
    }
    let summary = format!("<code>{}</code> {}", escape(&variant.name), prose(&variant.summary));
    Ok(fold("ep-fold ep-variant", &summary, &inner))
}

/// The record's claim about a variant and its recorded run must say the same: a page shows both.
fn agrees(page: &Page<'_>, variant: &Variant, run: &records::recorded::Recorded) -> Result<(), Fault> {
    let failing =
        |id: &str| run.properties.iter().any(|p| p.id == id && !matches!(p.outcome, protocol::Outcome::Holds));
    let missing = variant.fails.iter().find(|f| !failing(&f.property));
    let unsaid = run.properties.iter().find(|p| failing(&p.id) && !variant.fails.iter().any(|f| f.property == p.id));
    let what = match (missing, unsaid) {
        (Some(f), _) => format!("`{}` should break `{}`, and its recorded run does not", variant.name, f.property),
        (None, Some(p)) => {
            format!("the recorded run of `{}` breaks `{}`, and the record does not say so", variant.name, p.id)
        }
        (None, None) => return Ok(()),
    };
    let path = page.scenario()?.dir.join("exercise.toml");
    Err(Fault::Elsewhere(problem(
        page.library.shown(&path),
        None,
        what,
        "correct the record, or record again: cargo xtask gen",
    )))
}

/// `{{#edits}}`: what belongs to the reference fix, and what breaks without each edit.
pub(crate) fn edits(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let mut rows = String::new();
    for edit in &exercise.record.edit {
        let without = match (&edit.breaks, &edit.reason) {
            (Some(f), _) => format!("<code class=\"ep-id\">{}</code> fails: {}", escape(&f.property), f.kind.words()),
            (None, Some(reason)) => prose(reason),
            (None, None) => String::new(),
        };
        let _ = write!(rows, "<tr><th scope=\"row\">{}</th><td>{without}</td></tr>", prose(&edit.what));
    }
    let head = "<thead><tr><th scope=\"col\">Edit</th><th scope=\"col\">Taken back alone</th></tr></thead>";
    Ok(block(&scroll_box(
        "ep-edits",
        "Edits of the reference fix",
        &format!("<table>{head}<tbody>{rows}</tbody></table>"),
    )))
}
