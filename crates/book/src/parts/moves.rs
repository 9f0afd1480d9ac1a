//! The short form of a recorded counterexample: who moved, in which order, and who is stuck at the end. A run of steps
//! that one actor takes without a switch is one move. Nothing is drawn by hand: what is left out is named here.

use crate::context::Page;
use crate::html::{escape, scroll_box};
use crate::parts::steps::place;
use protocol::{Counterexample, PropertyReport, Step, Stuck};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Steps that one actor takes without a switch.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Move<'r> {
    pub(crate) actor: &'r str,
    pub(crate) steps: Vec<&'r Step>,
}

/// The moves of a counterexample. Left out: starts and joins of threads, the failing check itself, and what the
/// contract's own thread does in its own file, or last of all.
pub(crate) fn moves<'r>(found: &'r Counterexample, message: &str) -> Vec<Move<'r>> {
    let mut all: Vec<Move<'r>> = Vec::new();
    for step in found.steps.iter().filter(|it| counts(it, message)) {
        match all.last_mut() {
            Some(last) if last.actor == step.actor => last.steps.push(step),
            _ => all.push(Move { actor: &step.actor, steps: vec![step] }),
        }
    }
    let looks = |it: &Move<'_>| it.actor == CONTRACT && it.steps.iter().all(|step| step.at.is_some());
    if all.len() > 1 && all.last().is_some_and(looks) {
        all.pop();
    }
    all
}

/// The thread that calls the subject where the contract needs no second one.
const CONTRACT: &str = "contract";

fn counts(step: &Step, message: &str) -> bool {
    let ours = step.actor == CONTRACT && step.at.as_ref().is_some_and(|at| at.file == "contract.rs");
    let starts = ["spawns ", "has joined "].iter().any(|verb| step.text.starts_with(verb));
    !ours && !starts && step.text != message
}

/// Those who act: threads and tasks. Timers and children are not counted, they do as they are told.
pub(crate) fn actors(moves: &[Move<'_>]) -> usize {
    let acts = |actor: &&str| ![CONTRACT, "environment"].contains(actor) && !actor.starts_with("pid ");
    moves.iter().map(|it| it.actor).filter(acts).collect::<BTreeSet<_>>().len()
}

/// The moves as a table, and who is stuck.
pub(crate) fn table(page: &Page<'_>, variant: &str, property: &PropertyReport, message: &str) -> String {
    let Some(found) = &property.counterexample else { return String::new() };
    let mut rows = String::new();
    for (i, one) in moves(found, message).iter().enumerate() {
        let _ = write!(
            rows,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
            i + 1,
            escape(shown(one.actor)),
            one.steps.iter().map(|step| said(page, variant, step)).collect::<Vec<_>>().join("; ")
        );
    }
    // The contract waits for whoever is stuck: that says nothing new.
    let others = found.stuck.iter().any(|it| it.actor != CONTRACT && it.actor != "environment");
    for stuck in found.stuck.iter().filter(|it| !others || it.actor != CONTRACT) {
        let _ = write!(rows, "<tr class=\"ep-look\"><th scope=\"row\">end</th>{}</tr>", waits(page, variant, stuck));
    }
    let head =
        "<thead><tr><th scope=\"col\">Move</th><th scope=\"col\">Who</th><th scope=\"col\">What</th></tr></thead>";
    scroll_box("ep-moves", "Moves that break the promise", &format!("<table>{head}<tbody>{rows}</tbody></table>"))
}

fn said(page: &Page<'_>, variant: &str, step: &Step) -> String {
    let at = step.at.as_ref().filter(|at| at.file != "contract.rs");
    let at = at.map(|at| format!(" {}", place(page, variant, at))).unwrap_or_default();
    format!("{}{at}", escape(&step.text))
}

fn waits(page: &Page<'_>, variant: &str, stuck: &Stuck) -> String {
    let at = stuck.at.as_ref().filter(|at| at.file != "contract.rs");
    let at = at.map(|at| format!(" {}", place(page, variant, at))).unwrap_or_default();
    let by = match stuck.held_by.as_deref() {
        None => String::new(),
        Some(by) => {
            let by = if by == "itself" || by == stuck.actor { "itself" } else { shown(by) };
            format!(", {} {}", Stuck::hold(&stuck.waits_for).0, escape(by))
        }
    };
    format!("<td>{}</td><td>waits for ever for {}{at}{by}</td>", escape(shown(&stuck.actor)), escape(&stuck.waits_for))
}

/// Nobody reads "contract" as somebody who acts. A task has the name of the function that spawned it, and a line.
fn shown(actor: &str) -> &str {
    match actor.rsplit_once(':') {
        _ if actor == CONTRACT => "caller",
        Some((name, line)) if line.bytes().all(|it| it.is_ascii_digit()) => name,
        _ => actor,
    }
}

#[cfg(test)]
mod tests {
    use super::{Move, actors, moves, shown};
    use protocol::{Counterexample, Place, Step};

    fn found(steps: &[(&str, &str, &str)]) -> Counterexample {
        let step = |(i, (actor, text, file)): (usize, &(&str, &str, &str))| Step {
            n: i as u32 + 1,
            actor: (*actor).to_owned(),
            text: (*text).to_owned(),
            at: (!file.is_empty()).then(|| Place { file: (*file).to_owned(), line: 1 }),
            clock_ms: 0,
            departs: false,
            note: None,
            weight: protocol::Weight::Plain,
        };
        let steps = steps.iter().enumerate().map(step).collect();
        Counterexample {
            cost: 0,
            found_at: 1,
            tape: String::new(),
            steps,
            stuck: Vec::new(),
            breaks: None,
            situation: None,
        }
    }

    fn told(moves: &[Move<'_>]) -> Vec<String> {
        let texts = |it: &Move<'_>| it.steps.iter().map(|step| step.text.as_str()).collect::<Vec<_>>().join(", ");
        moves.iter().map(|it| format!("{}: {}", it.actor, texts(it))).collect()
    }

    #[test]
    fn steps_without_a_switch_are_one_move() {
        let found = found(&[
            ("contract", "spawns a", "contract.rs"),
            ("a", "locks X", "src/lib.rs"),
            ("a", "unlocks X", "src/lib.rs"),
            ("b", "locks X", "src/lib.rs"),
            ("a", "locks X", "src/lib.rs"),
            ("contract", "locks X", "src/lib.rs"),
            ("contract", "it went wrong", ""),
        ]);
        let moves = moves(&found, "it went wrong");
        assert_eq!(told(&moves), ["a: locks X, unlocks X", "b: locks X", "a: locks X"]);
        assert_eq!(actors(&moves), 2);
    }

    #[test]
    fn what_the_contract_tells_is_kept() {
        let found = found(&[("a", "waits", ""), ("contract", "cancels", ""), ("contract", "waits", "contract.rs")]);
        assert_eq!(told(&moves(&found, "no")), ["a: waits", "contract: cancels"]);
    }

    #[test]
    fn a_task_is_called_after_its_function() {
        assert_eq!([shown("killer:12"), shown("contract"), shown("a::b")], ["killer", "caller", "a::b"]);
    }
}
