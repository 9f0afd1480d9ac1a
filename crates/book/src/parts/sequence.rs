//! A recorded counterexample as a mermaid sequence diagram. It is generated from the same steps as the table:
//! one participant per actor, one note per run of steps that an actor takes without a switch.
//!
//! Here is only the diagram's text, as the fence ```` ```mermaid ````. [`crate::diagrams`] hands it to mdbook-mermaid.

use super::runs::failed;
use crate::context::{Page, Takes as _};
use crate::html::{escape, fenced, opened_scroll_box};
use crate::problem::Fault;
use protocol::{Counterexample, PropertyReport, Step};
use records::markdown::Directive;
use std::fmt::Write as _;

/// `{{#sequence buggy create-returns}}`
pub(crate) fn diagram(page: &mut Page<'_>, d: &Directive) -> Result<String, Fault> {
    let [variant, property] = d.takes::<2>(&[])?;
    let exercise = page.scenario()?;
    page.library.source(exercise, variant)?;
    let run = page.library.recorded(exercise, variant)?;
    let found = failed(&run, property)?;
    let label = format!("Sequence diagram: {variant} breaks {property}");
    let before = format!("<figure class=\"ep-figure\">{}", opened_scroll_box("ep-drawing", &label));
    let after = format!(
        "</div><figcaption>Drawn from the recorded steps of <code>{}</code>. The numbers are the steps of the table.</figcaption></figure>",
        escape(property)
    );
    Ok(fenced(&before, "mermaid", &mermaid(&label, found), &after))
}

/// The diagram's source.
fn mermaid(title: &str, property: &PropertyReport) -> String {
    let Some(found) = &property.counterexample else { return String::new() };
    let actors = actors(found);
    let alias = |name: &str| actors.iter().position(|a| *a == name).unwrap_or_default();
    let mut out = format!("sequenceDiagram\n    accTitle: {}\n", text(title));
    let _ = writeln!(out, "    accDescr: The same steps as in the table beside this diagram");
    for (i, actor) in actors.iter().enumerate() {
        let _ = writeln!(out, "    participant a{i} as {}", text(actor));
    }
    let mut steps = found.steps.as_slice();
    while let Some(first) = steps.first() {
        let from = alias(&first.actor);
        if let Some(to) = partner(first, &actors) {
            let _ = writeln!(out, "    a{from}->>a{}: {}", alias(to), line(first));
            steps = &steps[1..];
            continue;
        }
        let run = steps.iter().take_while(|s| s.actor == first.actor && partner(s, &actors).is_none()).count();
        let lines: Vec<String> = steps[..run].iter().map(line).collect();
        let _ = writeln!(out, "    Note over a{from}: {}", lines.join("<br/>"));
        steps = &steps[run..];
    }
    for stuck in &found.stuck {
        let from = alias(&stuck.actor);
        let awaited = stuck.held_by.as_deref().or_else(|| stuck.waits_for.strip_prefix("the end of "));
        let to = awaited.filter(|by| actors.contains(by)).map_or(from, alias);
        let _ = writeln!(out, "    a{from}-xa{to}: waits for ever for {}", text(&stuck.waits_for));
    }
    out
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

/// The other actor that a step names: `spawns reaper`, `has joined reaper`.
fn partner<'a>(step: &Step, actors: &[&'a str]) -> Option<&'a str> {
    let verbs = ["spawns ", "has joined ", "notifies ", "unparks "];
    let name = verbs.iter().find_map(|verb| step.text.strip_prefix(verb))?;
    actors.iter().find(|actor| **actor == name && **actor != step.actor).copied()
}

fn line(step: &Step) -> String {
    let mark = if step.departs { " (departs)" } else { "" };
    let at = step.at.as_ref().map(|at| format!(" :{}", at.line)).unwrap_or_default();
    format!("{} {}{at}{mark}", step.n, text(&step.text))
}

/// Text that mermaid takes as text: its own codes for what would be syntax.
fn text(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '#' | ';' | '<' | '>' | '&' | '"' | '%' | '{' | '}' | '`' => drop(write!(out, "#{};", c as u32)),
            '\n' => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
