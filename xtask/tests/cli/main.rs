//! The commands from outside, against a course of one fake exercise and one subject per outcome.

mod afterwards;
mod answers;
mod by_name;
mod cards;
#[expect(unreachable_pub, reason = "a test exports nothing")]
mod cmd;
mod hard_times;
mod narrow;
mod place;
mod promises;
mod reset;
mod suggestions;
mod visible;

use cmd::{copy_of_the_course, course, in_course, subject, xtask};
use std::fs;

#[test]
fn the_fix_is_solved() {
    let fixed = course().join("solutions/exercise-91-two-locks/fixed.rs");
    let answer = xtask(&["check", "91", "--subject"]).arg(&fixed).runs(0);
    insta::assert_snapshot!(answer.without_durations());
}

#[test]
fn the_pull_request_is_still_broken() {
    let answer = xtask(&["check", "two-locks"]).runs(1);
    insta::assert_snapshot!(answer.without_durations());
}

#[test]
fn the_code_before_is_solved_in_json() {
    let before = course().join("solutions/exercise-91-two-locks/before.rs");
    let answer = xtask(&["check", "91", "--message-format", "json", "--subject"]).arg(&before).runs(0);
    let json: serde_json::Value = serde_json::from_str(&answer.stdout).expect("one line of JSON");
    assert_eq!(answer.stdout.lines().count(), 1);
    assert_eq!(json["exercise"], "exercise-91-two-locks");
    assert_eq!(json["verdict"], "solved");
    assert_eq!(json["exhausted"], true);
    assert_eq!(json["bound"], serde_json::Value::Null);
    assert_eq!(json["properties"][0]["id"], "transfers-end");
    assert_eq!(json["properties"][1]["holds"], true);
    assert_eq!(answer.stderr, "", "JSON is the only thing it says");
}

#[test]
fn a_syntax_error() {
    let answer = subject("syntax.rs").runs(1);
    answer.says(&[
        "does not compile",
        "mismatched closing delimiter",
        " --> tests/fake_course/subjects/syntax.rs:18:38",
    ]);
    answer.never_says("/xtask/tests/");
}

#[test]
fn what_compiles_only_in_the_lab_is_not_rust() {
    subject("only_in_the_lab.rs").runs(1).says(&["does not compile", "cannot find value `LAB` in crate `std`"]);
}

#[test]
fn what_the_lab_does_not_model() {
    subject("net.rs")
        .runs(1)
        .says(&["not modelled", "tests/fake_course/subjects/net.rs:3: the lab does not model `std::net`; use "]);
}

#[test]
fn unsafe_code_is_refused() {
    subject("unsafe_code.rs")
        .runs(1)
        .says(&["not modelled", "subjects/unsafe_code.rs:19: the lab does not model `unsafe` code"]);
}

#[test]
fn a_function_the_contract_calls_is_gone() {
    subject("renamed.rs").runs(1).says(&[
        "api changed",
        "no method named `transfer`",
        "the contract needs: pub fn transfer(&self, from: usize, to: usize, amount: u32)",
    ]);
    subject("argument.rs").runs(1).says(&["api changed", "the contract needs: pub fn transfer(&self, from: usize,"]);
}

#[test]
fn a_loop_without_end_is_ended() {
    let answer = subject("forever.rs").args(&["--wall", "1"]).runs(1);
    answer.says(&["hangs", "It computed for 1 s (--wall)", "tests/fake_course/subjects/forever.rs:21 "]);
}

