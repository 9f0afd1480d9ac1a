//! Templates, phrases, rewrites, the method and cases on a page: what is written, and what is said when it cannot be.

use crate::workbook::Workbook;
use testkit::METHOD;

const PAGE: &str = "book/exercise-9.md";

const TEMPLATES: &str = r#"
[[template]]
id = "a-wait"
name = "A wait"
group = "defect"
cue = "等待时用"
hazards = ["double-lock"]
when = "It waits."
not = "It does not."
form = "[wait] never ends, so [who-waits] hangs."
[template.slots]
wait = "the operation"
who-waits = "the thread"
[template.example]
at = { scenario = "exercise-9" }
text = "Blocker, line 2. When nobody sends, the queue stays empty, so this never returns. Could it be bounded?"
[template.weak]
text = "Bad wait."
lacks = "Who hangs, & why <it> does."
"#;

/// A workbook with these words and one directive more on its page.
fn with(name: &str, table: &str, text: &str, directive: &str) -> Workbook {
    let workbook = Workbook::new(name);
    workbook.edit(PAGE, "{{#focus}}", directive);
    workbook.write(&format!("book/data/{table}.toml"), text);
    workbook
}

#[test]
fn a_template_has_slots_hazards_and_two_comments() {
    let page = with("words-template", "templates", TEMPLATES, "{{#templates}}").expanded("exercise-9.md");
    for part in [
        "## Say what breaks",
        "### A wait {#a-wait}",
        "<p class=\"ep-cue\" lang=\"zh\">等待时用</p>",
        "<var>wait</var> never ends, so <var>who waits</var> hangs.",
        "<dt>who waits</dt><dd>the thread</dd>",
        "<dt>Reports</dt><dd>Double lock</dd>",
        "<p class=\"ep-label\">Weak</p><blockquote><p>Bad wait.</p></blockquote>",
        "<p>It lacks: who hangs, &amp; why &lt;it&gt; does.</p>",
        "<p class=\"ep-label\">Filled</p><blockquote><p>Blocker, line 2.",
    ] {
        assert!(page.contains(part), "{part} is not in\n{page}");
    }
    let fold = page.find("An example beside a weak one, from exercise 9").expect("a fold");
    let example = page.find("Blocker, line 2.").expect("the example");
    assert!(fold < example && page[..fold].rfind("<details").is_some(), "an example may name a finding: it is folded");
}

#[test]
fn the_form_of_one_template_stands_anywhere() {
    let page = with("words-form", "templates", TEMPLATES, "{{#form a-wait}}").expanded("exercise-9.md");
    assert!(page.contains("<p class=\"ep-form\"><var>wait</var> never ends"), "{page}");
    let found = with("words-no-form", "templates", TEMPLATES, "{{#form a-weight}}").problems();
    assert!(found[0].contains("no template is called `a-weight`") && found[0].contains("write `a-wait`"), "{found:#?}");
}

#[test]
fn the_checklist_has_three_lengths() {
    let page = |name: &str, words: &str| {
        with(name, "method", METHOD, &format!("{{{{#checklist {words}}}}}")).expanded("exercise-9.md")
    };
    assert!(page("words-full", "full").contains("<dd><ul><li>I know the owner.</li></ul></dd>"));
    assert!(page("words-short", "short").contains("<dt>Concurrency</dt><dd>Owners.</dd>"));
    assert!(page("words-word", "word").contains("<strong>owner</strong>"));
    for (level, part) in [("2", "<li>I know"), ("3", "<dd>Owners."), ("4", "<strong>owner<")] {
        let workbook = with("words-level", "method", METHOD, "{{#checklist level}}");
        workbook.edit("exercises/exercise-9-fixture/exercise.toml", "level = 1", &format!("level = {level}"));
        assert!(workbook.expanded("exercise-9.md").contains(part), "level {level}");
    }
    let found = with("words-length", "method", METHOD, "{{#checklist ful}}").problems();
    assert!(found[0].contains("no length of the checklist is called `ful`"), "{found:#?}");
}

#[test]
fn a_question_has_its_anchor_and_its_hazards() {
    let page = with("words-question", "method", METHOD, "{{#questions}}").expanded("exercise-9.md");
    assert!(page.contains("### 1. Who owns it? {#owner}"), "{page}");
    assert!(page.contains("<dt>Alarm</dt><dd>Two names.</dd><dt>Finds</dt>"), "{page}");
}

#[test]
fn a_table_that_is_missing_is_named_with_what_mends_it() {
    for (directive, file) in [
        ("{{#templates}}", "templates"),
        ("{{#questions}}", "method"),
        ("{{#checklist full}}", "method"),
        ("{{#phrases hedging}}", "phrases"),
        ("{{#stages}}", "phrases"),
        ("{{#slips}}", "phrases"),
        ("{{#rewrites}}", "rewrites"),
        ("{{#cases performance}}", "cases"),
    ] {
        let workbook = Workbook::new("words-missing");
        workbook.edit(PAGE, "{{#focus}}", directive);
        let found = workbook.problems();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(&format!("book/data/{file}.toml: cannot be read")), "{found:#?}");
        assert!(found[0].contains("git checkout -- book/data"), "{found:#?}");
    }
}

#[test]
fn names_that_nobody_knows_suggest_the_nearest() {
    let phrases = "section = []\nstage = []\n";
    let found = with("words-section", "phrases", phrases, "{{#phrases hedging}}").problems();
    assert!(found[0].contains("no section of phrases is called `hedging`"), "{found:#?}");
    let found = with("words-family", "cases", "case = []\n", "{{#cases perf}}").problems();
    assert!(found[0].contains("no kind of case is called `perf`"), "{found:#?}");
}

#[test]
fn words_that_do_not_hold_together_stop_the_book() {
    let broken = TEMPLATES.replace("so [who-waits] hangs", "so [nobody] hangs");
    let found = with("words-broken", "templates", &broken, "{{#templates}}").problems();
    let all = found.join("\n");
    assert!(all.contains("book/data/templates.toml:10: nothing says what goes into [nobody]"), "{all}");
    assert!(all.contains("the form has no slot [who-waits]"), "{all}");
}
