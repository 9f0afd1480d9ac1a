//! `{{#phrases hedging}}`: the sentences of one moment; `{{#stages}}`: the way of a container to its start;
//! `{{#slips}}`: slips of the pen.

use super::{cue, source};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, prose, scroll_box};
use crate::problem::Fault;
use records::markdown::Directive;
use records::saying::phrases::Phrases;

/// One section.
pub(crate) fn section(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [id] = d.takes::<1>(&[])?;
    let sections = page.library.words::<Phrases>()?.section;
    let Some(section) = sections.iter().find(|it| it.id == id) else {
        let known: Vec<&str> = sections.iter().map(|it| it.id.as_str()).collect();
        return Err(Fault::unknown("section of phrases", id, &known));
    };
    let mut out = cue(&section.cue);
    for phrase in &section.phrase {
        let rough = match (&section.instead, &phrase.instead) {
            (Some(label), Some(text)) => {
                format!("<p class=\"ep-rough\"><span class=\"ep-label\">{}</span> {}</p>", prose(label), prose(text))
            }
            _ => String::new(),
        };
        let from = phrase.at.as_ref().map(|at| format!(" <span class=\"ep-id\">({})</span>", source(page, at)));
        out += &format!(
            "<div class=\"ep-phrase\"><p class=\"ep-label\">{}{} <span class=\"ep-cue\" lang=\"zh\">{}</span></p>{rough}<p class=\"ep-say\">{}</p>{}</div>",
            prose(&phrase.when),
            from.unwrap_or_default(),
            escape(&phrase.cue),
            prose(&phrase.say),
            aloud(&phrase.spoken)
        );
    }
    Ok(block(&format!("<div class=\"ep-phrases\" id=\"{id}-phrases\">{out}</div>")))
}

fn aloud(spoken: &[String]) -> String {
    let all: Vec<String> = spoken.iter().map(|it| format!("\u{201c}{}\u{201d}", prose(it))).collect();
    format!("<p class=\"ep-aloud\"><span class=\"ep-label\">Aloud</span> {}</p>", all.join(" · "))
}

/// The stages.
pub(crate) fn stages(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut out = String::new();
    for (index, stage) in page.library.words::<Phrases>()?.stage.iter().enumerate() {
        let words: Vec<String> = stage.words.iter().map(|it| prose(it)).collect();
        let inner = format!(
            "<div class=\"ep-phrase\"><p><strong>{}. {}</strong> <span class=\"ep-cue\" lang=\"zh\">{}</span></p><p>{}</p><dl class=\"ep-use\"><dt>Words</dt><dd>{}</dd><dt>From</dt><dd>{}</dd><dt>To</dt><dd>{}</dd></dl><p class=\"ep-say\">{}</p>{}</div>",
            index + 1,
            prose(&stage.name),
            escape(&stage.cue),
            prose(&stage.what),
            words.join(" · "),
            prose(&stage.from),
            prose(&stage.to),
            prose(&stage.slow),
            aloud(&stage.spoken)
        );
        out += &inner;
    }
    Ok(block(&format!("<div class=\"ep-phrases\">{out}</div>")))
}

/// The slips.
pub(crate) fn slips(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let rows: String = page
        .library
        .words::<Phrases>()?
        .slip
        .iter()
        .map(|it| {
            format!("<tr><td>{}</td><td>{}</td><td>{}</td></tr>", prose(&it.slip), prose(&it.better), prose(&it.why))
        })
        .collect();
    let head =
        "<thead><tr><th scope=\"col\">Slip</th><th scope=\"col\">Better</th><th scope=\"col\">Why</th></tr></thead>";
    Ok(block(&scroll_box("ep-slips", "Slips of the pen", &format!("<table>{head}<tbody>{rows}</tbody></table>"))))
}
