//! `PULL_REQUEST.md` as a forge shows a pull request: title, author's text. The diff is a part of its own.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape, markdown};
use crate::problem::{Fault, problem};
use records::markdown::Directive;

/// `{{#pull-request}}`
pub(crate) fn card(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let path = exercise.dir.join("PULL_REQUEST.md");
    let text = page.library.text(&path, "write the pull request's title (a heading) and text")?;
    let Some((title, body)) = text.trim_start().strip_prefix("# ").and_then(|t| t.split_once('\n')) else {
        let what = "the first line is not a heading";
        return Err(Fault::Elsewhere(problem(
            page.library.shown(&path),
            Some(1),
            what,
            "start it with `# ` and the title",
        )));
    };
    Ok(block(&format!(
        "<div class=\"ep-pr\"><div class=\"ep-pr-title\"><span class=\"ep-badge ep-open\">Open</span> <strong>{}</strong></div><div class=\"ep-pr-body\">{}</div></div>",
        escape(title.trim()),
        markdown(body)
    )))
}
