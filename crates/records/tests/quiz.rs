//! A card without evidence, evidence without a card, twins and unknown keys are problems; so is what shows nothing.

use std::{fs, path::PathBuf};

const CARD: &str = r#"[[card]]
id = "a"
topic = "locks"
situation = "s"
comment = "c"
answer = "agree"
why = "w"
source = "x"
evidence = "go/a"
"#;
const RUN: [&str; 2] = ["practice/evidence/go/a.go", "practice/evidence/go/a.out"];

/// What is wrong with a course that has these cards and files.
fn wrong(name: &str, cards: &str, files: &[&str]) -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&root);
    for dir in ["book/data", "practice/evidence/go", "practice/evidence/rust", "exercises", "solutions"] {
        fs::create_dir_all(root.join(dir)).expect("a folder");
    }
    fs::write(root.join(records::quiz::FILE), cards).expect("the cards");
    files.iter().for_each(|file| fs::write(root.join(file), "text").expect("a file"));
    let course = records::Course::scan(&root).expect("a course");
    records::problems(&course).iter().map(|it| it.to_string().lines().next().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_card_with_its_run_is_fine() {
    assert_eq!(wrong("fine", CARD, &RUN), [""; 0]);
}

#[test]
fn a_card_without_evidence() {
    assert_eq!(wrong("none", CARD, &[]), ["book/data/cards.toml:2: card `a` has no program practice/evidence/go/a.go"]);
    assert_eq!(
        wrong("not-run", CARD, &RUN[..1]),
        ["book/data/cards.toml:2: card `a` shows no run: practice/evidence/go/a.out is missing or empty"]
    );
    let elsewhere = CARD.replace("go/a", "c/a");
    assert_eq!(
        wrong("elsewhere", &elsewhere, &[]),
        ["book/data/cards.toml:2: card `a` names evidence `c/a`, in no known folder"]
    );
}

#[test]
fn evidence_without_a_card() {
    let files =
        [RUN[0], RUN[1], "practice/evidence/rust/b.rs", "practice/evidence/rust/c.out", "practice/evidence/rust/d.rs"];
    assert_eq!(
        wrong("unused", CARD, &files),
        [
            "practice/evidence/rust/b.rs: no card and no page shows this program",
            "practice/evidence/rust/c.out: the output of no program",
            "practice/evidence/rust/d.rs: no card and no page shows this program",
        ]
    );
}

#[test]
fn a_page_may_show_what_no_card_does() {
    let page = ["practice/evidence/go/b.go", "practice/evidence/go/b.out"];
    assert_eq!(wrong("quoted", CARD, &[&RUN[..], &page, &["book/page.md"]].concat()).len(), 1);
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("quoted");
    fs::write(root.join("book/page.md"), "{{#program go/b}}").expect("a page");
    assert_eq!(records::problems(&records::Course::scan(&root).expect("a course")), []);
    fs::write(root.join("book/page.md"), "{{#program go/b lines=3}}").expect("a page");
    assert_eq!(records::problems(&records::Course::scan(&root).expect("a course")), []);
    fs::write(root.join("book/page.md"), "{{#program go/b2}}").expect("a page");
    assert_eq!(records::problems(&records::Course::scan(&root).expect("a course")).len(), 1);
}

#[test]
fn twins_unknown_keys_and_nothing_shown() {
    assert_eq!(wrong("twins", &format!("{CARD}{CARD}"), &RUN), ["book/data/cards.toml:11: card `a` is there twice"]);
    let unknown = CARD.replace("why =", "because =");
    let found = wrong("unknown", &unknown, &RUN);
    assert!(found[0].starts_with("book/data/cards.toml:7: unknown field `because`"), "{found:?}");
    let nothing = CARD.replace("situation = \"s\"\n", "");
    assert_eq!(wrong("nothing", &nothing, &RUN), ["book/data/cards.toml:2: card `a` shows nothing"]);
    let empty = CARD.replace("\"w\"", "\" \"");
    assert_eq!(wrong("empty", &empty, &RUN), ["book/data/cards.toml:2: card `a` has an empty `why`"]);
}

#[test]
fn the_real_cards_are_all_shown_by_a_run() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let course = records::Course::scan(&root).expect("the course");
    let about = |file: &std::path::Path| file.starts_with("practice/evidence") || file.starts_with(records::quiz::FILE);
    let found: Vec<_> = records::problems(&course).into_iter().filter(|it| about(&it.file)).collect();
    assert_eq!(found, []);
    let cards = records::quiz::read(&root).expect("cards").expect("a list of cards");
    assert!(cards.len() >= 40);
    for answer in ["agree", "disagree", "needs evidence"] {
        assert!(cards.iter().filter(|card| card.answer.words() == answer).count() >= 5, "{answer}");
    }
}

#[test]
fn a_card_trains_a_hazard_that_exists() {
    let card = CARD.replacen("id = \"a\"\n", "id = \"a\"\nhazards = [\"lock-order\", \"lock-ordre\"]\n", 1);
    assert_eq!(wrong("hazard", &card, &RUN), [""; 0], "a course without hazards knows none to be wrong");
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("hazard");
    fs::write(
        root.join(records::hazards::FILE),
        "[[hazard]]\nid = \"lock-order\"\nname = \"Order\"\nline = \"Two.\"\nquestion = \"Which?\"\n",
    )
    .expect("the hazards");
    let told: Vec<String> =
        records::problems(&records::Course::scan(&root).expect("a course")).iter().map(ToString::to_string).collect();
    let words = "book/data/cards.toml:2: card `a` names the hazard `lock-ordre`, and there is none\n    to fix: \
                 `cargo xtask explain` has them";
    assert_eq!(told, [words]);
}
