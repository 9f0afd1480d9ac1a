//! What a record says about its scenario as a whole: the head of a chapter, the hints, where it comes from,
//! and the list of all scenarios.

use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, markdown, prose, scroll_box};
use crate::problem::Fault;
use records::markdown::Directive;
use records::{Exercise, record::World};
use std::fmt::Write as _;

/// The steps of a scenario. The headings of a chapter are these, numbered.
const STEPS: [&str; 7] = ["Incident", "Review", "Compare", "Reproduce", "Fix", "Weigh", "Say it"];

/// `{{#scenario exercise-2}}`, or `steps=2` for a page that ends after the second step: what the chapter takes, and the way through it. Title, summary and hazards of the
/// record are not shown: they name the bug, and finding it is the reader's work.
pub(crate) fn head(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [name] = d.takes::<1>(&["steps"])?;
    let shown = match d.option("steps") {
        None => STEPS.len(),
        Some(n) => n.parse().map_err(|_| Fault::here(format!("`steps={n}` is not a number"), ""))?,
    };
    let exercise = page.library.exercise(name)?;
    page.exercise = Some(exercise);
    let record = &exercise.record;
    let world = match record.world {
        World::Threads => "threads",
        World::Tasks => "tokio tasks",
        World::Processes => "child processes",
    };
    let mut steps = String::new();
    for (i, step) in STEPS.iter().enumerate().take(shown) {
        let anchor = step.to_lowercase().replace(' ', "-");
        let _ = write!(steps, "<li><a href=\"#{}-{anchor}\">{step}</a></li>", i + 1);
    }
    // A page without the fifth step has nothing to check.
    let check = if shown == STEPS.len() { next(exercise) } else { String::new() };
    let way = match shown {
        0 => String::new(),
        _ => format!("<nav aria-label=\"Steps of this scenario\"><ol class=\"ep-way\">{steps}</ol></nav>"),
    };
    Ok(block(&format!(
        "<div class=\"ep-head\"><ul class=\"ep-facts\"><li>about {} minutes</li><li>level {} of 5</li><li>{world}</li></ul>{check}{way}</div>",
        record.minutes, record.level,
    )))
}

/// The reader's next step, with its command. What stands here holds for everybody; `progress.js` puts the reader's own
/// in its place, where it knows it.
pub(super) fn next(exercise: &Exercise) -> String {
    format!(
        "<exit-progress data-id=\"{}\" data-item=\"{}\"><p class=\"ep-next\"><span data-why>Judge your file:</span> <exit-copy><code>cargo xtask check {}</code></exit-copy></p></exit-progress>",
        escape(&exercise.key()),
        escape(&exercise.slug),
        exercise.short()
    )
}

/// `{{#after}}`: what to type once the exercise is solved.
pub(crate) fn after(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let exercise = page.scenario()?;
    let name = exercise.short();
    let mut rows = String::new();
    let mut row = |what: &str, command: &str| {
        let _ = write!(rows, "<li>{what} <exit-copy><code>{command}</code></exit-copy></li>");
    };
    row("The reference fix beside the others, in your terminal:", &format!("cargo xtask solution {name}"));
    row("Your own note, one line longer:", &format!("cargo xtask note {name} -m &quot;what I learned&quot;"));
    let akin = page.library.exercises.iter().filter(|it| {
        it.slug != exercise.slug && it.record.hazards.iter().any(|id| exercise.record.hazards.contains(id))
    });
    for other in akin {
        let to = other.short();
        let link = format!(
            "<a href=\"{}{to}.html\">Exercise {}: {}</a>",
            page.to_root,
            other.record.number,
            escape(&other.change)
        );
        row(&format!("{link} trains a hazard of this one, too:"), &format!("cargo xtask jump {to}"));
    }
    row("The next one that is open:", "cargo xtask next");
    Ok(block(&format!("<ul class=\"ep-after\">{rows}</ul>")))
}

/// `{{#exercises}}`
pub(crate) fn index(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut rows = String::new();
    for exercise in &page.library.exercises {
        let (record, short) = (&exercise.record, exercise.short());
        let _ = write!(
            rows,
            "<tr><th scope=\"row\"><a href=\"{}{short}.html\">{}: {}</a></th><td>{} min</td><td>{} of 5</td><td><exit-progress data-id=\"{}\" data-brief></exit-progress></td><td><exit-copy><code>cargo xtask check {short}</code></exit-copy></td></tr>",
            page.to_root,
            record.number,
            escape(&exercise.change),
            record.minutes,
            record.level,
            escape(&record.id)
        );
    }
    let head = "<thead><tr><th scope=\"col\">Scenario</th><th scope=\"col\">Time</th><th scope=\"col\">Level</th><th scope=\"col\">You</th><th scope=\"col\">Check</th></tr></thead>";
    Ok(block(&scroll_box("ep-index", "All scenarios", &format!("<table>{head}<tbody>{rows}</tbody></table>"))))
}

/// `{{#focus}}`: the one question of the review step.
pub(crate) fn focus(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let question = prose(&page.scenario()?.record.focus);
    Ok(block(&format!("<p class=\"ep-focus\"><strong>One question to take along:</strong> {question}</p>")))
}

/// `{{#hints}}`: one fold per hint, from the gentlest to the plainest.
pub(crate) fn hints(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let hints = &page.scenario()?.record.hint;
    let folds: String = hints
        .iter()
        .enumerate()
        .map(|(i, hint)| fold("ep-fold ep-hint", &format!("Hint {} of {}", i + 1, hints.len()), &markdown(&hint.text)))
        .collect();
    Ok(block(&format!("<div class=\"ep-folds\">{folds}</div>")))
}

/// `{{#truth}}`
pub(crate) fn truth(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let truth = &page.scenario()?.record.truth;
    Ok(block(&format!(
        "<dl class=\"ep-truth\"><dt>Models</dt><dd>{}</dd><dt>Changed</dt><dd>{}</dd><dt>Invented</dt><dd>{}</dd></dl>",
        prose(&truth.models),
        prose(&truth.changed),
        prose(&truth.invented)
    )))
}

/// `{{#history}}`: the upstream changes.
pub(crate) fn history(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut rows = String::new();
    for change in &page.scenario()?.record.upstream {
        let repo = escape(&change.repo);
        let commit = change.commit.as_deref().map(|c| format!("<br><code>{}</code>", escape(c))).unwrap_or_default();
        let _ = write!(
            rows,
            "<tr><th scope=\"row\"><a href=\"https://github.com/{repo}/pull/{number}\">{repo}#{number}</a>{commit}</th><td class=\"ep-date\">{}</td><td>{}</td></tr>",
            change.date.as_deref().map(escape).unwrap_or_default(),
            prose(&change.what),
            number = change.number,
        );
    }
    let head = "<thead><tr><th scope=\"col\">Change</th><th scope=\"col\">Date</th><th scope=\"col\">What it did</th></tr></thead>";
    Ok(block(&scroll_box("ep-history", "Upstream changes", &format!("<table>{head}<tbody>{rows}</tbody></table>"))))
}
