//! Where a reader reviews: the diff with all its lines, and the data for the scripts in `book/assets/review`. Without
//! scripts it is the diff of `code`. What the scripts make of it is not here.

use super::code::enclosing;
use super::table::{self, Mark, Row};
use crate::context::{Page, Takes as _};
use crate::html::{block, escape};
use crate::item::Item;
use crate::problem::Fault;
use records::markdown::Directive;
use records::review::Review;
use records::saying::templates::{Group, Templates};
use serde_json::json;
use similar::{Algorithm, Change, ChangeTag, TextDiff};
use std::fmt::Write as _;

/// Unchanged lines on either side of a change; the others unfold.
const CONTEXT: usize = 3;

/// `{{#desk}}`: the pull request of the page's scenario. With `key=none` nothing is on the page that it could be compared
/// with: that is for a workshop's folder.
pub(crate) fn scenario(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&["key"])?;
    let exercise = page.scenario()?;
    let mut item = Item::of(page.library, exercise)?;
    match d.option("key") {
        None => {}
        Some("none") => item.key = Review::blank(),
        Some(other) => {
            return Err(Fault::here(format!("`key={other}` means nothing"), "leave it out, or write key=none"));
        }
    }
    form(page, &item, Some("buggy"))
}

/// The desk of any item. `variant` is what links to its lines call the head.
pub(crate) fn form(page: &mut Page<'_>, item: &Item, variant: Option<&str>) -> Result<String, Fault> {
    let hazards: Vec<_> = (page.library.hazards.iter())
        .map(|it| json!({ "id": it.id, "name": it.name, "line": it.line, "also": it.also }))
        .collect();
    let data = script(&json!({ "item": item.data(), "hazards": hazards, "templates": templates(page) }));
    let diff = diff(page, item, variant)?;
    Ok(block(&format!(
        "<div class=\"ep-desk\"><exit-review item=\"{}\">{diff}{data}</exit-review></div>",
        escape(&item.id)
    )))
}

/// What the form offers: the frames, and what reports a defect or asks. Not the examples: those give findings away.
/// A workbook of somebody's own may have no templates; what is wrong with them was found when the library was opened.
fn templates(page: &Page<'_>) -> Vec<serde_json::Value> {
    let all = page.library.words::<Templates>().map_or_else(|_| Vec::new(), |table| table.template);
    all.iter()
        .filter(|it| matches!(it.group, Group::Frame | Group::Defect | Group::Ask))
        .map(|it| json!({ "id": it.id, "name": it.name, "group": it.group, "hazards": it.hazards, "form": it.form, "slots": it.slots }))
        .collect()
}

/// `{{#progress}}`: what this browser remembers of all reviews.
pub(crate) fn progress(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [] = d.takes::<0>(&[])?;
    let hazards: Vec<_> = page.library.hazards.iter().map(|it| json!({ "id": it.id, "name": it.name })).collect();
    let mut items = Vec::new();
    let scenarios = page.library.exercises.iter().map(|it| (it, it.short()));
    let cards = page.library.cards.iter().map(|it| (&it.exercise, format!("cards/{}", it.name)));
    for (exercise, place) in scenarios.chain(cards) {
        let item = Item::of(page.library, exercise)?;
        let href = format!("{}{place}.html", page.to_root);
        items.push(json!({ "id": item.id, "title": item.title, "revision": item.revision(), "href": href }));
    }
    let data = script(&json!({ "items": items, "hazards": hazards }));
    let without = "<p>This page needs JavaScript: what you did is stored in your browser, and nowhere else.</p>";
    Ok(block(&format!(
        "<div class=\"ep-progress\"><exit-reviews><noscript>{without}</noscript>{data}</exit-reviews></div>"
    )))
}

/// Data for a script. `<` would let a text end the element.
fn script(data: &serde_json::Value) -> String {
    format!("<script type=\"application/json\">{}</script>", data.to_string().replace('<', "\\u003c"))
}

fn diff(page: &mut Page<'_>, item: &Item, variant: Option<&str>) -> Result<String, Fault> {
    // The same algorithm as `records::hunks`: the data of the item counts its hunks.
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&item.before, &item.head);
    let changes: Vec<Change<&str>> = diff.iter_all_changes().collect();
    let changed: Vec<usize> = (0..changes.len()).filter(|&i| changes[i].tag() != ChangeTag::Equal).collect();
    if changed.is_empty() {
        return Err(Fault::here(format!("`{}` changes nothing", item.id), "give it two versions that differ"));
    }
    let near = |i: usize| {
        let after = changed.partition_point(|&at| at < i);
        let [before, after] = [after.checked_sub(1).map(|at| changed[at]), changed.get(after).copied()];
        before.is_some_and(|at| i - at <= CONTEXT) || after.is_some_and(|at| at - i <= CONTEXT)
    };
    let mut bodies = String::new();
    let mut from = 0;
    while from < changes.len() {
        let shown = near(from);
        let to = (from..changes.len()).find(|&i| near(i) != shown).unwrap_or(changes.len());
        let group = &changes[from..to];
        let rows: String =
            group.iter().map(|change| table::tr(&row(page, change, variant.filter(|_| shown)), true)).collect();
        if shown {
            let head = table::tr(&Row::Gap(head(group, &item.head)), true);
            let _ = write!(bodies, "<tbody class=\"ep-hunk\">{head}{rows}</tbody>");
        } else {
            let _ = write!(bodies, "<tbody class=\"ep-more\" hidden>{rows}</tbody>");
        }
        from = to;
    }
    let count = |tag| changes.iter().filter(|change| change.tag() == tag).count();
    let title = format!(
        "{} <span class=\"ep-plus\">+{}</span> <span class=\"ep-minus\">−{}</span>",
        escape(&item.file),
        count(ChangeTag::Insert),
        count(ChangeTag::Delete)
    );
    Ok(table::framed(&format!("Changes to {}", item.file), &title, &bodies, true))
}

fn row(page: &mut Page<'_>, change: &Change<&str>, variant: Option<&str>) -> Row {
    let new = change.new_index().map(|i| i + 1);
    Row::Line {
        mark: match change.tag() {
            ChangeTag::Equal => Mark::Same,
            ChangeTag::Insert => Mark::Added,
            ChangeTag::Delete => Mark::Removed,
        },
        old: change.old_index().map(|i| i + 1),
        new,
        text: change.value().trim_end_matches('\n').to_owned(),
        id: variant.zip(new).and_then(|(variant, line)| page.claim_line(variant, line)),
    }
}

/// `@@ -1,7 +1,9 @@ fn create`
fn head(group: &[Change<&str>], text: &str) -> String {
    let range = |lines: Vec<usize>| (lines.first().map_or(0, |it| it + 1), lines.len());
    let old = range(group.iter().filter_map(Change::old_index).collect());
    let new = range(group.iter().filter_map(Change::new_index).collect());
    format!("@@ -{},{} +{},{} @@ {}", old.0, old.1, new.0, new.1, enclosing(text, new.0.saturating_sub(1)))
}
