//! A recorded counterexample as lanes: a column for each actor, a row for each step, the clock at the side, and a bar where an
//! actor holds a lock. It is made from the same steps as the table, and it is one: it fits the page, prints, and needs no script.

use super::runs::failed;
use crate::context::{Page, Takes as _};
use crate::html::{block, escape, scroll_box};
use crate::problem::Fault;
use protocol::{Counterexample, FoldedRow, PropertyReport, Step};
use records::markdown::Directive;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a step does to another actor that it names, and how that reads in the other's lane.
const TOUCHES: [(&str, &str); 4] =
    [("spawns ", "begins"), ("has joined ", "is joined"), ("notifies ", "is notified"), ("unparks ", "is unparked")];

/// `{{#sequence buggy create-returns}}`
pub(crate) fn diagram(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [variant, property] = d.takes::<2>(&[])?;
    let exercise = page.scenario()?;
    page.library.source(exercise, variant)?;
    let run = page.library.recorded(exercise, variant)?;
    let found = failed(&run, property)?;
    let label = format!("Lanes: {variant} breaks {property}");
    let drawn = scroll_box("ep-lanes", &label, &lanes(found));
    Ok(block(&format!(
        "<figure class=\"ep-figure\">{drawn}<figcaption>From the recorded steps of <code>{}</code>. The numbers are those of the \
         table. A bar in a lane: that actor holds a lock.</figcaption></figure>",
        escape(property)
    )))
}

/// The table of lanes.
fn lanes(property: &PropertyReport) -> String {
    let Some(found) = &property.counterexample else { return String::new() };
    let mut lanes = Lanes { actors: actors(found), holds: BTreeMap::new(), clock: clock(found), now: None };
    let mut html = String::from("<table><thead><tr><th scope=\"col\">Step</th>");
    html.push_str(if lanes.clock { "<th scope=\"col\">Clock</th>" } else { "" });
    for actor in &lanes.actors {
        let _ = write!(html, "<th scope=\"col\">{}</th>", escape(actor));
    }
    html.push_str("</tr></thead><tbody>");
    for row in protocol::rows(&found.steps) {
        match row {
            FoldedRow::Step(step) => lanes.step(&mut html, step),
            FoldedRow::Fold(fold) => {
                let columns = 1 + usize::from(lanes.clock) + lanes.actors.len();
                let words = escape(&fold.words(|actor| actor));
                let _ = write!(html, "<tr><td colspan=\"{columns}\">{words}</td></tr>");
                fold.0.iter().for_each(|it| lanes.hold(it));
            }
        }
    }
    lanes.end(&mut html, found);
    html.push_str("</tbody></table>");
    html
}

/// What is known while the rows are written, from the first to the last.
struct Lanes<'s> {
    actors: Vec<&'s str>,
    /// How many locks each actor holds.
    holds: BTreeMap<&'s str, usize>,
    /// Whether there is a column for the clock: one that never moves says nothing.
    clock: bool,
    /// What the clock said in the row before.
    now: Option<u64>,
}

impl<'s> Lanes<'s> {
    /// Takes or gives back a lock, where the step does.
    fn hold(&mut self, step: &'s Step) {
        let held = self.holds.entry(&step.actor).or_default();
        match lock_of(&step.text) {
            Some(Lock::Taken) => *held += 1,
            Some(Lock::Given) => *held = held.saturating_sub(1),
            None => {}
        }
    }

    fn step(&mut self, html: &mut String, step: &'s Step) {
        let unlocks = lock_of(&step.text) == Some(Lock::Given);
        // The row of an unlock is still held.
        if !unlocks {
            self.hold(step);
        }
        let at = step.at.as_ref().map(|at| format!(" <small>:{}</small>", at.line)).unwrap_or_default();
        let departs = if step.departs { " <span class=\"ep-badge ep-note\">departs</span>" } else { "" };
        let kind = if step.text.starts_with("waits ") { "is-waits" } else { "is-runs" };
        let own = format!("<span class=\"{kind}\">{}</span>{at}{departs}", escape(&step.text));
        let other = partner(step, &self.actors);
        self.row(html, &format!("<th scope=\"row\">{}</th>", step.n), Some(step.clock_ms), |actor| match other {
            _ if actor == step.actor => own.clone(),
            Some((name, words)) if actor == name => format!("<small>{words}</small>"),
            _ => String::new(),
        });
        if unlocks {
            self.hold(step);
        }
    }

    /// The last row: who waits for ever, and for what.
    fn end(&mut self, html: &mut String, found: &Counterexample) {
        if found.stuck.is_empty() {
            return;
        }
        self.row(html, "<td></td>", None, |actor| match found.stuck.iter().find(|it| it.actor == actor) {
            Some(it) => format!("<span class=\"is-breaks\">waits for ever for {}</span>", escape(&it.waits_for)),
            None => String::new(),
        });
    }

