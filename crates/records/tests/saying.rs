//! The tables of words: one small course whose words hold together, and for each check the change that breaks it.

use records::{Course, problems};
use testkit::{FakeCourse, METHOD};

const CODE: &str = "fn wait() {\n    queue.recv(); // until reported\n}\n";

const TEMPLATES: &str = r#"
[[template]]
id = "a-wait"
name = "A wait"
group = "defect"
cue = "等待时用"
hazards = ["double-lock"]
when = "It waits."
not = "It does not."
form = "[wait] never ends, so [who] hangs."
[template.slots]
wait = "the operation"
who = "the thread"
[template.example]
at = { scenario = "exercise-7", lines = [2, 2] }
text = "Blocker, line 2. When nobody sends, `queue` stays empty, so `recv` never returns. Could it be bounded?"
[template.weak]
text = "Bad wait."
lacks = "Who hangs."
"#;

const PHRASES: &str = r#"
[[section]]
id = "ladder"
name = "How sure"
cue = "表达把握时用"
[[section.phrase]]
when = "You ran it."
say = "This hangs: `recv` waits."
spoken = ["It hangs."]
cue = "已复现"
at = { scenario = "exercise-7" }
[[stage]]
id = "pull"
name = "Image pull"
what = "Layers come."
words = ["layer"]
slow = "The pull is slow."
spoken = ["We wait for the image."]
from = "first byte"
to = "last byte"
cue = "拉取镜像"
[[slip]]
slip = "It exist a race."
better = "There is a race."
why = "no such verb form"
"#;

const REWRITES: &str = r#"
[[rewrite]]
id = "one"
name = "A wait"
at = { scenario = "exercise-7", lines = [2, 2] }
rough = "why you wait here???"
faults = ["blame"]
cue = "对事不对人"
[[rewrite.step]]
text = "`recv` may hang."
changed = "A mechanism."
[[rewrite.step]]
text = "Blocker. When nobody sends, `recv` waits for ever, and the request hangs. Could it have a limit?"
changed = "A trigger."
"#;

const CASES: &str = r#"
[[case]]
id = "chain"
family = "first-fix"
name = "A chain"
lesson = "Look again."
[[case.change]]
repo = "a/b"
number = 1
commit = "0123456789ab"
date = "2020-01-02"
what = "It broke."
[[case.change]]
repo = "a/b"
number = 2
commit = "123456789abc"
date = "2020-01-03"
what = "It was mended."
"#;

const T: &str = "templates";
const P: &str = "phrases";
const R: &str = "rewrites";
const M: &str = "method";
const C: &str = "cases";

/// The problems of the words, after one change in one table.
fn after(table: &str, old: &str, new: &str) -> Vec<String> {
    let fake = FakeCourse::new();
    fake.write("SO/buggy.rs", CODE);
    for (name, text) in [(T, TEMPLATES), (P, PHRASES), (R, REWRITES), (M, METHOD), (C, CASES)] {
        let text = match name == table {
            true => {
                assert!(text.contains(old), "{name} does not hold {old:?}: the test changes nothing");
                text.replacen(old, new, 1)
            }
            false => text.to_owned(),
        };
        fake.write(&format!("book/data/{name}.toml"), &text);
    }
    let course = Course::scan(fake.root()).expect("a course");
    let found = problems(&course).into_iter().filter(|it| it.file.starts_with("book/data"));
    found.map(|it| it.to_string()).collect()
}

/// One change, one problem: it says these words, in that file, and how to mend it.
#[track_caller]
fn says(table: &str, old: &str, new: &str, words: &str) -> String {
    let mut found = after(table, old, new);
    assert_eq!(found.len(), 1, "one problem was expected: {found:#?}");
    let said = found.remove(0);
    assert!(said.starts_with(&format!("book/data/{table}.toml:")), "{said}");
    assert!(said.contains(words), "{said} does not say {words:?}");
    assert!(said.contains("to fix: "), "{said} does not say how to mend it");
    said
}

#[test]
fn words_that_hold_together() {
    assert_eq!(after(T, "", ""), Vec::<String>::new());
}

#[test]
fn an_unknown_key_is_named_with_its_line() {
    let said = says(T, "not = ", "nott = ", "unknown field `nott`");
    assert!(said.starts_with("book/data/templates.toml:9:"), "{said}");
    assert!(said.contains("crates/records/src/saying/templates.rs"), "{said}");
    says(P, "spoken = [\"It hangs.\"]", "speaks = []", "unknown field `speaks`");
    says(R, "faults = ", "fault = ", "unknown field `fault`");
    says(M, "alarm = ", "alarms = ", "unknown field `alarms`");
    says(C, "lesson = ", "lessons = ", "unknown field `lessons`");
}

#[test]
fn ids_are_kebab_and_unique() {
    says(T, "id = \"a-wait\"", "id = \"A_wait\"", "is not in kebab-case");
    says(P, "id = \"pull\"", "id = \"ladder\"", "the id `ladder` is used twice");
}

#[test]
fn hazards_both_ways() {
    let unknown = after(T, "hazards = [\"double-lock\"]", "hazards = [\"tripple-lock\"]").join("\n");
    assert!(unknown.contains("there is no hazard `tripple-lock`"), "{unknown}");
    assert!(unknown.contains("no template reports the hazard `double-lock`"), "{unknown}");
    says(M, "hazards = [\"double-lock\"]", "hazards = []", "no question finds the hazard `double-lock`");
    let unknown = after(M, "hazards = [\"double-lock\"]", "hazards = [\"double-lock\", \"x\"]").join("\n");
    assert!(unknown.contains("there is no hazard `x`"), "{unknown}");
}

