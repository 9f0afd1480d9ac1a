//! What a pass stands on, said exactly: how many executions, for which schedules, and what was left out. Never
//! more than was done.

use super::line::paragraph;
use protocol::{Coverage, Outcome, PropertyReport};
use records::{figures::counted, record::World};

/// What was searched for one property, in few words. [`meaning`] says what they stand for.
pub fn searched(coverage: &Coverage) -> String {
    match (coverage.exhausted, coverage.cost_bound) {
        (true, _) => executions(coverage.representatives),
        (false, Some(bound)) => format!("{} up to cost {bound}", executions(coverage.executions)),
        (false, None) => format!("{}, cut short", executions(coverage.executions)),
    }
}

/// What the numbers beside the properties stand for. They say nothing about situations that the contract does not set up.
pub fn meaning(properties: &[PropertyReport], world: World) -> String {
    let (proved, bounded): (Vec<_>, Vec<_>) = properties.iter().map(|it| &it.coverage).partition(|it| it.exhausted);
    let sum = proved.iter().map(|it| it.representatives).sum();
    let of = match world {
        World::Tasks => "every order of the tasks' turns on one worker thread",
        World::Threads => "every schedule of the threads' steps",
        World::Processes => "every schedule of the steps of threads and processes",
    };
    let of = format!("{of}, in the situations that the contract sets up");
    let proof = match sum {
        1 => format!("1 execution stands for {of}"),
        n => format!("{} executions stand for {of}", counted(n)),
    };
    let bound = "\"up to cost n\" means every schedule with at most n departures from the default order, in the \
                 situations that the contract sets up";
    match (proved.is_empty(), bounded.iter().any(|it| it.cost_bound.is_some())) {
        (false, false) => paragraph("  ", &proof),
        (false, true) => paragraph("  ", &format!("Where no cost is given: {proof}.")) + &paragraph("  ", bound),
        (true, true) => paragraph("  ", bound),
        (true, false) => String::new(),
    }
}

fn executions(number: u64) -> String {
    format!("{} execution{}", counted(number), if number == 1 { "" } else { "s" })
}

/// What was not tried for the properties that hold; empty where none of them does.
pub fn left_out(properties: &[PropertyReport], world: World) -> Vec<String> {
    let all = || properties.iter().filter(|it| it.outcome == Outcome::Holds).map(|it| &it.coverage);
    let mut left_out = Vec::new();
    if let Some(bound) = all().filter(|it| !it.exhausted).filter_map(|it| it.cost_bound).min() {
        left_out.push(format!("schedules of a cost above {bound}"));
    }
    if world == World::Tasks && all().next().is_some() {
        left_out.push(
            "tasks in parallel (each ran alone from one await that had to wait to the next; several workers have \
             more orders, and so more deadlocks and lost updates)"
                .to_owned(),
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
pub fn not_covered(properties: &[PropertyReport], world: World) -> String {
    let left_out = left_out(properties, world);
    match left_out.is_empty() {
        true => String::new(),
        false => paragraph("  not covered: ", &left_out.join("; ")),
    }
}
