//! `{{#rewrites}}`: rough comments, and two better ones each. The better ones are folded: the reader writes first.

use super::{comment, cue, heading, quoted, source};
use crate::context::{Page, Takes as _};
use crate::html::{block, fold, prose};
use crate::problem::Fault;
use records::markdown::Directive;
use records::saying::rewrites::{Rewrite, Rewrites};

pub(crate) fn all(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let rewrites = page.library.words::<Rewrites>()?.rewrite;
    Fault::gather(rewrites.iter().enumerate().map(|(index, rewrite)| one(page, index + 1, rewrite)))
}

fn one(page: &Page<'_>, number: usize, rewrite: &Rewrite) -> Result<String, Fault> {
    let faults: Vec<String> =
        rewrite.faults.iter().map(|it| format!("<span class=\"ep-badge ep-note\">{}</span>", it.words())).collect();
    let mut out = comment(&rewrite.rough);
    out += &format!("<p>On {}.</p>", source(page, &rewrite.at));
    let code = quoted(page, &rewrite.at)?;
    if !code.is_empty() {
        out += &fold("ep-fold", "The code", &code);
    }
    let titles = ["First: what it says", "Then: how it says it"];
    for (index, (step, title)) in rewrite.step.iter().zip(titles).enumerate() {
        // Not above the fold: to see what is wrong is the reader's work.
        let wrong = format!("<p class=\"ep-faults\"><strong>It was</strong> {}</p>", faults.join(" "));
        let inner = format!(
            "{}{}<p><strong>What changed.</strong> {}</p>",
            if index == 0 { wrong.as_str() } else { "" },
            comment(&step.text),
            prose(&step.changed)
        );
        out += &fold("ep-fold", title, &inner);
    }
    out += &cue(&rewrite.cue);
    Ok(heading(2, &rewrite.id, &format!("{number}. {}", rewrite.name)) + &block(&out))
}
