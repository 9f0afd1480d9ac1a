//! What a pass stands on, said exactly: how many executions, for which schedules, and what was left out. Never
//! more than was done.

use super::line::paragraph;
use protocol::{Asked, Coverage, Outcome, PropertyReport, Runtime};
use records::{figures::counted, record::World};

/// What was searched for one property, in few words. [`asked`] says of which situations.
pub fn searched(coverage: &Coverage) -> String {
    match (coverage.exhausted, coverage.cost_bound) {
        (true, _) => executions(coverage.representatives),
        (false, Some(bound)) => format!("{} up to cost {bound}", executions(coverage.executions)),
        (false, None) => format!("{}, cut short", executions(coverage.executions)),
    }
}

/// What was asked, and how far the search came: "8 promises hold. 14 situations that people wrote: every schedule. …".
pub fn asked(asked: &Asked, properties: &[PropertyReport], world: World) -> String {
    let hold = match properties.len() {
        1 => "1 promise holds.".to_owned(),
        n => format!("{n} promises hold."),
    };
    paragraph("  ", &format!("{hold} {}", asked.words())) + &meaning(asked, properties, world)
}

/// What the words for a search mean. They say nothing about situations that were not asked.
fn meaning(asked: &Asked, properties: &[PropertyReport], world: World) -> String {
    let in_parallel = properties.iter().any(|it| it.coverage.runtime == Runtime::MultiThread);
    let every = match world {
        World::Tasks if in_parallel => {
            "every order of the tasks' operations on locks, atomics and tokio::sync, with a worker for each task"
        }
        World::Tasks => "every order of the tasks' turns on one worker thread",
        World::Threads => "every order of the threads' steps",
        World::Processes => "every order of the steps of threads and processes",
    };
    let proved = asked.groups.iter().any(|group| group.every_schedule > 0);
    let bounded = asked.groups.iter().any(|group| !group.up_to.is_empty());
    let mut words = Vec::new();
    if proved {
        words.push(format!("\"every schedule\" is {every}, in these situations"));
    }
    if bounded {
        words.push("\"up to cost n\" is every schedule with at most n departures from the default order".to_owned());
    }
    if words.is_empty() { String::new() } else { paragraph("  ", &words.join("; ")) }
}

fn executions(number: u64) -> String {
    format!("{} execution{}", counted(number), if number == 1 { "" } else { "s" })
}

/// What was not tried for the properties that hold; empty where none of them does. `asked` is what the contract asked.
pub fn left_out(properties: &[PropertyReport], asked: &Asked, world: World) -> Vec<String> {
    let all = || properties.iter().filter(|it| it.outcome == Outcome::Holds).map(|it| &it.coverage);
    let mut left_out = if all().next().is_some() { asked.not_asked.clone() } else { Vec::new() };
    if let Some(bound) = all().filter(|it| !it.exhausted).filter_map(|it| it.cost_bound).min() {
        left_out.push(format!("schedules of a cost above {bound}"));
    }
    if world == World::Tasks && all().any(|it| it.runtime == Runtime::CurrentThread) {
        left_out.push(
            "tasks in parallel (each ran alone from one await that had to wait to the next; several workers have \
             more orders, and so more deadlocks and lost updates)"
                .to_owned(),
        );
    }
    if all().any(|it| it.runtime == Runtime::MultiThread) {
        left_out.push(
            "a runtime with fewer workers than tasks (a task that blocks its worker stops others there)".to_owned(),
        );
    }
    if all().any(|it| it.atomics) {
        left_out.push("weak memory (atomics run sequentially consistent)".to_owned());
    }
    if let Some(wakeups) = all().filter_map(|it| it.spurious_wakeups).min() {
        left_out.push(match wakeups {
            0 => "spurious wake-ups".to_owned(),
            1 => "more than one spurious wake-up in a schedule".to_owned(),
            n => format!("more than {n} spurious wake-ups in a schedule"),
        });
    }
    if let Some(rounds) = all().filter_map(|it| it.polls_limited_to).min() {
        left_out.push(format!(
            "a thread that polls more than {rounds} times while another one could move, such as one that then gives up"
        ));
    }
    left_out
}

/// The same as one sentence.
pub fn not_asked(properties: &[PropertyReport], asked: &Asked, world: World) -> String {
    let left_out = left_out(properties, asked, world);
    match left_out.is_empty() {
        true => String::new(),
        false => paragraph("  not asked: ", &left_out.join("; ")),
    }
}
