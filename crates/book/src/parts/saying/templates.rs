//! `{{#templates}}`: every comment template with its slots, its hazards, and an example beside a weak one.
//! `{{#form core}}`: the form of one of them.

use super::{beside, comment, cue, heading, paragraphs, quoted, source};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, prose};
use crate::parts::words::hazard_html;
use crate::problem::Fault;
use records::markdown::Directive;
use records::saying::templates::{Group, Template, Templates};

pub(crate) fn page(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let templates = page.library.words::<Templates>()?.template;
    let parts = Group::ALL.into_iter().flat_map(|group| {
        let inside: Vec<&Template> = templates.iter().filter(|it| it.group == group).collect();
        let head = (!inside.is_empty()).then(|| Ok(format!("\n\n## {}\n\n", group.title())));
        head.into_iter().chain(inside.into_iter().map(|template| one(page, template)).collect::<Vec<_>>())
    });
    Fault::gather(parts.collect::<Vec<_>>().into_iter())
}

pub(crate) fn one_form(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [id] = d.takes::<1>(&[])?;
    let templates = page.library.words::<Templates>()?.template;
    let Some(template) = templates.iter().find(|it| it.id == id) else {
        let known: Vec<&str> = templates.iter().map(|it| it.id.as_str()).collect();
        return Err(Fault::unknown("template", id, &known));
    };
    Ok(block(&in_box(template)))
}

fn one(page: &mut Page<'_>, template: &Template) -> Result<String, Fault> {
    let mut out = cue(&template.cue);
    out += &in_box(template);
    out += &format!(
        "<dl class=\"ep-use\"><dt>When</dt><dd>{}</dd><dt>Not</dt><dd>{}</dd>",
        prose(&template.when),
        prose(&template.not)
    );
    if !template.hazards.is_empty() {
        let hazards: Result<Vec<String>, Fault> = template.hazards.iter().map(|id| hazard_html(page, id, "")).collect();
        out += &format!("<dt>Reports</dt><dd>{}</dd>", hazards?.join(", "));
    }
    out += "</dl>";
    let slots: String = template
        .slots_in_order()
        .into_iter()
        .map(|(name, what)| format!("<dt>{}</dt><dd>{}</dd>", escape(&words_of(name)), prose(what)))
        .collect();
    out += &fold("ep-fold", "What goes into the slots", &format!("<dl class=\"ep-slots\">{slots}</dl>"));
    let at = &template.example.at;
    let weak = format!("{}<p>It lacks: {}</p>", comment(&template.weak.text), lacking(&template.weak.lacks));
    let inner = format!(
        "<p>From {}.</p>{}{}",
        source(page, at),
        quoted(page, at)?,
        beside(("Weak", &weak), ("Filled", &comment(&template.example.text)))
    );
    let summary = format!("An example beside a weak one, from {}", escape(&at.scenario.replace('-', " ")));
    out += &fold("ep-fold", &summary, &inner);
    Ok(heading(3, &template.id, &template.name) + &block(&out))
}

fn in_box(template: &Template) -> String {
    format!("<p class=\"ep-form\">{}</p>", form(&template.form))
}

/// The form with its slots set apart.
fn form(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split('[').enumerate() {
        match part.split_once(']') {
            Some((name, rest)) if index > 0 => {
                out += &format!("<var>{}</var>{}", escape(&words_of(name)), between(rest));
            }
            _ => out += &between(part),
        }
    }
    out
}

/// A slot's name as words; a trade-off keeps its hyphen.
fn words_of(name: &str) -> String {
    name.replace('-', " ").replace("trade off", "trade-off")
}

/// Prose between two slots: the spaces at its ends stay.
fn between(text: &str) -> String {
    let space = |has: bool| if has { " " } else { "" };
    match text.trim().is_empty() {
        true => space(!text.is_empty()).to_owned(),
        false => format!("{}{}{}", space(text.starts_with(' ')), prose(text), space(text.ends_with(' '))),
    }
}

/// `What is missing` goes on in the middle of a sentence.
fn lacking(text: &str) -> String {
    let inner = paragraphs(text);
    let mut chars = inner.trim_start_matches("<p>").trim_end_matches("</p>").chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}
