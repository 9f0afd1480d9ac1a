//! The lane of the lab: what it promises, what it is compared with, and what it judges.
//!
//! Its programs are built where a check builds (`target/lab/build`), with the profile of a check: the crates they share
//! with it are compiled once.

use crate::{
    commands::test::step::{Lane, Room, Step},
    layout::Layout,
};

/// The packages of `lab` by world. Together they would not build: the replacement `std` of the task world
/// refuses threads, and features are shared within one build.
pub(super) const THREADS: &str = "--workspace --exclude labtokio --exclude labtokio-util --exclude lab-task-sentences \
                                  --exclude lab-task-refused --exclude lab-task-evidence --exclude lab-plain \
                                  --exclude labsafe-cancel --exclude lab-safe-cancel --exclude lab-fuzz-tasks \
                                  --exclude lab-task-conformance --exclude lab-task-conformance-host \
                                  --exclude lab-task-conformance-model";
/// The packages of the task world.
pub(super) const TASKS: &str = "--package lab --package labtokio --package labtokio-util --package lab-task-sentences \
                                --package lab-task-refused --package lab-task-evidence --package labsafe-cancel \
                                --package lab-safe-cancel --package lab-fuzz-tasks";

/// Programs of each class that the fuzz compares in a step. On an idle core of 2026, 130 take as long as the 30 s that it
/// ran for once (7.2 ms a program, 33 classes); now another machine does the same work, and not less.
const FUZZED: u32 = 130;
/// The same for programs of tasks, each on both runtimes. What a schedule that is given up owns is leaked: 3 of each class take
/// 2 GiB.
const FUZZED_TASKS: u32 = 2;
/// Programs of each class that run on the real std, beside those written by hand.
const CONFORMED: u32 = 16;
/// The same for programs of tasks on real tokio: each with one thread, one worker and four.
const CONFORMED_TASKS: u32 = 2;

/// Its steps.
pub(super) fn all(layout: &Layout) -> Vec<Step> {
    let root = &layout.workspace;
    let quota = |programs: u32| format!("-- --programs {programs}");
    vec![
        step("lab", "what the lab promises, sentence by sentence")
            // Its refused cases build there as well.
            .runs_as_a_check(layout, "test", &format!("--no-fail-fast {THREADS}"))
            .in_room(Room::Lab)
            .runs_as_a_check(layout, "test", &format!("--no-fail-fast {TASKS}"))
            .in_room(Room::Lab),
        step("conformance", "the real std, tokio and kernel do what the lab says")
            .builds_as_a_check(layout, "run", &format!("--package lab-conformance {}", quota(CONFORMED)))
            .builds_as_a_check(layout, "run", "--package lab-process-conformance")
            .builds_as_a_check(layout, "run", &format!("--package lab-task-conformance {}", quota(CONFORMED_TASKS)))
            // A program runs as often as half a second allows: beside another step that is less often.
            .alone(),
        step("fuzz", "the reduction loses no outcome of plain search")
            .builds_as_a_check(layout, "run", &format!("--package lab-fuzz {}", quota(FUZZED)))
            .builds_as_a_check(layout, "run", &format!("--package lab-fuzz-tasks {}", quota(FUZZED_TASKS))),
        step("rate", "the measurement of the lab itself runs")
            .builds_as_a_check(layout, "bench", "--package lab-rate --bench engine -- --test")
            .alone(),
        step("verify", "variants, edits, probes, recorded runs are as declared")
            .runs_ours(root, "xtask", "verify --all --recorded")
            .in_room(Room::Lab),
        step("children", "contracts with real children on the real kernel")
            .runs_ours(root, "real-children", "")
            .in_room(Room::Lab),
    ]
}

fn step(name: &'static str, proves: &'static str) -> Step {
    Step::new(Lane::Lab, name, proves)
}