#[test]
fn a_search_that_cannot_decide_says_how_to_go_on() {
    let fixed = course().join("solutions/exercise-91-two-locks/fixed.rs");
    let check = |more: &[&str]| xtask(&["check", "91", "--subject"]).arg(&fixed).args(more);
    let answer = check(&["--executions", "2"]).runs(1);
    answer.says(&["· undecided ", "transfers-end: no answer", "check exercise-91 --executions 20 --subject"]);
    answer.never_says("solved");
    let json = check(&["--executions", "2", "--message-format", "json"]).runs(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("a line of JSON");
    assert_eq!(json["verdict"], "undecided");
    assert_eq!(json["properties"][0]["holds"], serde_json::Value::Null);
    assert!(json["message"].as_str().is_some_and(|it| it.contains("--executions 20 --subject")), "{json}");
    check(&["--executions", "20000"]).runs(0).says(&["solved"]);
}

#[test]
fn what_was_found_is_told_although_the_rest_never_ends() {
    let answer = subject("spins_later.rs").args(&["--wall", "1"]).runs(1);
    answer.says(&["still broken", "(leak)", "It computed for 1 s", "No answer for: nothing-is-lost."]);
    let json = subject("spins_later.rs").args(&["--wall", "1", "--message-format", "json"]).runs(1).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("a line of JSON");
    assert_eq!(json["properties"][0]["holds"], false);
    assert_eq!(json["properties"][1]["holds"], serde_json::Value::Null);
}

#[test]
fn a_poll_for_what_nobody_does_shows_how_it_begins() {
    let answer = subject("polls.rs").runs(1);
    answer.says(&[
        "over limit",
        "polls at",
        "tests/fake_course/subjects/polls.rs:36",
        "how it begins:",
        "loads settled: false",
    ]);
}

#[test]
fn an_exit_in_the_middle_is_no_pass() {
    let answer = subject("leaves.rs").runs(1);
    answer.never_says("solved");
}

#[test]
fn a_spin_runs_over_its_steps() {
    subject("spins.rs").runs(1).says(&["over limit", "too many steps"]);
}

#[test]
fn what_it_prints_comes_after_the_verdict() {
    let answer = subject("prints.rs").runs(0);
    let verdict = answer.stdout.find("solved").expect("a verdict");
    let printed = answer.stdout.find("| locks 0").expect("its output");
    assert!(verdict < printed);
}

#[test]
fn one_property_is_no_verdict() {
    let fixed = course().join("solutions/exercise-91-two-locks/fixed.rs");
    let answer = xtask(&["check", "91", "--property", "transfers-end", "--subject"]).arg(&fixed).runs(0);
    answer.says(&["· holds ", "less than the whole contract"]);
    answer.never_says("solved");
}

#[test]
fn a_counterexample_can_be_replayed() {
    let dir = tempfile::tempdir().expect("a folder");
    let json = xtask(&["check", "91", "--message-format", "json"]).runs(1).stdout;
    let tape = dir.path().join("tape.json");
    fs::write(&tape, json).expect("a file");
    let replay = ["check", "91", "--property", "transfers-end", "--replay"];
    xtask(&replay).arg(&tape).runs(1).says(&["still broken", "(deadlock)"]);
    let fixed = course().join("solutions/exercise-91-two-locks/fixed.rs");
    let answer = xtask(&replay).arg(&tape).args(&["--subject"]).arg(&fixed).runs_somehow();
    answer.never_says("solved");
}

#[test]
fn verify_proves_the_declared_verdicts() {
    let answer = xtask(&["verify", "91"]).runs(1);
    // The fake course is too small to be a scenario: the records are named, the verdicts are right.
    answer.says(&["ok  buggy", "ok  fixed", "ok  before", "ok  without one-order"]);
    answer.says_on_stderr(&["0 variants are `wrong_*`"]);
    answer.never_says("bad ");
}

#[test]
fn verify_notices_a_wrong_record() {
    let copy = copy_of_the_course();
    let record = copy.path().join("exercises/exercise-91-two-locks/exercise.toml");
    let text = fs::read_to_string(&record).expect("the record");
    fs::write(&record, text.replacen("kind = \"deadlock\"", "kind = \"leak\"", 1)).expect("a change");
    let answer = in_course(copy.path(), &["verify", "91"]).runs(1);
    answer.says(&["bad buggy", "wanted: still broken: nothing-is-lost (deadlock), transfers-end (leak)"]);
}

#[test]
fn contract_and_record_must_agree() {
    let copy = copy_of_the_course();
    let contract = copy.path().join("solutions/exercise-91-two-locks/contract.rs");
    let text = fs::read_to_string(&contract).expect("the contract");
    fs::write(&contract, text.replace("\"nothing-is-lost\"", "\"nothing-lost\"")).expect("a change");
    let answer = in_course(copy.path(), &["check", "91"]).runs(3);
    answer.says_on_stderr(&["contract.rs and exercise.toml disagree", "to fix: "]);
}

#[test]
fn hints_come_one_by_one() {
    let copy = copy_of_the_course();
    let hint = |args: &[&str]| in_course(copy.path(), args).runs(0);
    hint(&["hint", "91"]).says(&["hint 1 of 2", "Draw both transfers", "one more: cargo xtask hint exercise-91"]);
    hint(&["hint", "91"]).says(&["hint 2 of 2", "Draw both", "Two arrows", "cargo xtask check exercise-91"]);
    hint(&["hint", "91"]).says(&["hint 2 of 2"]);
}

#[test]
fn the_solution_is_for_those_who_solved_it() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    run(&["solution", "91"]).runs(2).says_on_stderr(&["not solved yet", "--peek"]);
    run(&["diff", "91", "--against", "fixed"]).runs(2).says_on_stderr(&["not solved yet", "--peek"]);
    run(&["solution", "91", "--peek"]).runs(0).says(&["+++ fixed.rs", "Locks the lower number first."]);
    let (fixed, yours) = ("solutions/exercise-91-two-locks/fixed.rs", "exercises/exercise-91-two-locks/src/lib.rs");
    fs::copy(copy.path().join(fixed), copy.path().join(yours)).expect("a copy");
    run(&["check", "91"]).runs(0).says(&["solved", "next: cargo xtask solution exercise-91"]);
    run(&["solution", "91"]).runs(0).says(&["+++ fixed.rs"]);
}

