//! What you keep: for each scenario the key with its interleaving, the answers people give, wrong fixes with their
//! counterexamples, hints, notes; and the sheets and the merge page for the session.

use super::{PackRequest, book, check_links, participant::name, print};
use crate::{
    merge,
    notes::{Answer, Notes},
    timetable,
};
use edge::file::RECORD;
use records::{
    Exercise,
    record::{Role, Variant},
    review::{Decision, Review, Severity},
};
use std::{fmt::Write as _, path::Path};

pub(super) fn write(request: &PackRequest<'_>, src: &Path, dest: &Path) -> anyhow::Result<()> {
    let notes: Vec<Notes> = request.exercises.iter().map(|it| Notes::of(it)).collect::<anyhow::Result<_>>()?;
    let mut pages = vec![("index.md".to_owned(), "Start here".to_owned(), start(request))];
    for (exercise, notes) in request.exercises.iter().zip(&notes) {
        pages.push((format!("{}.md", exercise.short()), name(exercise), scenario(exercise, notes)?));
    }
    // The reference pages, so that a word or hazard in a key leads somewhere.
    for (file, name) in [("hazards.md", "Hazards"), ("glossary.md", "Glossary")] {
        let text = edge::file::text(request.course.root.join("book").join(file), RECORD)?;
        pages.push((file.to_owned(), name.to_owned(), text));
    }
    book(request, "Exit Path: the facilitator's folder", src, dest, &pages, &[])?;
    let slots = timetable::slots(request.minutes).unwrap_or_default();
    print::write(dest, "timing-card.html", &print::timing_card(request.minutes, &slots))?;
    edge::file::write(dest.join("merge.html"), merge::page::html(request.course)?)?;
    let all: Vec<(&Exercise, &Notes)> = request.exercises.iter().copied().zip(&notes).collect();
    print::write(dest, "closing-sheet.html", &print::closing(&all))?;
    check_links(dest)
}

fn start(request: &PackRequest<'_>) -> String {
    let mut list = String::new();
    for exercise in &request.exercises {
        let _ = writeln!(list, "- [{}]({}.md)", name(exercise), exercise.short());
    }
    format!(
        "# Start here

**This folder holds every answer.** Mail or host the folder `participant` beside it, and never this one. The workbook's page
*Lead a workshop* is the guide.

{list}
## On the table

- [Timing card](print/timing-card.html), {} minutes
- [Closing sheet](print/closing-sheet.html)

## In the hour

1. Collect the exported reviews in one folder: `reviews/`.
2. Merge them: drop them on the [merge page](merge.html). In a clone, `cargo xtask workshop merge reviews/*.json` writes the same
   report as Markdown and as a page.
3. Show the report when the board begins. Names are off unless you ask for them.
4. You keep the clock, and you do not vote. Ask the sceptic's question: *what would have to be true?*
",
        request.minutes
    )
}

fn scenario(exercise: &Exercise, notes: &Notes) -> anyhow::Result<String> {
    let key = exercise.review()?;
    let short = exercise.short();
    let mut out = format!("# {}\n\n{{{{#scenario {short} steps=0}}}}\n\n", name(exercise));
    let _ = writeln!(
        out,
        "**{}.** {} findings, {} traps. The one question: *{}*\n",
        decision(key.decision),
        key.finding.len(),
        key.trap.len(),
        exercise.record.focus
    );
    speaker(&mut out, notes);
    self::key(&mut out, &key);
    interleaving(&mut out, exercise);
    answers(&mut out, notes);
    wrong_fixes(&mut out, exercise);
    out.push_str("## Rescue hints\n\nOne at a time, on the board, when a table is silent for three minutes.\n\n");
    for (i, hint) in notes.rescue.iter().enumerate() {
        let _ = writeln!(out, "{}. {}", i + 1, line(hint));
    }
    let _ = writeln!(out, "\n## The fix\n\n{{{{#diff buggy fixed}}}}\n\n{{{{#edits}}}}\n");
    let _ = writeln!(out, "## Where it comes from\n\n{{{{#truth}}}}\n\n{{{{#history}}}}");
    Ok(out)
}