    fn row(&mut self, html: &mut String, head: &str, clock: Option<u64>, cell: impl Fn(&str) -> String) {
        let _ = write!(html, "<tr>{head}");
        if self.clock {
            let shown = clock.filter(|it| self.now != Some(*it)).map(time).unwrap_or_default();
            let _ = write!(html, "<td class=\"n\">{shown}</td>");
            self.now = clock.or(self.now);
        }
        for actor in &self.actors {
            let held = self.holds.get(actor).is_some_and(|it| *it > 0);
            let class = if held { " class=\"ep-held\"" } else { "" };
            let _ = write!(html, "<td{class}>{}</td>", cell(actor));
        }
        html.push_str("</tr>");
    }
}

/// What a step does with a lock: `locks Table.0`, `wakes up, read-locks …`, `waits on …, unlocks Table.0`. Not a word of a lock
/// that is waited for.
fn lock_of(text: &str) -> Option<Lock> {
    text.split([' ', ',']).find_map(|word| match word {
        _ if word.ends_with("unlocks") => Some(Lock::Given),
        _ if word.ends_with("locks") => Some(Lock::Taken),
        _ => None,
    })
}

/// Whether it is held from here on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Lock {
    Taken,
    Given,
}

fn clock(found: &Counterexample) -> bool {
    found.steps.iter().any(|it| it.clock_ms != 0)
}

fn time(ms: u64) -> String {
    if ms.is_multiple_of(1000) { format!("{} s", ms / 1000) } else { format!("{:.1} s", ms as f64 / 1000.0) }
}

/// In the order in which they first appear. The environment is no thread and stands at the side.
fn actors(found: &Counterexample) -> Vec<&str> {
    let holder = |by: &&str| *by != "itself";
    let stuck = found.stuck.iter().flat_map(|s| [Some(s.actor.as_str()), s.held_by.as_deref().filter(holder)]);
    let all = found.steps.iter().map(|s| Some(s.actor.as_str())).chain(stuck).flatten();
    let mut seen: Vec<&str> = Vec::new();
    for actor in all {
        if !seen.contains(&actor) {
            seen.push(actor);
        }
    }
    seen.sort_by_key(|actor| *actor == "environment");
    seen
}

/// The other actor that a step names, and what that one meets: `spawns reaper`, `has joined reaper`.
fn partner<'a>(step: &Step, actors: &[&'a str]) -> Option<(&'a str, &'static str)> {
    let (name, words) = TOUCHES.iter().find_map(|(verb, words)| Some((step.text.strip_prefix(verb)?, *words)))?;
    let other = actors.iter().find(|actor| **actor == name && **actor != step.actor)?;
    Some((other, words))
}

#[cfg(test)]
mod tests {
    use super::{Lock, lanes, lock_of, time};
    use records::Course;

    /// The pull request of exercise 2: create holds the table from its lock to the end, and waits for it there.
    #[test]
    fn a_lane_shows_what_is_held_and_who_waits_for_ever() {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).unwrap();
        let text = std::fs::read_to_string(course.find("exercise-2").unwrap().recorded()).unwrap();
        let runs = records::recorded::read(&text).unwrap();
        let run = runs.into_iter().find(|it| it.variant == "buggy").unwrap();
        let html = lanes(run.properties.iter().find(|it| it.id == "create-returns").unwrap());
        let rows: Vec<&str> = html.split("<tr>").skip(2).collect();
        let held = |row: &str| row.contains("ep-held");
        let taken = rows.iter().position(|it| it.contains("locks Service.tasks")).expect("it is locked");
        assert!(
            !held(rows[taken - 1]) && rows[taken..].iter().filter(|it| !it.contains("colspan")).all(|it| held(it)),
            "{html}"
        );
        let last = rows.last().unwrap();
        assert!(last.contains("<span class=\"is-breaks\">waits for ever for the lock Service.tasks</span>"), "{last}");
        assert!(!html.contains("Clock"), "it never moves");
    }

    #[test]
    fn a_lock_that_is_waited_for_is_not_held() {
        assert_eq!(lock_of("wakes up, read-locks Table.0"), Some(Lock::Taken));
        assert_eq!(lock_of("waits on Table.told, unlocks Table.0"), Some(Lock::Given));
        assert_eq!(lock_of("waits for the lock Table.0"), None);
        assert_eq!((time(12_000), time(300)), ("12 s".to_owned(), "0.3 s".to_owned()));
    }
}
