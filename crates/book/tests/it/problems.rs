//! Each kind of problem, planted once: what it says, where, and what mends it.

use crate::workbook::Workbook;

const RECORD: &str = "exercises/exercise-9-fixture/exercise.toml";
const CHAPTER: &str = "book/exercise-9.md";
const RECORDED: &str = "solutions/exercise-9-fixture/recorded.jsonl";

/// Plants one fault by an edit and gives the only problem that comes of it.
#[track_caller]
fn one(name: &str, file: &str, from: &str, to: &str) -> String {
    let workbook = Workbook::new(name);
    workbook.edit(file, from, to);
    let mut problems = workbook.problems();
    assert_eq!(problems.len(), 1, "{problems:#?}");
    problems.remove(0)
}

#[test]
fn the_fixture_has_none() {
    assert_eq!(Workbook::new("clean").problems(), Vec::<String>::new());
}

#[test]
fn an_unknown_directive_suggests_the_nearest() {
    let said = one("directive", CHAPTER, "{{#focus}}", "{{#focsu}}");
    assert!(
        said.starts_with("book/exercise-9.md:17: no directive is called `focsu`\n    to fix: write `focus`"),
        "{said}"
    );
}

#[test]
fn an_unknown_variant_lists_all() {
    let said = one("variant", CHAPTER, "{{#diff before buggy}}", "{{#diff before bugy}}");
    assert!(said.starts_with("book/exercise-9.md:11: no variant is called `bugy`"), "{said}");
    assert!(said.contains("write `buggy`, or one of: before, buggy, fixed, right_scope, wrong_try"), "{said}");
}

#[test]
fn words_and_options_that_do_not_fit_show_how_to_write_it() {
    let said = one("words", CHAPTER, "{{#diff before buggy}}", "{{#diff before}}");
    assert!(
        said.contains("`diff` takes 2 word(s), and has 1") && said.contains("write {{#diff before buggy context=3}}"),
        "{said}"
    );
    let said = one("option", CHAPTER, "{{#diff before buggy}}", "{{#diff before buggy contxt=1}}");
    assert!(said.contains("`diff` has no option `contxt`"), "{said}");
    let said = one("inside", CHAPTER, "{{#focus}}", "here: {{#focus}}");
    assert!(said.contains("put it alone on its line"), "{said}");
}

#[test]
fn excerpts_name_what_they_did_not_find() {
    let said = one("item", CHAPTER, "item=close", "item=open");
    assert!(said.starts_with("book/exercise-9.md:15: `fixed` has no item `open`"), "{said}");
    let said = one("anchor", CHAPTER, "item=close", "anchor=body");
    assert!(said.contains("// ANCHOR: body"), "{said}");
    let said = one("range", CHAPTER, "item=close", "lines=10-99");
    assert!(said.contains("`fixed` has no lines 10-99"), "{said}");
}

#[test]
fn terms_hazards_properties_and_scenarios_are_known() {
    for (name, from, to, what) in [
        ("term", "{{#term reaper}}", "{{#term raper}}", "no term is called `raper`"),
        ("hazard", "{{#hazard double-lock}}", "{{#hazard dubble-lock}}", "no hazard is called `dubble-lock`"),
        (
            "property",
            "{{#sequence buggy closes}}",
            "{{#sequence buggy close}}",
            "no recorded property is called `close`",
        ),
        (
            "holds",
            "{{#sequence buggy closes}}",
            "{{#sequence fixed closes}}",
            "`fixed` records no schedule that breaks `closes`",
        ),
        ("same", "{{#diff before buggy}}", "{{#diff buggy buggy}}", "`buggy` and `buggy` are the same"),
    ] {
        let said = one(name, CHAPTER, from, to);
        assert!(said.contains(what), "{said}");
    }
    let workbook = Workbook::new("scenario");
    workbook.edit(CHAPTER, "{{#scenario exercise-9}}", "{{#scenario exercise-8}}");
    let problems = workbook.problems();
    assert!(problems[0].starts_with("book/exercise-9.md:3: no scenario is called `exercise-8`"), "{problems:#?}");
    assert!(problems[1].contains("put {{#scenario exercise-N}} above this line"), "{problems:#?}");
}

#[test]
fn a_page_must_not_quote_the_learners_file() {
    let said = one("include", CHAPTER, "{{#focus}}", "{{#include ../exercises/exercise-9-fixture/src/lib.rs}}");
    assert!(said.starts_with("book/exercise-9.md:17: ") && said.contains("is the learner's file"), "{said}");
}

#[test]
fn a_record_that_does_not_parse_is_a_problem_of_its_line() {
    let workbook = Workbook::new("record");
    workbook.edit(RECORD, "minutes = 5", "minuts = 5");
    let problems = workbook.problems();
    assert!(
        problems[0].starts_with("exercises/exercise-9-fixture/exercise.toml:6: unknown field `minuts`"),
        "{problems:#?}"
    );
}