#[test]
fn a_solved_file_elsewhere_unlocks_nothing() {
    let copy = copy_of_the_course();
    let fixed = copy.path().join("solutions/exercise-91-two-locks/fixed.rs");
    in_course(copy.path(), &["check", "91", "--subject"]).arg(&fixed).runs(0);
    in_course(copy.path(), &["solution", "91"]).runs(2);
}

#[test]
fn reset_keeps_a_dated_backup() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args).runs(0);
    run(&["reset", "91"]).says(&["nothing to do"]);
    let yours = copy.path().join("exercises/exercise-91-two-locks/src/lib.rs");
    fs::write(&yours, "// mine\n").expect("a change");
    run(&["diff", "91", "--against", "buggy"]).says(&[
        "--- buggy.rs",
        "exercise-91-two-locks/src/lib.rs (yours)",
        "+// mine",
    ]);
    run(&["reset", "91"]).says(&["your file is kept as "]);
    let shipped =
        fs::read_to_string(copy.path().join("solutions/exercise-91-two-locks/buggy.rs")).expect("it is there");
    assert_eq!(fs::read_to_string(&yours).expect("it is there"), shipped);
    let backups = copy.path().join(".exit-path/copies/two-locks");
    let kept: Vec<_> = fs::read_dir(backups).expect("backups").flatten().map(|it| it.path()).collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read_to_string(&kept[0]).expect("it is there"), "// mine\n");
}

#[test]
fn recorded_verdicts_are_written_compared_and_the_same_each_time() {
    let copy = copy_of_the_course();
    let run = |args: &[&str]| in_course(copy.path(), args);
    let readme = copy.path().join("README.md");
    fs::write(&readme, "above\n<!-- exercises: a remark -->\nold\n<!-- /exercises -->\nbelow\n").expect("a file");
    run(&["gen", "--check"]).runs(1).says_on_stderr(&["recorded.jsonl is out of date: run `cargo xtask gen`"]);
    run(&["gen"]).runs(0).says(&["wrote solutions/exercise-91-two-locks/recorded.jsonl"]);
    run(&["gen", "--check"]).runs(0).says(&["2 generated files are up to date"]);
    let table =
        "| [exercise-91](exercises/exercise-91-two-locks) | Lock each account on its own | 1 minutes | 1 of 5 |";
    let text = fs::read_to_string(&readme).expect("it is there");
    assert!(text.starts_with("above\n<!-- exercises: a remark -->\n| exercise |"), "{text}");
    assert!(text.contains(table) && text.ends_with("<!-- /exercises -->\nbelow\n"), "{text}");
    let file = copy.path().join("solutions/exercise-91-two-locks/recorded.jsonl");
    let rows = fs::read_to_string(&file).expect("it is there");
    let (first, _) = rows[1..].split_once("{\"run\"").expect("two variants");
    fs::write(&file, format!("{{{first}")).expect("a file");
    run(&["gen", "91", "--check"]).runs(1).says_on_stderr(&["recorded.jsonl is out of date"]);
    run(&["gen", "91"]).runs(0).says(&["wrote solutions/exercise-91-two-locks/recorded.jsonl"]);
    assert_eq!(fs::read_to_string(&file).expect("it is there"), rows);
    let (buggy, file) = (file.with_file_name("buggy.rs"), file.as_path());
    let replay = ["check", "91", "--property", "transfers-end", "--replay"];
    let answer = in_course(copy.path(), &replay).arg(file).args(&["--subject"]).arg(&buggy).runs(1);
    answer.says(&["still broken", "(deadlock)"]);
}