#[test]
fn slots_both_ways() {
    says(T, "who = \"the thread\"\n", "", "nothing says what goes into [who]");
    says(T, "who = \"the thread\"", "who = \"the thread\"\nwhy = \"a reason\"", "the form has no slot [why]");
    let none = after(T, "[wait] never ends, so [who] hangs.", "It never ends.").join("\n");
    assert!(none.contains("the form has no slot\n"), "{none}");
    says(T, "When nobody sends", "When [trigger]", "leaves the slot [trigger] open");
}

#[test]
fn an_example_names_code_that_exists() {
    let said = says(T, "`recv` never", "`recieve` never", "`recieve` is not in buggy.rs of exercise-7");
    assert!(said.contains("write `recv`"), "{said}");
    says(T, "`recv` never", "`reported` never", "`reported` is not in buggy.rs");
    says(T, "lines = [2, 2]", "lines = [2, 4]", "lines 2 to 4 are not in buggy.rs, which has 3");
    says(T, "lines = [2, 2]", "lines = [3, 3]", "no name of the comment stands on its lines");
    says(T, "exercise-7", "exercise-8", "there is no scenario `exercise-8`");
    says(T, "lines = [2, 2]", "variant = \"right_z\", lines = [2, 2]", "exercise-7 has no variant `right_z`");
    says(P, "`recv` waits", "`reck` waits", "`reck` is not in buggy.rs");
    says(R, "`recv` may", "`reck` may", "`reck` is not in buggy.rs");
    says(P, "at = { scenario = \"exercise-7\" }\n", "", "it names code, and does not say whose");
}

#[test]
fn a_proposed_name_is_allowed_until_it_exists() {
    let new = "lines = [2, 2], proposes = [\"recv_timeout\"] }\ntext = \"`recv_timeout`, ";
    let old = "lines = [2, 2] }\ntext = \"";
    assert_eq!(after(T, old, new), Vec::<String>::new());
    says(T, old, "lines = [2, 2], proposes = [\"queue\"] }\ntext = \"", "`proposes` lists `queue`");
    says(T, old, "lines = [2, 2], proposes = [\"other\"] }\ntext = \"", "`proposes` lists `other`");
}

#[test]
fn a_comment_can_be_read() {
    let long = "When nobody sends ".to_owned() + &"and then ".repeat(20);
    says(T, "When nobody sends", &long, "has a sentence of more than 32 words: \"When nobody sends and …\"");
    let many = "It waits. ".repeat(70) + "When nobody sends";
    says(T, "When nobody sends", &many, "`text` has 157 words");
    says(T, "When nobody sends", "When simply nobody sends", "`text` says \"simply\"");
    says(T, "so `recv` never", "so `recv never", "a backtick without its partner");
    says(T, "not = \"It does not.\"", "not = \"\"", "`not` is empty");
    says(T, "text = \"Bad wait.\"", "text = \"\"", "the weak version is empty");
}

#[test]
fn cues_are_chinese() {
    says(T, "cue = \"等待时用\"", "cue = \"for waits\"", "`cue` is not Chinese");
    says(P, "cue = \"已复现\"", "cue = \"seen\"", "`cue` is not Chinese");
    says(R, "cue = \"对事不对人\"", "cue = \"kind\"", "`cue` is not Chinese");
    says(M, "cue = \"谁拥有\"", "cue = \"who\"", "`cue` is not Chinese");
}

#[test]
fn phrases_are_spoken_too() {
    says(P, "spoken = [\"It hangs.\"]", "spoken = []", "has no spoken variant of its own");
    says(
        P,
        "spoken = [\"We wait for the image.\"]",
        "spoken = [\"The pull is slow.\"]",
        "no spoken variant of its own",
    );
    says(
        P,
        "when = \"You ran it.\"",
        "when = \"You ran it.\"\ninstead = \"hangs\"",
        "`instead` is there for the section or",
    );
    says(P, "to = \"last byte\"", "to = \"first byte\"", "both timestamps are the same");
    says(P, "words = [\"layer\"]", "words = []", "the stage has no words");
    says(P, "slip = \"It exist a race.\"", "slip = \"There is a race.\"", "the slip is empty, or is what is better");
}

#[test]
fn a_rewrite_has_two_steps_and_a_fault() {
    let third = "changed = \"A trigger.\"\n[[rewrite.step]]\ntext = \"Blocker. When nobody sends, `recv` waits for ever, and so does the request.\"\nchanged = \"c\"";
    says(R, "changed = \"A trigger.\"", third, "it has 3 steps");
    says(R, "faults = [\"blame\"]", "faults = []", "its `faults` are empty");
    says(R, "faults = [\"blame\"]", "faults = [\"rude\"]", "unknown variant `rude`");
}

#[test]
fn a_part_has_checks_and_a_case_has_sources() {
    says(M, "full = [\"I know the owner.\"]", "full = []", "the part has no check");
    says(C, "commit = \"123456789abc\"", "commit = \"123\"", "the change a/b#2 lacks its commit");
    says(C, "date = \"2020-01-03\"\n", "", "the change a/b#2 lacks its commit, its date");
    let one = "[[case.change]]\nrepo = \"a/b\"\nnumber = 1\ncommit = \"0123456789ab\"\ndate = \"2020-01-02\"\nwhat = \"It broke.\"\n";
    says(C, one, "", "fewer than two changes");
}
