//! The cards and the atlas of this clone are right, and for each check the change that makes one wrong.

use records::{Course, problems};
use std::{fs, path::Path};
use tempfile::TempDir;

/// A course with two of the cards and their hazards: the wrong one, and the one that looks like it.
fn copy() -> TempDir {
    let clone = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let root = TempDir::new().unwrap();
    for dir in ["exercises", "solutions", "book/data"] {
        fs::create_dir_all(root.path().join(dir)).unwrap();
    }
    fs::copy(clone.join(records::hazards::FILE), root.path().join(records::hazards::FILE)).unwrap();
    for name in ["practice/cards/exit-latch", "practice/cards/stop-latch"] {
        fs::create_dir_all(root.path().join(name)).unwrap();
        for file in fs::read_dir(clone.join(name)).unwrap().flatten().filter(|it| it.path().is_file()) {
            fs::copy(file.path(), root.path().join(name).join(file.file_name())).unwrap();
        }
    }
    root
}

fn told(root: &Path) -> String {
    let found = problems(&Course::scan(root).unwrap());
    found.iter().map(|it| format!("{it}\n")).collect()
}

/// The course with `old` changed to `new` in one file says `words`.
#[track_caller]
fn says(file: &str, old: &str, new: &str, words: &str) {
    let root = copy();
    let path = root.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(old), "{file} has no `{old}`");
    fs::write(&path, text.replacen(old, new, 1)).unwrap();
    let told = told(root.path());
    assert!(told.contains(words), "{words}\n--- but told was\n{told}");
}

#[test]
fn the_copy_is_right() {
    assert_eq!(told(copy().path()), "");
}

#[test]
fn what_fails_is_found_and_what_is_found_fails() {
    let card = "practice/cards/stop-latch/card.toml";
    says(
        card,
        r#"fails = [{ property = "nobody-panics", kind = "panic" }]"#,
        "",
        "the key has 1 findings, and the lab",
    );
    says(
        card,
        r#"property = "nobody-panics", kind"#,
        r#"property = "stop-answers", kind"#,
        "no finding of the key names",
    );
    says(
        "practice/cards/exit-latch/review.toml",
        "\"approve\"",
        "\"request-changes\"",
        "decision does not fit what the lab says",
    );
}

#[test]
fn a_card_has_hints_and_a_wrong_answer() {
    let card = "practice/cards/stop-latch/card.toml";
    says(card, "hints = [\n", "hints = [\n    \"A third one.\",\n", "a card has two hints");
    let wrong = "fails = [{ property = \"every-exec-ends\", kind = \"lost-value\" }]";
    says(card, wrong, "fails = []", "no wrong answer is known");
    // Of a card that is right as it stands, the code before it is the wrong one.
    let before = "fails = [{ property = \"kill-answers\", kind = \"lost-value\" }]";
    says("practice/cards/exit-latch/card.toml", before, "fails = []", "no wrong answer is known");
}

#[test]
fn a_level_is_that_of_the_rule() {
    says("practice/cards/stop-latch/card.toml", "level = 2", "level = 4", "level 4, and the rule says 2");
}

#[test]
fn the_learners_files_are_the_modules_of_one_package() {
    let root = copy();
    let src = root.path().join("exercises/cards/src");
    fs::create_dir_all(&src).unwrap();
    fs::write(src.join("lib.rs"), "pub mod exit_latch;\npub mod other;\n").unwrap();
    fs::write(src.join("exit_latch.rs"), "").unwrap();
    let told = told(root.path());
    for words in ["stop_latch.rs: the learner's file is missing", "`stop-latch` is no module", "`other` is no card"] {
        assert!(told.contains(words), "{words}\n---\n{told}");
    }
    assert!(!told.contains("exit_latch"), "{told}");
}

#[test]
fn files_and_versions_are_paired() {
    says(
        "practice/cards/stop-latch/card.toml",
        "name = \"mended\"",
        "name = \"right_take\"",
        "no version of the card has this name",
    );
    says("practice/cards/stop-latch/card.toml", "name = \"mended\"", "name = \"better\"", "a name that says nothing");
    let root = copy();
    fs::remove_file(root.path().join("practice/cards/exit-latch/contract.rs")).unwrap();
    assert!(told(root.path()).contains("contract.rs: the file is missing"));
}

