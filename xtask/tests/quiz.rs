//! `cargo xtask quiz` without a terminal: it prints, and waits for nobody.

use std::process::{Command, Output, Stdio};

fn quiz(args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("quiz").args(args).stdin(Stdio::null()).output().expect("it starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_list_as_json_has_every_card_with_its_answer() {
    let output = quiz(&["--list", "--message-format", "json"]);
    let cards: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let cards = cards.as_array().expect("a list");
    assert!(cards.len() >= 40, "{}", cards.len());
    for card in cards {
        let answer = card["answer"].as_str().expect("an answer");
        assert!(["agree", "disagree", "needs-evidence"].contains(&answer), "{card}");
        assert!(card["evidence"].as_str().is_some_and(|it| it.contains('/')), "{card}");
    }
    assert_eq!(text(&output.stdout).lines().count(), 1);
}

#[test]
fn a_card_is_printed_with_its_run() {
    let output = quiz(&["guarded-close"]);
    let said = text(&output.stdout);
    for part in [
        "guarded-close",
        "  > Two concurrent calls",
        "disagree",
        "practice/evidence/go/guarded_close.go prints:",
        "no panic",
    ] {
        assert!(said.contains(part), "{part} is missing:\n{said}");
    }
    assert!(!said.contains("would you send it?"), "{said}");
}

#[test]
fn an_unknown_name_is_a_usage_error() {
    let output = quiz(&["guarded-clothes"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no card and no topic is called `guarded-clothes`"));
    assert_eq!(quiz(&["--message-format", "json"]).status.code(), Some(2));
}
