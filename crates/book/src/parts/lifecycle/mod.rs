//! States and moves as a picture whose arrows are links, and as the list they lead to. Each move of the list has the line of a
//! program that makes it happen, and the line of output that shows it. How the picture is drawn is in `drawn`. Without a script
//! it is all there; `book/assets/lifecycle.js` only marks the arrow of the move that was chosen.

mod drawn;

use crate::context::{Page, Takes as _};
use crate::html::{block, escape, prose};
use crate::problem::{Fault, problem};
use records::lifecycles::{self, Lifecycle, Move};
use records::markdown::Directive;
use records::shown::Shown;
use std::fmt::Write as _;
use std::path::Path;

/// `{{#lifecycle goroutine}}`
pub(crate) fn picture(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [id] = d.takes::<1>(&[])?;
    let missing = || Fault::here(format!("{} is missing", lifecycles::FILE), "restore it: git checkout -- book");
    let all = lifecycles::read(&page.library.root).ok_or_else(missing)?.map_err(|it| {
        let line = it.line.and_then(|line| usize::try_from(line).ok());
        Fault::Elsewhere(problem(&it.file, line, it.what, &it.mend))
    })?;
    let Some(one) = all.iter().find(|one| one.id == id) else {
        let known: Vec<&str> = all.iter().map(|one| one.id.as_str()).collect();
        return Err(Fault::unknown("picture", id, &known));
    };
    let moves = one.moves.iter().map(|it| row(page, one, it)).collect::<Result<String, _>>()?;
    let id = escape(id);
    Ok(block(&format!(
        "<div class=\"ep-life\"><div class=\"ep-life-picture\" id=\"life-{id}\" tabindex=\"-1\">{}</div><ol class=\"ep-life-moves\">{moves}</ol></div>",
        drawn::svg(one)
    )))
}

/// A move in words, with its evidence.
fn row(page: &Page<'_>, life: &Lifecycle, it: &Move) -> Result<String, Fault> {
    let (from, to) = (it.from.as_deref().unwrap_or("start"), it.to.as_deref().unwrap_or("gone"));
    let (life, id) = (escape(&life.id), escape(&it.id));
    Ok(format!(
        "<li id=\"move-{life}-{id}\"><p><strong>{}</strong> <span class=\"ep-life-way\">{} → {}</span></p><p>By {}. {}</p>{}<p class=\"ep-life-back\"><a href=\"#life-{life}\" aria-label=\"back to the picture, from {}\">↑ picture</a></p></li>",
        prose(&it.name),
        escape(from),
        escape(to),
        prose(&it.maker),
        prose(&it.then),
        evidence(page, &it.shown)?,
        escape(&it.name)
    ))
}

/// The line that makes it, the line that was printed, and a link to the program.
fn evidence(page: &Page<'_>, shown: &Shown) -> Result<String, Fault> {
    let root = &page.library.root;
    if let Some((what, mend)) = shown.fault(root) {
        return Err(Fault::Elsewhere(problem(Path::new(lifecycles::FILE), None, what, mend)));
    }
    let mut out =
        format!("<p class=\"ep-life-run\"><a href=\"#{}\">{}</a>", anchor(&shown.program), escape(&shown.program));
    if let Some((line, text)) = shown.made_at(root) {
        let _ = write!(out, ", line {line}: <code>{}</code>", escape(&text));
    }
    let _ = write!(out, "<br>prints <code>{}</code></p>", escape(&shown.printed(root).unwrap_or_default()));
    Ok(out)
}

/// Where the page shows that program: `{{#program go/run_order}}` writes the same.
pub(super) fn anchor(program: &str) -> String {
    format!("program-{}", escape(&program.replace('/', "-")))
}