#[test]
fn a_pair_is_named_from_both_sides() {
    says(
        "practice/cards/stop-latch/card.toml",
        "card = \"exit-latch\"",
        "card = \"stop-latch\"",
        "not a card that names this one",
    );
}

#[test]
fn names_and_numbers_are_of_one_card() {
    says("practice/cards/stop-latch/card.toml", "number = 4", "number = 1", "number 1 is taken");
    says("practice/cards/stop-latch/card.toml", "id = \"stop-latch\"", "id = \"latch\"", "is not the folder's name");
    says(
        "practice/cards/stop-latch/card.toml",
        "hazards = [\"double-close\", ",
        "hazards = [",
        "the card does not list it",
    );
}

#[test]
fn a_third_of_the_cards_is_right_as_it_stands() {
    let root = copy();
    fs::remove_dir_all(root.path().join("practice/cards/exit-latch")).unwrap();
    assert!(told(root.path()).contains("0 of 1 cards are right as they stand"));
}

#[test]
fn a_hazard_without_an_entry_and_an_entry_without_a_hazard() {
    let root = copy();
    let folder = root.path().join("practice/drills/no-such");
    fs::create_dir_all(&folder).unwrap();
    let record = "world = \"threads\"\nkind = \"panic\"\npromise = \"p\"\nshows = \"s\"\nmends = \"m\"\n";
    fs::write(folder.join("hazard.toml"), record).unwrap();
    let told = told(root.path());
    for words in ["there is no hazard of this name", "wrong.rs: the file is missing", "`lock-order` has no entry"] {
        assert!(told.contains(words), "{words}\n--- but told was\n{told}");
    }
}

/// The course, with one template and the atlas entry `double-close` as it is here: its problems about either.
fn reported(template: &str, entry: &str) -> String {
    let root = copy();
    let folder = root.path().join("practice/drills/double-close");
    fs::create_dir_all(&folder).unwrap();
    let record = "world = \"threads\"\nkind = \"panic\"\npromise = \"p\"\nshows = \"s\"\nmends = \"m\"\n";
    fs::write(folder.join("hazard.toml"), format!("{record}{entry}")).unwrap();
    let rest = "name = \"n\"\ngroup = \"defect\"\ncue = \"用\"\nwhen = \"w\"\nnot = \"n\"\nform = \"[a]\"\nslots = { a = \"b\" }\n\
                example = { at = { scenario = \"exercise-1\" }, text = \"t\" }\nweak = { text = \"t\", lacks = \"l\" }\n";
    let templates = ["two-owners", "no-owner"].map(|id| {
        let hazards = if template == id { "double-close" } else { "lock-order" };
        format!("[[template]]\nid = \"{id}\"\nhazards = [\"{hazards}\"]\n{rest}")
    });
    fs::write(root.path().join("book/data/templates.toml"), templates.concat()).unwrap();
    let ours = |line: &&str| line.contains("practice/drills/double-close/hazard.toml");
    told(root.path()).replace("\n    to fix", " to fix").lines().filter(ours).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_hazard_names_the_template_that_lists_it() {
    assert_eq!(reported("two-owners", "template = \"two-owners\"\n"), "");
    let file = "practice/drills/double-close/hazard.toml";
    assert_eq!(
        reported("two-owners", ""),
        format!(
            "{file}:5: no template reports this hazard to fix: add `template = \"…\"` after that line; \
             `cargo xtask template` lists what there is"
        )
    );
    assert_eq!(
        reported("", "template = \"two-owner\"\n"),
        format!("{file}:6: there is no template `two-owner` to fix: `cargo xtask template` lists what there is")
    );
    assert_eq!(
        reported("", "template = \"two-owners\"\n"),
        format!(
            "{file}:6: the template `two-owners` does not list the hazard `double-close` to fix: add it to the \
             `hazards` of `two-owners` in book/data/templates.toml, or name another"
        )
    );
}

#[test]
fn a_template_lists_no_hazard_that_names_another() {
    let told = reported("no-owner", "template = \"two-owners\"\n");
    let words = "book/data/templates.toml:15: `no-owner` lists `double-close`, and the atlas says that `two-owners` \
                 reports it to fix: take it out, or name `no-owner` in practice/drills/double-close/hazard.toml";
    assert!(told.contains(words), "{told}");
}
