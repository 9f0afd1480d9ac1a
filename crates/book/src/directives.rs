//! Expands the directives of one page: which names there are, and what each one takes. What a directive writes is in
//! `parts`; what a page knows about itself meanwhile is in `context`, below them.

use crate::context::Page;
use crate::library::Library;
use crate::parts;
use crate::problem::{Fault, Problem, problem};
use records::markdown::{Directive, directives};
use std::path::Path;

/// What a directive writes: HTML on one line, or Markdown.
type Part = for<'a> fn(&mut Page<'a>, &Directive) -> Result<String, Fault>;

/// Every directive: its name, how it is written, and the part that writes it.
const DIRECTIVES: &[(&str, &str, Part)] = &[
    ("scenario", "{{#scenario exercise-2}}", parts::scenario::head),
    ("exercises", "{{#exercises}}", parts::scenario::index),
    ("after", "{{#after}}", parts::scenario::after),
    ("atlas", "{{#atlas}}", parts::atlas::all),
    ("coverage", "{{#coverage}}", parts::atlas::coverage),
    ("cards", "{{#cards}}", parts::cards::index),
    ("card", "{{#card exit-latch}}", parts::cards::card),
    ("truth", "{{#truth}}", parts::scenario::truth),
    ("history", "{{#history}}", parts::scenario::history),
    ("focus", "{{#focus}}", parts::scenario::focus),
    ("hints", "{{#hints}}", parts::scenario::hints),
    ("properties", "{{#properties}}", parts::runs::properties),
    ("outcomes", "{{#outcomes buggy}}", parts::runs::outcomes),
    ("odds", "{{#odds}}", parts::odds::table),
    ("prices", "{{#prices}}", parts::prices::figures),
    ("mutants", "{{#mutants}}", parts::mutants::survivors),
    ("board", "{{#board buggy create-returns}}", parts::board::board),
    ("counterexample", "{{#counterexample buggy create-returns}}", parts::steps::counterexample),
    ("sequence", "{{#sequence buggy create-returns}}", parts::sequence::diagram),
    ("pull-request", "{{#pull-request}}", parts::pull_request::card),
    ("diff", "{{#diff before buggy context=3}}", parts::code::diff),
    ("desk", "{{#desk}}", parts::desk::scenario),
    ("progress", "{{#progress}}", parts::desk::progress),
    ("next", "{{#next}}", parts::ladder::next),
    ("closing", "{{#closing}}", parts::ladder::closing),
    ("file", "{{#file buggy}}", parts::code::file),
    ("excerpt", "{{#excerpt buggy item=create}} (or anchor=name, or lines=10-20)", parts::code::excerpt),
    ("twin", "{{#twin}}", parts::code::twin),
    ("review", "{{#review}}", parts::review::model),
    ("edits", "{{#edits}}", parts::variants::edits),
    ("variants", "{{#variants wrong}} (or right, costly)", parts::variants::cards),
    ("templates", "{{#templates}}", parts::saying::templates::page),
    ("form", "{{#form core}}", parts::saying::templates::one_form),
    ("questions", "{{#questions}}", parts::saying::method::questions),
    ("checklist", "{{#checklist full}} (or short, word, level)", parts::saying::method::checklist),
    ("phrases", "{{#phrases hedging}}", parts::saying::phrases::section),
    ("stages", "{{#stages}}", parts::saying::phrases::stages),
    ("slips", "{{#slips}}", parts::saying::phrases::slips),
    ("rewrites", "{{#rewrites}}", parts::saying::rewrites::all),
    ("cases", "{{#cases performance}} (or first-fix)", parts::saying::cases::chains),
    ("quiz", "{{#quiz locks}}", parts::quiz::of_topic),
    ("card-count", "{{#card-count}}", parts::quiz::count),
    ("ask", "{{#ask nested-deadline-go cancel-cause-since wait-twice}}", parts::quiz::ask),
    ("program", "{{#program go/worker_pool}} (or lines=3)", parts::quiz::program),
    ("lifecycle", "{{#lifecycle goroutine}}", parts::lifecycle::picture),
    ("numbers", "{{#numbers}}", parts::numbers::table),
    ("glossary", "{{#glossary}}", parts::words::glossary),
    ("hazards", "{{#hazards}}", parts::words::hazards),
    ("term", "{{#term reaper}} (or {{#term reaper reapers}})", parts::words::term),
    ("hazard", "{{#hazard lock-order}}", parts::words::hazard),
];