fn speaker(out: &mut String, notes: &Notes) {
    out.push_str("## Speaker notes\n\n");
    for note in &notes.speaker {
        let _ = writeln!(out, "- **{}.** {}", note.at, line(&note.say));
    }
    let _ = writeln!(out, "- **Last question.** {}\n", line(&notes.closing));
}

fn key(out: &mut String, key: &Review) {
    let _ = writeln!(out, "## The key\n\n{}\n", line(key.summary.as_deref().unwrap_or_default()));
    for (i, it) in key.finding.iter().enumerate() {
        let severity = match it.severity {
            Severity::Blocker => "blocker",
            Severity::ShouldFix => "should fix",
            Severity::Nit => "nit",
        };
        let also: String = it.also.iter().map(|&at| format!(", also {}", lines(at))).collect();
        let _ = writeln!(
            out,
            "### Finding {}: {}\n\n{}{also} · {{{{#hazard {}}}}} · {severity}\n\n> {}\n",
            i + 1,
            it.title,
            lines(it.lines),
            it.hazard,
            line(&it.comment)
        );
        for (what, words) in [("Mechanism", &it.mechanism), ("Consequence", &it.consequence), ("Change", &it.fix)] {
            let _ = writeln!(out, "- {what}: {}", words.all().join("; or: "));
        }
        out.push('\n');
    }
    for it in &key.trap {
        let _ = writeln!(
            out,
            "### Trap, {}\n\nExpect this comment:\n\n> {}\n\n{}\n",
            lines(it.lines),
            line(&it.claim),
            line(&it.why)
        );
    }
    if !key.extra.is_empty() {
        out.push_str("### Fair, and beside the point\n\n");
        for it in &key.extra {
            let _ = writeln!(out, "- {}: {}", lines(it.lines), line(&it.comment));
        }
        out.push('\n');
    }
}

fn interleaving(out: &mut String, exercise: &Exercise) {
    let _ = writeln!(
        out,
        "## The failing run\n\nIn a clone, on a shared screen:\n\n```sh\ncargo xtask check {} --subject solutions/{}/buggy.rs\n```\n",
        exercise.short(),
        exercise.slug
    );
    let buggy = exercise.variant("buggy");
    for it in buggy.iter().flat_map(|it| &it.fails) {
        let statement = exercise.record.property.iter().find(|p| p.id == it.property).map_or("", |p| &p.statement);
        let _ = writeln!(out, "### {statement}\n\n{{{{#counterexample buggy {}}}}}\n", it.property);
    }
}

fn answers(out: &mut String, notes: &Notes) {
    out.push_str("## What people say, and what to ask back\n\n");
    let mut last = 0;
    for Answer { level, says, reply } in &notes.answer {
        if *level != last {
            let who = match level {
                1 => "new to concurrency",
                2 => "has fixed such bugs",
                3 => "reviews such code",
                4 => "owns such code",
                _ => "writes runtimes",
            };
            let _ = writeln!(out, "### Level {level}: {who}\n");
            last = *level;
        }
        let _ = writeln!(out, "> {}\n\n{}\n", line(says), line(reply));
    }
}

fn wrong_fixes(out: &mut String, exercise: &Exercise) {
    out.push_str("## Wrong fixes to expect\n\nEach comes with the cheapest schedule that shows it.\n\n");
    let wrong = |it: &&Variant| it.role == Role::Wrong;
    for it in exercise.record.variant.iter().filter(wrong) {
        let _ = writeln!(out, "### {}\n\n{}\n", it.summary, line(&it.why));
        if let Some(first) = it.fails.first() {
            let _ = writeln!(out, "{{{{#counterexample {} {}}}}}\n", it.name, first.property);
        }
    }
}

fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "Approve",
        Decision::Comment => "Comment",
        Decision::RequestChanges => "Request changes",
    }
}

fn lines([first, last]: [u32; 2]) -> String {
    if first == last { format!("line {first}") } else { format!("lines {first} to {last}") }
}

/// Text of a record as one paragraph: the block it stands in must not end in the middle.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
