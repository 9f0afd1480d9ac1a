//! `promise`: a property of the reader's own, from the template to what it says of each known fix.

use crate::cmd::xtask;
use std::fs;

#[test]
fn the_template_holds_of_everything_and_catches_nothing() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("mine.rs");
    let template = xtask(&["promise", "91"]).runs(0).stdout;
    assert!(template.lines().count() < 20, "{template}");
    fs::write(&file, template).expect("a file");
    let answer = xtask(&["promise", "91"]).arg(&file).runs(0);
    answer.says(&[
        "buggy holds",
        "fixed holds",
        "It catches none of the 1 that the contract refuses.",
        "It lets 1 of them pass: buggy.",
        "It holds of every fix and of the pull request: as it stands, it promises nothing.",
        "Each search had one schedule: nothing that it starts can meet.",
    ]);
    // One that starts what meets, and looks at nothing of it: there are many schedules, and it promises nothing all the same.
    let meets = "use super::*;\npub fn promise() {\nlet bank = std::sync::Arc::new(Bank::new(5, 5));\nlet other = bank.clone();\n\
                 let back = std::thread::spawn(move || other.transfer(0, 1, 1));\nbank.transfer(0, 1, 1);\nback.join().unwrap();\n\
                 lab::check(bank.sum() < 1_000, lab::Kind::WrongValue, || \"too much\".to_owned());\n}\n";
    fs::write(&file, meets).expect("a file");
    let answer = xtask(&["promise", "91"]).arg(&file).runs(0);
    answer.says(&["as it stands, it promises nothing."]);
    assert!(!answer.stdout.contains("Each search had one schedule"), "{}", answer.stdout);
}

#[test]
fn a_promise_is_run_against_the_pull_request_and_each_fix() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("mine.rs");
    let promise =
        |body: &str| fs::write(&file, format!("use super::*;\npub fn promise() {{\n{body}\n}}\n")).expect("a file");
    promise(
        "let bank = std::sync::Arc::new(Bank::new(5, 5));\nlet other = bank.clone();\nlet back = std::thread::spawn(move || other.transfer(1, 0, 1));\n\
         bank.transfer(0, 1, 1);\nback.join().unwrap();",
    );
    let answer = xtask(&["promise", "91"]).arg(&file).runs(0);
    answer.says(&[
        "buggy deadlock",
        "fixed holds",
        "before holds",
        "It catches 1 of the 1 that the contract refuses: buggy.",
    ]);
    // One that asks too much of everybody.
    promise("lab::check(Bank::new(1, 1).sum() == 3, lab::Kind::WrongValue, || \"two\".to_owned());");
    xtask(&["promise", "91"]).arg(&file).runs(0).says(&[
        "It refuses 2 that are right: before, fixed.",
        "It fails of every fix, the right ones too: it tells none from another.",
    ]);
    promise("no_such_thing();");
    xtask(&["promise", "91"]).arg(&file).runs_somehow().says_on_stderr(&["no_such_thing"]);
    xtask(&["promise", "91", "nowhere.rs"]).runs(2).says_on_stderr(&["no file nowhere.rs"]);
}
