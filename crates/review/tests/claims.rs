//! Claims about the pull request of exercise 2, tried: true ones are shown on their own lines, and false ones with how far was
//! looked, or with a proof. A program with a main of its own: the keeper of a check is this program, started once more.

use checker::{Layout, Options};
use libtest_mimic::{Arguments, Trial};
use review::claim::{Claim, NoClaim, Shown, show};
use std::process::ExitCode;
use testkit::root;

fn main() -> ExitCode {
    supervise::enter();
    let tests: [(&str, fn()); 5] = [
        ("what_breaks_at_its_lines_is_shown_there", what_breaks_at_its_lines_is_shown_there),
        ("a_call_means_what_it_calls_and_only_from_there", a_call_means_what_it_calls_and_only_from_there),
        (
            "another_place_is_not_shown_and_every_schedule_was_run",
            another_place_is_not_shown_and_every_schedule_was_run,
        ),
        ("a_trap_gets_the_proof_of_the_contrary", a_trap_gets_the_proof_of_the_contrary),
        ("what_is_no_claim_is_refused", what_is_no_claim_is_refused),
    ];
    let trials = tests.into_iter().map(|(name, test)| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

fn tried(property: &str, lines: [u32; 2], actors: &[&str]) -> anyhow::Result<Shown> {
    let layout = Layout::of(root(), None).expect("the clone");
    let course = layout.load().expect("the records");
    let exercise = course.find("2").expect("exercise 2");
    let actors = actors.iter().map(|it| (*it).to_owned()).collect();
    let claim = Claim { property: property.to_owned(), lines, actors };
    show(&layout, exercise, &claim, &Options::within(exercise.record.limits, exercise.record.runtime), &mut |_| {})
}

fn lines_of(shown: &Shown) -> Vec<u32> {
    let example = shown.counterexample.as_ref().expect("a schedule");
    let steps = example.steps.iter().filter_map(|it| it.at.as_ref());
    let stuck = example.stuck.iter().filter_map(|it| it.at.as_ref());
    steps.chain(stuck).filter(|at| at.file == "src/lib.rs").map(|at| at.line).collect()
}

fn what_breaks_at_its_lines_is_shown_there() {
    let shown = tried("create-returns", [108, 108], &[]).expect("an answer");
    assert!(shown.found && lines_of(&shown).contains(&108), "{:?}", shown.said);
    assert_eq!(shown.said[1], "It breaks through line 108: deadlock.");
    let markdown = shown.markdown.expect("a table");
    assert!(markdown.contains("| contract | locks Service.tasks | `src/lib.rs:108` |"), "{markdown}");
    assert!(
        markdown.ends_with("</details>") && markdown.contains("waits for the lock Service.tasks at src/lib.rs:205")
    );
}

fn a_call_means_what_it_calls_and_only_from_there() {
    let shown = tried("create-returns", [120, 122], &[]).expect("an answer");
    assert!(shown.found && lines_of(&shown).contains(&205), "{:?}", shown.said);
    assert!(
        shown.said[1]
            .starts_with("It breaks through lines 120 to 122, or what they call (`record_started`, `process_exit`)")
    );
    // `exec` calls the same functions, and nobody is in it when this promise breaks.
    let shown = tried("create-returns", [127, 154], &[]).expect("an answer");
    assert!(!shown.found, "{:?}", shown.said);
}

fn another_place_is_not_shown_and_every_schedule_was_run() {
    let shown = tried("create-returns", [108, 108], &["reaper"]).expect("an answer");
    assert!(!shown.found && shown.schedule.is_none() && shown.markdown.is_none());
    let words = "It breaks, and never through line 108, with reaper there: every schedule was run, ";
    assert!(shown.said[1].starts_with(words), "{:?}", shown.said);
}

fn a_trap_gets_the_proof_of_the_contrary() {
    // `handle_exit` lets go of one lock before it takes the other: the trap of this pull request.
    let shown = tried("exec-exit-published", [163, 176], &[]).expect("an answer");
    assert!(!shown.found);
    let said = &shown.said[1];
    assert!(
        said.starts_with("It does not break, there or anywhere else: ") && said.contains("stand for every schedule"),
        "{said}"
    );
}

fn what_is_no_claim_is_refused() {
    let refused = |property: &str, lines| {
        tried(property, lines, &[]).expect_err("no claim").downcast::<NoClaim>().expect("why").0
    };
    assert!(refused("creates-return", [1, 1]).contains("the promises: create-returns, "));
    for lines in [[0, 1], [5, 4], [1, 9999]] {
        assert!(refused("create-returns", lines).contains("are none of src/lib.rs, which has 210"));
    }
}
