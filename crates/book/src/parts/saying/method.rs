//! `{{#questions}}` and `{{#checklist full}}` (or short, or word; or level, and the scenario decides).

use super::cue;
use crate::context::{Page, Takes as _};
use crate::html::{block, prose};
use crate::parts::words::hazard_html;
use crate::problem::Fault;
use records::markdown::Directive;
use records::saying::method::Method;
use std::fmt::Write as _;

/// The five questions.
pub(crate) fn questions(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut out = String::new();
    for (index, question) in page.library.words::<Method>()?.question.iter().enumerate() {
        let hazards: Result<Vec<String>, Fault> = question.hazards.iter().map(|id| hazard_html(page, id, "")).collect();
        let inner = format!(
            "{}<p>{}</p><dl class=\"ep-use\"><dt>Alarm</dt><dd>{}</dd><dt>Finds</dt><dd>{}</dd></dl>",
            cue(&question.cue),
            prose(&question.look),
            prose(&question.alarm),
            hazards?.join(", ")
        );
        let _ = write!(out, "\n\n### {}. {} {{#{}}}\n\n{}", index + 1, question.name, question.id, block(&inner));
    }
    Ok(out)
}

/// The four parts, with as many words as the level needs: `level` is that of the page's scenario.
pub(crate) fn checklist(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [words] = d.takes::<1>(&[])?;
    let words = match words {
        "level" => match page.scenario()?.record.level {
            ..=2 => "full",
            3 => "short",
            _ => "word",
        },
        words => words,
    };
    let parts = page.library.words::<Method>()?.part;
    let html: String = match words {
        "full" => parts
            .iter()
            .map(|part| {
                let items: String = part.full.iter().map(|it| format!("<li>{}</li>", prose(it))).collect();
                format!("<dt>{}</dt><dd><ul>{items}</ul></dd>", prose(&part.name))
            })
            .collect(),
        "short" => {
            parts.iter().map(|it| format!("<dt>{}</dt><dd>{}</dd>", prose(&it.name), prose(&it.short))).collect()
        }
        "word" => {
            let all: Vec<String> = parts.iter().map(|it| prose(&it.word)).collect();
            return Ok(block(&format!("<p class=\"ep-focus\"><strong>{}</strong></p>", all.join(" · "))));
        }
        other => return Err(Fault::unknown("length of the checklist", other, &["full", "short", "word", "level"])),
    };
    Ok(block(&format!("<dl class=\"ep-why ep-checklist\">{html}</dl>")))
}
