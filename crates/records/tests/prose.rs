//! A tiny course whose text is in order, and for each message the change that brings it.

use records::prose;
use std::{fs, path::Path};
use tempfile::TempDir;

const PAGE: &str = "# A page\n\nThis is `code` in a sentence.\n\n```sh\ncargo xtask check exercise-7 # a remark\n```\n";
const MAP: &str =
    "# Map\n\n| folder | what |\n|---|---|\n| `lab/engine/src/` | `engine.rs` of `exercises/<slug>/src/lib.rs` |\n";
const WORDS: &str = "folder\nin\nis\nmap\nof\npage\nsentence\nthis\nwhat\n";

struct Course(TempDir);

impl Course {
    fn new() -> Course {
        let course = Course(tempfile::tempdir().expect("a folder"));
        course.write("book/a.md", PAGE).write("docs/architecture.md", MAP).write("book/data/words.txt", WORDS);
        course.write("lab/engine/src/engine.rs", "").write("exercises/exercise-7-fake/src/lib.rs", "");
        course
    }

    fn write(&self, file: &str, text: &str) -> &Course {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    /// Puts `more` at the end of a file.
    fn add(&self, file: &str, more: &str) -> &Course {
        let text = fs::read_to_string(self.0.path().join(file)).expect("a file");
        self.write(file, &(text + more))
    }

    fn problems(&self) -> Vec<String> {
        let understands = |words: &[String]| match words.first().map(String::as_str) {
            None | Some("check" | "new") => Ok(()),
            Some(other) => Err(format!("unknown `{other}`")),
        };
        prose(self.0.path(), &understands).expect("pages").iter().map(ToString::to_string).collect()
    }

    /// Exactly this is wrong, in this order.
    #[track_caller]
    fn says(&self, wanted: &[&str]) {
        let found = self.problems();
        assert_eq!(found.len(), wanted.len(), "{found:#?}");
        for (found, wanted) in found.iter().zip(wanted) {
            assert!(found.contains(wanted), "{found:?} does not say {wanted:?}");
            assert!(found.contains("\n    to fix: "), "{found:?}");
        }
    }
}

#[test]
fn the_course_is_in_order() {
    Course::new().says(&[]);
}

#[test]
fn a_sentence_that_is_too_long() {
    let words = |count: usize| vec!["page"; count].join(" ");
    let course = Course::new();
    course.add("book/a.md", &format!("\nThis is\n{}.\n", words(27)));
    course.says(&["book/a.md:9: a sentence of 29 words: \"This is page page page page …\""]);
    // A colon, a semicolon, an item and a cell end one; so does a number at its end.
    for apart in [": ", "; ", ".\n- ", "\n\n", " 7. "] {
        let course = Course::new();
        course.add("book/a.md", &format!("\n{}{apart}{}.\n", words(20), words(20)));
        course.says(&[]);
    }
}

#[test]
fn a_word_that_is_ruled_out() {
    let course = Course::new();
    course.add("book/data/words.txt", "");
    course.write("book/data/words.txt", &WORDS.replace("map\n", "just\nmap\n"));
    course.add("book/a.md", "\nThis is\nJust, \"just\" and `just`.\n".replace(" and", "").as_str());
    course.says(&["book/a.md:10: `just` is a word that docs/style.md rules out"]);
}

/// A course whose words are not looked up: the phrases alone are under test.
fn unlisted() -> Course {
    let course = Course::new();
    fs::remove_file(course.0.path().join(records::WORDS)).expect("it was there");
    course
}

#[test]
fn a_phrase_that_no_native_writes() {
    for (said, named) in [
        ("The lock goes to whoever asks.", "\"whoever\""),
        ("Somebody holds the lock.", "\"somebody\""),
        ("It goes to anybody.", "\"anybody\""),
        ("Nobody\nelse has it.", "\"nobody else\""),
        ("The change mends it.", "\"mends\""),
        ("A panic is never heard of.", "\"heard of\""),
        ("The daemon *takes back* the shim.", "\"takes back\""),
        ("The arm gives back the id.", "\"gives back\""),
        ("A channel in place of `lock`.", "\"in place of\""),
        ("This remark is no finding.", "\"is no finding\""),
        ("- They were no\n  children of `init`.", "\"were no children\""),
        ("Who waits may hang.", "a sentence with \"who\" for a subject: \"Who waits may hang. …\""),
        ("All is well. What comes first in the queue wins.", "a sentence with \"what\" for a subject"),
    ] {
        let course = unlisted();
        course.add("book/a.md", &format!("\n{said}\n"));
        course.says(&[named]);
    }
}

#[test]
fn what_a_native_does_write() {
    for said in [
        // Questions, headings, leads, cells, and what is only spoken of.
        "Who waits? And what for?",
        "## What it does not say",
        "1. **Who owns it?** The reaper. **What users saw.** A hang.",
        "What users saw. What leaks, and when it hurts the node. Who waits, and since when.",
        "| Who | What it prints |\n| --- | --- |",
        "We write \"fix\", and not \"mend\" or \"somebody\".",
        "`mend` and `whoever` are names.",
        // Neighbours of the phrases.
        "It is no longer there. There is no lock. There was no such child.",
        "The answer is no. It is no worse.",
        "A task gives the thread back. Nobody, else, sees it.",
        "The place of the lock, in place, of course.",
        "They hear it. Of course.",
    ] {
        let course = unlisted();
        course.add("book/a.md", &format!("\n{said}\n"));
        course.says(&[]);
    }
}

#[test]
fn two_model_comments_that_end_in_the_same_words() {
    let key = |closing: &str, extra: &str| {
        format!("[[finding]]\ncomment = \"\"\"\nIt hangs. {closing}\"\"\"\nmechanism = [\"{extra}\"]\n")
    };
    let one = key("A test with two waiters would show it.", "it would show it");
    let course = unlisted();
    course.write("practice/cards/one/review.toml", &one);
    course.write(
        "solutions/exercise-7-fake/review.toml",
        &key("A fake `runc` that waits\nwould show it.", "it would show it"),
    );
    course.says(&["solutions/exercise-7-fake/review.toml:4: this comment ends as the one at practice/cards/one/review.toml:3 does: \"… would show it\""]);
    // Other words, other keys, and a closing of two words are as they may be.
    let course = unlisted();
    course
        .write("practice/cards/one/review.toml", &one)
        .write("practice/cards/two/review.toml", &key("Two waiters are enough.", "would show it"));
    course
        .write("practice/cards/three/card.toml", "what = \"This would show it.\"\n")
        .write("practice/cards/four/review.toml", &key("It hangs.", "a"));
    course.write("practice/cards/five/review.toml", &key("It hangs.", "a"));
    course.says(&[]);
}

#[test]
fn the_tables_of_words_are_read_without_code_and_cues() {
    let course = unlisted();
    course.write(
        "book/data/cards.toml",
        "[[card]]\nid = \"somebody\"\ngo = \"somebody\"\nrough = \"mend it\"\ncue = \"锁 mend\"\nwhy = \"It is simply no lock.\"\n",
    );
    course.write("book/data/x.toml", "[[a]]\nwhy = \"Somebody has it.\"\n");
    course.says(&[
        "book/data/cards.toml:6: `simply` is a word that docs/style.md rules out",
        "book/data/x.toml:2: \"somebody\" is a phrase that docs/style.md rules out",
    ]);
}

#[test]
fn a_word_that_is_not_in_the_list() {
    let course = Course::new();
    course.add("book/a.md", "\nThis is a sentense. Is this a sentense?\n");
    course.says(&["book/a.md:9: `sentense` is not in the word list; did you mean `sentence`?"]);
    // Code, names in code style, numbers and addresses are not looked up; a genitive is.
    let course = Course::new();
    course.add(
        "book/a.md",
        "\nThis is `xqz`, SIGXQZ, MyXqz, x2qz, <https://xqz.org>, [page](xqz.md), the_xqz: page's.\n",
    );
    course.says(&[]);
}

#[test]
fn a_word_list_that_has_grown_wild() {
    let course = Course::new();
    course.write("book/data/words.txt", &WORDS.replace("map\nof\n", "of\nmap\n").replace("what\n", "what\nyear\n"));
    course.says(&["words.txt:5: `map` is out of order", "words.txt:10: no page uses `year`"]);
}

#[test]
fn the_list_can_be_learned() {
    let course = Course::new();
    course.add("book/a.md", "\nThis is new.\n");
    let learned = records::words_in_use(course.0.path()).expect("pages");
    assert_eq!(learned, WORDS.replace("of\n", "new\nof\n"));
    course.write("book/data/words.txt", &learned).says(&[]);
}

#[test]
fn without_a_list_no_word_is_looked_up() {
    let course = Course::new();
    fs::remove_file(course.0.path().join(records::WORDS)).expect("it was there");
    course.add("book/a.md", "\nThis is a sentense.\n").says(&[]);
}

#[test]
fn a_command_that_does_not_exist() {
    let course = Course::new();
    course.add("book/a.md", "\n```console\n$ cargo xtask chekc 7\n```\n\n`cargo xtask\nrnu` in `cargo xtask …`\n");
    course.says(&[
        "book/a.md:10: `cargo xtask chekc 7` is not a command: unknown `chekc`",
        "book/a.md:13: `cargo xtask rnu` is not a command: unknown `rnu`",
    ]);
    let course = Course::new();
    course.add("book/a.md", "\n```rust\ncargo xtask chekc\n```\n\n`cargo xtask new [--world a|b]`\n").says(&[]);
}

#[test]
fn a_path_that_does_not_exist() {
    let course = Course::new();
    course.add(
        "docs/architecture.md",
        "| `lab/engine/src/gone/` | `lab/{engine,gone}` |\n| `solutions/*/gone.rs` | `target/gone.rs` |\n",
    );
    // Other pages name paths of other projects.
    course.add("book/a.md", "\n`lab/gone.rs`\n");
    course.says(&[
        "docs/architecture.md:6: `lab/engine/src/gone/` does not exist",
        "docs/architecture.md:6: `lab/gone` does not exist",
        "docs/architecture.md:7: `solutions/*/gone.rs` does not exist",
    ]);
}

#[test]
fn a_course_without_pages_has_no_problems() {
    let dir = tempfile::tempdir().expect("a folder");
    assert_eq!(prose(Path::new(dir.path()), &|_| Ok(())).expect("nothing to read"), []);
}

#[test]
fn the_sentences_of_records_and_of_pages_in_folders_count_too() {
    let course = Course::new();
    course.write("book/verdicts/b.md", "This is simply a page.\n").write(
        "exercises/exercise-7-fake/exercise.toml",
        "id = \"xyzzy\"\n\n[[hint]]\ntext = \"\"\"\nThis is in a page.\nThis is in a plugh.\"\"\"\n\n[[variant]]\nwhy = \"obviously\"\n",
    );
    course.write(
        "solutions/exercise-7-fake/review.toml",
        "[[finding]]\naccept = [\"simply xyzzy\"]\nfix = [\"`a` just is\"]\n",
    );
    course.says(&[
        "book/verdicts/b.md:1: `simply` is a word that docs/style.md rules out",
        "book/verdicts/b.md:1: `simply` is not in the word list",
        "exercises/exercise-7-fake/exercise.toml:6: `plugh` is not in the word list",
        "exercises/exercise-7-fake/exercise.toml:9: `obviously` is a word that docs/style.md rules out",
        "exercises/exercise-7-fake/exercise.toml:9: `obviously` is not in the word list",
        "solutions/exercise-7-fake/review.toml:3: `just` is a word that docs/style.md rules out",
        "solutions/exercise-7-fake/review.toml:3: `just` is not in the word list",
    ]);
}