#[test]
fn a_crate_that_only_the_exercise_has() {
    let copy = copy_of_the_course();
    let exercise = copy.path().join("exercises/exercise-91-two-locks");
    let manifest = fs::read_to_string(exercise.join("Cargo.toml")).expect("a manifest");
    fs::write(exercise.join("Cargo.toml"), manifest + "\n[dependencies]\nparking_lot = \"0.12\"\n").expect("a change");
    let lib = fs::read_to_string(exercise.join("src/lib.rs")).expect("the subject");
    fs::write(exercise.join("src/lib.rs"), lib.replace("use std::sync::Mutex", "use parking_lot::Mutex"))
        .expect("a change");
    let answer = in_course(copy.path(), &["check", "91"]).runs(1);
    answer.says(&["not modelled", "src/lib.rs:3: the lab has no crate `parking_lot`; use the locks of `std::sync`"]);
}

#[test]
fn unknown_names_suggest_the_nearest() {
    xtask(&["check", "exercise-9"])
        .runs(2)
        .says_on_stderr(&["no exercise is called `exercise-9`", "did you mean `exercise-91`?"]);
    xtask(&["chekc"]).runs(2).says_on_stderr(&["unrecognized subcommand 'chekc'", "'check'"]);
    xtask(&["check", "91", "--property", "transfer-ends"]).runs(2).says_on_stderr(&["did you mean `transfers-end`?"]);
    let fresh = copy_of_the_course();
    in_course(fresh.path(), &["check"]).runs(2).says_on_stderr(&["name an exercise, or go to its folder"]);
    xtask(&["check", "91", "--subject", "nowhere.rs"]).runs(2).says_on_stderr(&["no file nowhere.rs"]);
}

#[test]
fn without_arguments_it_says_where_you_are() {
    let copy = copy_of_the_course();
    in_course(copy.path(), &[]).runs(0).says(&[
        "exercise-91 · Lock each account on its own · not begun",
        "0 of 1 solved",
        "cargo xtask diff exercise-91",
        "cargo xtask serve",
        "--help",
    ]);
}

#[test]
fn templates_are_listed_shown_and_written() {
    // The fake course has no words: these are the real ones.
    let real = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let run = |args: &[&str]| in_course(&real, args);
    let listed = run(&["template"]).runs(0);
    listed.says(&["Three frames core The whole comment", "In the war room", "cargo xtask template core"]);
    assert!(listed.stdout.lines().all(|line| line.chars().count() <= 80), "{}", listed.stdout);
    let peeked = run(&["template", "spent-token", "--peek"]).runs(0);
    peeked.says(&["[token]", "Example", "The same, weak", "lacks"]);
    run(&["template", "double-lock"]).runs(0).says(&["lock-again · A lock that the caller already holds"]);
    run(&["template", "spent-tokn"]).runs(2).says_on_stderr(&["did you mean `spent-token`?"]);
    run(&["template", "--all"]).runs(2).says_on_stderr(&["--out <DIR>"]);

    let json = run(&["template", "--message-format", "json"]).runs(0).stdout;
    let json: serde_json::Value = serde_json::from_str(&json).expect("one line of JSON");
    assert_eq!(json[0]["id"], "core");
    assert_eq!(json[0]["group"], "frame");

    let out = tempfile::tempdir().expect("a folder");
    let there = |name: &str| fs::read_to_string(out.path().join(name)).expect("a file");
    run(&["template", "--all", "--out"])
        .arg(out.path())
        .runs(0)
        .says(&["pull_request_template.md", "saved_replies.md"]);
    assert!(there("pull_request_template.md").contains("- **Who waits?** "));
    assert!(there("review_template.md").contains("**Decision:**"));
    run(&["template", "--all", "--out"]).arg(out.path()).runs(0).says(&["is as it should be"]);

    // Somebody's own file is left alone, and so are all others.
    fs::write(out.path().join("review_template.md"), "ours").expect("a file");
    fs::remove_file(out.path().join("saved_replies.md")).expect("a file");
    let refused = run(&["template", "--all", "--out"]).arg(out.path()).runs(2);
    refused.says_on_stderr(&["review_template.md exists, and says something else; nothing was written"]);
    assert_eq!(there("review_template.md"), "ours");
    assert!(!out.path().join("saved_replies.md").exists());
}

#[test]
fn a_course_without_words_says_which_file_is_missing() {
    xtask(&["template"]).runs(3).says_on_stderr(&["book/data/templates.toml cannot be read", "to fix: "]);
}