/// The directives that stand inside a sentence; all others are alone on their line.
const INLINE: &[&str] = &["term", "hazard", "card-count"];

/// What mdBook itself expands later.
const MDBOOK: &[&str] = &["include", "rustdoc_include", "playground", "title"];

/// `source` with every directive expanded. A directive that cannot be is left out and pushed to `problems`.
pub(crate) fn expand(library: &Library, path: &Path, source: &str, problems: &mut Vec<Problem>) -> String {
    let mut page = Page::new(library, path);
    let mut out = String::with_capacity(source.len() * 2);
    let mut done = 0;
    for directive in directives(source) {
        if MDBOOK.contains(&directive.name.as_str()) {
            if let Err(fault) = included(library, &page.file, &directive) {
                report(fault, &page.file, &directive, problems);
            }
            continue;
        }
        out.push_str(&source[done..directive.span.start]);
        done = directive.span.end;
        match write(&mut page, &directive) {
            Ok(text) => out.push_str(&text),
            Err(fault) => report(fault, &page.file, &directive, problems),
        }
    }
    out.push_str(&source[done..]);
    out
}

fn write(page: &mut Page<'_>, directive: &Directive) -> Result<String, Fault> {
    let name = directive.name.as_str();
    let Some((_, usage, part)) = DIRECTIVES.iter().find(|(known, ..)| *known == name) else {
        let known: Vec<&str> = DIRECTIVES.iter().map(|(name, ..)| *name).collect();
        return Err(Fault::unknown("directive", name, &known));
    };
    if !INLINE.contains(&name) && !directive.alone {
        return Err(Fault::here(
            format!("`{name}` writes a block, and stands inside a line"),
            "put it alone on its line",
        ));
    }
    part(page, directive).map_err(|fault| match fault {
        Fault::Here(what, mend) if mend.is_empty() => Fault::Here(what, format!("write {usage}")),
        fault => fault,
    })
}

/// Adds what went wrong to the problems of the build.
fn report(fault: Fault, file: &Path, directive: &Directive, problems: &mut Vec<Problem>) {
    match fault {
        Fault::Here(what, mend) => problems.push(problem(file, Some(directive.line), what, mend)),
        // The same missing file may be needed by many directives: it is one problem.
        Fault::Elsewhere(found) if problems.contains(&found) => {}
        Fault::Elsewhere(found) => problems.push(found),
        Fault::Several(faults) => faults.into_iter().for_each(|fault| report(fault, file, directive, problems)),
    }
}

/// What mdBook will include. It leaves out a missing anchor without a word, and names no page for a missing file.
fn included(library: &Library, page: &Path, directive: &Directive) -> Result<(), Fault> {
    if directive.name == "title" {
        return Ok(());
    }
    let target = directive.words.first().map(String::as_str).unwrap_or_default();
    let (path, part) = target.split_once(':').unwrap_or((target, ""));
    // A page that quotes the learner's file would change, or break, while the learner edits.
    if path.contains("exercises/") && path.contains("/src/") {
        let what = format!("`{path}` is the learner's file; an edit there would change the page");
        return Err(Fault::here(what, "quote the same code from solutions/, with {{#excerpt buggy item=…}}"));
    }
    let file = library.root.join(page).with_file_name(path);
    let text = std::fs::read_to_string(&file).map_err(|error| {
        Fault::here(format!("`{path}` cannot be read: {error}"), "write a path that starts from this page")
    })?;
    let anchored = part.starts_with(|c: char| c.is_alphabetic()) && !text.contains(&format!("ANCHOR: {part}\n"));
    if anchored {
        return Err(Fault::here(
            format!("`{path}` has no anchor `{part}`"),
            format!("put `// ANCHOR: {part}` above the lines"),
        ));
    }
    Ok(())
}
