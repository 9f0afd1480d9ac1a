//! The lab's half of the conformance suite of tasks: the programs of the fuzz, walked to the end.

#[path = "../../../../fuzz/tasks/src/interpret.rs"]
mod interpret;
#[expect(dead_code, reason = "what only the fuzz uses")]
#[path = "../../../../fuzz/tasks/src/program.rs"]
mod program;

use lab::Runtime;
use lab::explore::{Bounds, Mode, outcomes};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The outcomes of a program, with one worker or with several. `None`: there are too many schedules.
///
/// # Errors
///
/// If it does what the lab does not model.
pub fn all(class: &str, seed: u64, in_parallel: bool) -> Result<Option<BTreeSet<String>>, String> {
    let class = program::CLASSES.iter().find(|it| it.name == class).ok_or("no such class")?;
    let program = Arc::new(program::program(seed, class));
    let runtime = if in_parallel { Runtime::MultiThread } else { Runtime::CurrentThread };
    let before = lab::choose_runtime(runtime);
    let bounds = Bounds { executions: 30_000, steps: 2_000, polls: 64, spurious: 0 };
    let seen = outcomes(Mode::Reduction, bounds, true, move || interpret::run(&program, false));
    lab::choose_runtime(before);
    match seen.trouble {
        Some(trouble) => Err(trouble),
        None if !seen.exhausted => Ok(None),
        None => Ok(Some(seen.set.iter().map(|outcome| by_task(outcome)).collect())),
    }
}

/// `Complete: 1[c=done] 2[0=1 0=2]` reads `0[1 2] c[done]`: task by task, each in its order.
fn by_task(outcome: &str) -> String {
    let words = outcome.split(|c: char| c.is_whitespace() || c == '[' || c == ']');
    told(words.filter(|word| word.contains('=')))
}

/// What was said, task by task.
pub fn told<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let mut by: std::collections::BTreeMap<&str, Vec<&str>> = std::collections::BTreeMap::new();
    for word in words {
        if let Some((who, what)) = word.split_once('=') {
            by.entry(who).or_default().push(what);
        }
    }
    let lines: Vec<String> = by.iter().map(|(who, said)| format!("{who}({})", said.join(" "))).collect();
    lines.join(" ")
}
