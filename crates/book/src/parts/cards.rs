//! Review cards: the list of all, and one card as a page. A card is a scenario of one screen, so its parts are those of a
//! chapter; what is added here is the order in which they stand, and what the lab has to say to it.

use super::{code, desk, pull_request, review, runs, scenario, steps};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, fold, markdown, prose, scroll_box};
use crate::item::Item;
use crate::problem::Fault;
use records::cards::Card;
use records::markdown::Directive;
use records::record::World;
use std::fmt::Write as _;

/// `{{#cards}}`: all of them. Nothing tells which of them are right as they stand.
pub(crate) fn index(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let mut rows = String::new();
    for card in &page.library.cards {
        let record = &card.record;
        let _ = write!(
            rows,
            "<tr><th scope=\"row\"><a href=\"{}cards/{}.html\">{}. {}</a></th><td>{}</td><td>{} minutes</td><td>{} of 5</td><td><exit-progress data-id=\"{}\" data-brief></exit-progress></td></tr>",
            page.to_root,
            escape(&card.name),
            record.number,
            escape(&record.title),
            world(record.world),
            record.minutes,
            record.level,
            escape(&card.exercise.key())
        );
    }
    let head = "<thead><tr><th scope=\"col\">Card</th><th scope=\"col\">World</th><th scope=\"col\">Time</th><th scope=\"col\">Level</th><th scope=\"col\">You</th></tr></thead>";
    Ok(block(&scroll_box("ep-index", "All review cards", &format!("<table>{head}<tbody>{rows}</tbody></table>"))))
}

/// `{{#card exit-latch}}`: a whole page but for its title.
pub(crate) fn card(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [name] = d.takes::<1>(&[])?;
    let card = page.library.card(name)?;
    page.exercise = Some(&card.exercise);
    let mut out = head(card);
    out.push_str(&pull_request::card(page, &d.bare())?);
    out.push_str(&scenario::focus(page, &d.bare())?);
    out.push_str("\n\n## Your review\n\nClick a line of the diff, or press Enter on it. Each comment has lines, a hazard, a severity and your words. Then decide. It may be right as it stands.\n\n");
    let item = Item::of(page.library, &card.exercise)?;
    out.push_str(&desk::form(page, &item, Some("after"))?);
    out.push_str("\n\n## Compare\n\n");
    out.push_str(&block(&review::compare(&item)));
    // In a fold of its own: how many findings there are is an answer.
    let key = review::folds(page, &item)?;
    out.push_str(&block(&fold("ep-fold", "The key: decide before you open it", &key)));
    out.push_str(&block(&fold("ep-fold", "The claim, and the run that shows it", &shown(page, card)?)));
    out.push_str(&fix(page, card));
    if let Some(pair) = &card.record.pair {
        let other = page.library.card(&pair.card)?;
        let inner = format!(
            "<p>{}</p><p>The other one: <a href=\"{}cards/{}.html\">card {}</a>.</p>",
            prose(&pair.difference),
            page.to_root,
            escape(&other.name),
            other.record.number
        );
        out.push_str(&block(&fold("ep-fold", "A card that looks alike", &inner)));
    }
    let mut basis = format!("<p>{}</p>", prose(&card.record.basis));
    if !card.record.upstream.is_empty() {
        basis.push_str(scenario::history(page, &d.bare())?.trim());
    }
    out.push_str(&block(&fold("ep-fold", "Where this comes from", &basis)));
    Ok(out)
}

/// How it is fixed. It says the same of a card that is right as it stands: whether there is something to fix is an answer.
fn fix(page: &Page<'_>, card: &Card) -> String {
    let exercise = &card.exercise;
    if !page.library.root.join("exercises").join(records::exercise::CARDS).is_dir() {
        return String::new();
    }
    let file = page.library.shown(&exercise.learner);
    let hints = exercise.record.hint.iter().enumerate().map(|(at, hint)| {
        fold("ep-fold ep-hint", &format!("Hint {} of {}", at + 1, exercise.record.hint.len()), &markdown(&hint.text))
    });
    format!(
        "\n\n## Fix\n\n{}",
        block(&format!(
            "<p>Edit <code>{}</code>. The check runs every order of its steps against the card's promises. It also says so if there is nothing to fix.</p>{}<div class=\"ep-folds\">{}</div>",
            escape(&file.to_string_lossy()),
            scenario::next(exercise),
            hints.collect::<String>()
        ))
    )
}

fn head(card: &Card) -> String {
    let record = &card.record;
    block(&format!(
        "<div class=\"ep-head\"><ul class=\"ep-facts\"><li>about {} minutes</li><li>level {} of 5</li><li>{}</li></ul></div>",
        record.minutes,
        record.level,
        world(record.world)
    ))
}

fn world(world: World) -> &'static str {
    match world {
        World::Threads => "threads",
        World::Tasks => "tokio tasks",
        World::Processes => "child processes",
    }
}

/// The claim, then every version with its outcomes, its failing schedules and, where it is another one, its diff.
fn shown(page: &mut Page<'_>, card: &Card) -> Result<String, Fault> {
    let mut out = format!("<p><strong>{}.</strong></p>", runs::sentence(&card.record.claim));
    for version in &card.record.version {
        let run = page.library.recorded(&card.exercise, &version.name)?;
        let _ = write!(out, "<p><code>{}.rs</code>: {}</p>", escape(&version.name), prose(&version.why));
        out.push_str(&runs::outcomes_html(&card.exercise, &version.name, &run));
        for property in run.properties.iter().filter(|it| it.counterexample.is_some()) {
            let summary = format!("How it breaks <code>{}</code>, step by step", escape(&property.id));
            out.push_str(&fold("ep-fold", &summary, &steps::html(page, &version.name, property)));
        }
        if !["before", "after"].contains(&version.name.as_str()) {
            let change = code::diff_html(page, "after", &version.name, 3)?;
            out.push_str(&fold("ep-fold", "The change, against the pull request", &change));
        }
    }
    let contract = code::file_html(page, "contract")?;
    out.push_str(&fold("ep-fold", "The promises as code", &contract));
    Ok(out)
}