#[test]
fn recorded_runs_are_there_and_agree_with_the_record() {
    let workbook = Workbook::new("unrecorded");
    workbook.remove(RECORDED);
    let problems = workbook.problems();
    assert_eq!(problems.len(), 1, "needed five times, reported once: {problems:#?}");
    assert!(problems[0].starts_with("solutions/exercise-9-fixture/recorded.jsonl: cannot be read"), "{problems:#?}");
    assert!(problems[0].contains("cargo xtask gen exercise-9-fixture"), "{problems:#?}");

    let said = one("recorded-rows", RECORDED, "\"verdict\"", "\"verdct\"");
    assert!(said.contains("recorded.jsonl:1: is no recorded run: unknown field `verdct`"), "{said}");
    let said = one("recorded-variant", RECORDED, "\"variant\":\"wrong_try\"", "\"variant\":\"wrong_cry\"");
    assert!(said.contains("recorded.jsonl: has no run of `wrong_try`"), "{said}");

    let said = one("disagrees", RECORD, "fails = [{ property = \"closes\", kind = \"lost-value\" }]", "");
    assert!(said.contains("the recorded run of `wrong_try` breaks `closes`, and the record does not say so"), "{said}");
}

#[test]
fn the_review_key_and_the_request_are_checked() {
    let key = "solutions/exercise-9-fixture/review.toml";
    let said = one("key", key, "severity = \"blocker\"", "severity = \"bad\"");
    assert!(said.contains("review.toml") && said.contains("unknown variant `bad`"), "{said}");
    let said = one("key-hazard", key, "hazard = \"double-lock\"", "hazard = \"triple-lock\"");
    assert!(said.contains("no hazard is called `triple-lock`"), "{said}");
    let said = one("request", "exercises/exercise-9-fixture/PULL_REQUEST.md", "# close", "close");
    assert!(
        said.starts_with("exercises/exercise-9-fixture/PULL_REQUEST.md:1: the first line is not a heading"),
        "{said}"
    );
}

#[test]
fn the_books_own_tables_are_checked() {
    let said = one("glossary", "book/data/glossary.toml", "see = [\"zombie\"]", "see = [\"zomby\"]");
    assert!(said.contains("no term is called `zomby`"), "{said}");
    let workbook = Workbook::new("table");
    workbook.edit("book/data/hazards.toml", "question =", "qestion =");
    let problems = workbook.problems();
    assert!(problems[0].starts_with("book/data/hazards.toml:"), "{problems:#?}");
}

#[test]
fn what_mdbook_only_warns_about_is_a_problem() {
    let said = one("unclosed", CHAPTER, "{{#focus}}", "a <b>bold word");
    assert!(said.starts_with("book/exercise-9.md") && said.contains("<b>"), "{said}");
}

#[test]
fn what_mdbook_would_leave_out_is_a_problem() {
    let said = one("missing-include", CHAPTER, "{{#focus}}", "{{#include nowhere.rs}}");
    assert!(said.starts_with("book/exercise-9.md:17: `nowhere.rs` cannot be read"), "{said}");
    let said = one("missing-anchor", CHAPTER, "{{#focus}}", "{{#include data/glossary.toml:words}}");
    assert!(said.starts_with("book/exercise-9.md:17: `data/glossary.toml` has no anchor `words`"), "{said}");
}

#[test]
fn a_page_that_is_missing_is_not_made_up() {
    let workbook = Workbook::new("missing");
    workbook.remove("book/hazards.md");
    let problems = workbook.problems();
    assert!(problems[0].contains("hazards.md"), "{problems:#?}");
    assert!(!workbook.root().join("book/hazards.md").exists());
}

#[test]
fn all_problems_of_a_build_come_in_one_run_and_the_last_good_book_stays() {
    let workbook = Workbook::new("all");
    let built = mdbook_exit_path::make::build(workbook.root()).unwrap();
    let good = std::fs::read_to_string(built.join("index.html")).unwrap();
    workbook.edit(CHAPTER, "{{#focus}}", "{{#focsu}}");
    workbook.edit("book/hazards.md", "{{#hazards}}", "{{#term nobody}}");
    workbook.remove(RECORDED);
    workbook.remove("solutions/exercise-9-fixture/upstream.go");
    assert_eq!(workbook.problems().len(), 4);
    assert!(mdbook_exit_path::make::build(workbook.root()).is_err());
    assert_eq!(std::fs::read_to_string(built.join("index.html")).unwrap(), good);
    let left: Vec<_> = std::fs::read_dir(built.parent().unwrap()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["book"], "a failed build leaves nothing behind");
}

#[test]
fn the_published_book_holds_no_answer_of_the_quiz_and_one_copy_of_a_script() {
    let workbook = Workbook::new("published");
    workbook.write("book/data/cards.toml", "answer = 1").write("book/assets/extra.js", "1");
    workbook.write("book/pages/deep.md", "").write("book/pages/picture.svg", "<svg/>");
    let built = mdbook_exit_path::make::build(workbook.root()).unwrap();
    assert!(built.join("index.html").is_file());
    assert!(built.join("pages/picture.svg").is_file(), "what lies beside pages is the reader's");
    assert!(built.join("assets/mermaid.min.js").is_file(), "a page loads it where a diagram is opened");
    for gone in ["data", "assets/extra.js"] {
        assert!(!built.join(gone).exists(), "{gone} is no reader's business");
    }
}
