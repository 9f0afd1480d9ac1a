//! The lane of the lab: what it promises, what it is compared with, and what it judges.
//!
//! Its programs are built where a check builds (`target/lab/build`), with the profile of a check: the crates they share
//! with it are compiled once.

use crate::{
    commands::test::step::{Lane, Step},
    layout::Layout,
};

/// The packages of `lab` by world. Together they would not build: the replacement `std` of the task world
/// refuses threads, and features are shared within one build.
pub(super) const THREADS: &str = "--workspace --exclude labtokio --exclude labtokio-util --exclude lab-task-sentences \
                                  --exclude lab-task-refused --exclude lab-task-evidence --exclude lab-plain";
/// The packages of the task world.
pub(super) const TASKS: &str = "--package lab --package labtokio --package labtokio-util --package lab-task-sentences \
                                --package lab-task-refused --package lab-task-evidence";

/// Programs of each class that the fuzz compares in a step. On an idle core of 2026, 130 take as long as the 30 s that it
/// ran for once (7.2 ms a program, 33 classes); now another machine does the same work, and not less.
const FUZZED: u32 = 130;
/// Programs of each class that run on the real std, beside those written by hand.
const CONFORMED: u32 = 16;

/// Its steps.
pub(super) fn all(layout: &Layout) -> Vec<Step> {
    let root = &layout.workspace;
    let lab = &root.join("lab");
    // A variable, since the path may hold spaces.
    let step = |name, proves| step(name, proves).variable("CARGO_TARGET_DIR", layout.build_dir());
    let test = |packages: &str| format!("cargo test --quiet --no-fail-fast {LIKE_A_CHECK} {packages}");
    let run = |package: &str| format!("cargo run --quiet {LIKE_A_CHECK} --package {package}");
    vec![
        step("lab", "what the lab promises, sentence by sentence").runs(lab, &test(THREADS)).runs(lab, &test(TASKS)),
        step("conformance", "the real std and kernel do what the lab says")
            .runs(lab, &format!("{} -- --programs {CONFORMED}", run("lab-conformance")))
            .runs(lab, &run("lab-process-conformance")),
        step("fuzz", "the reduction loses no outcome of plain search")
            .runs(lab, &format!("{} -- --programs {FUZZED}", run("lab-fuzz"))),
        step("rate", "the measurement of the lab itself runs")
            .runs(lab, &format!("cargo bench --quiet {LIKE_A_CHECK} --package lab-rate --bench engine -- --test")),
        self::step("verify", "variants, edits, recorded runs are as declared").runs_ours(
            root,
            "xtask",
            "verify --all --recorded",
        ),
        self::step("children", "contracts with real children on the real kernel").runs_ours(root, "real-children", ""),
    ]
}

/// The profile and the target of a check.
const LIKE_A_CHECK: &str = "--profile exit-path --target host-tuple";

fn step(name: &'static str, proves: &'static str) -> Step {
    Step::new(Lane::Lab, name, proves)
}
