//! One small course that is right: records and files without code, for tests of what records may say. Nothing in it can be
//! built; the course whose subjects are judged is [`course`](crate::course).

use std::{
    fs,
    path::{Path, PathBuf},
};
use tempfile::TempDir;

const SLUG: &str = "exercise-7-fake";

const RECORD: &str = r#"
id = "fake"
number = 7
title = "A fake"
summary = "one line"
world = "threads"
minutes = 5
level = 1
hazards = ["double-lock"]
focus = "what?"
[truth]
models = "a"
changed = "b"
invented = "c"
[[property]]
id = "it-returns"
statement = "it returns"
[[property]]
id = "it-tells"
statement = "it tells"
[[variant]]
name = "before"
role = "before"
summary = "s"
why = "w"
[[variant]]
name = "buggy"
role = "buggy"
summary = "s"
why = "w"
fails = [{ property = "it-returns", kind = "deadlock" }]
[[variant]]
name = "fixed"
role = "fixed"
summary = "s"
why = "w"
"#;

const EDITS: &str = r#"
[[edit]]
id = "one"
what = "w"
hunks = [1]
breaks = { property = "it-returns", kind = "deadlock" }
[[edit]]
id = "two"
what = "w"
hunks = [2]
reason = "a comment"
[[hint]]
text = "look"
"#;

const REVIEW: &str = r#"
decision = "request-changes"
[[finding]]
id = "F-one"
lines = [2, 3]
hazard = "double-lock"
severity = "blocker"
title = "t"
comment = "c"
mechanism = ["m"]
consequence = "c"
fix = "f"
property = "it-returns"
accept = ["a", "b"]
reject = ["c", "d"]
[[trap]]
id = "T-one"
lines = [5, 5]
claim = "c"
why = "w"
"#;

const HAZARDS: &str = r#"
[[hazard]]
id = "double-lock"
name = "One lock, twice"
line = "A thread takes what it holds."
question = "Who holds it?"
"#;

/// A course on disk that can be broken.
#[derive(Debug)]
pub struct FakeCourse {
    dir: TempDir,
}

impl FakeCourse {
    /// A fresh one.
    ///
    /// # Panics
    /// Where it cannot be written.
    #[expect(clippy::new_without_default, reason = "it makes a folder")]
    pub fn new() -> FakeCourse {
        let fake = FakeCourse { dir: tempfile::tempdir().expect("a temporary folder") };
        let (exercise, solutions) = (format!("exercises/{SLUG}"), format!("solutions/{SLUG}"));
        for name in ["Cargo.toml", "PULL_REQUEST.md", "src/lib.rs", "src/main.rs"] {
            fake.write(&format!("{exercise}/{name}"), "");
        }
        let mut record = RECORD.to_owned();
        for (role, topics) in [("right", ["a", "b", "", ""]), ("wrong", ["a", "b", "c", "d"])] {
            for topic in topics.into_iter().filter(|topic| !topic.is_empty()) {
                let name = format!("{role}_{topic}");
                let fails =
                    if role == "wrong" { "fails = [{ property = \"it-tells\", kind = \"panic\" }]\n" } else { "" };
                record += &format!(
                    "[[variant]]\nname = \"{name}\"\nrole = \"{role}\"\nsummary = \"s\"\nwhy = \"w\"\n{fails}"
                );
                fake.write(&format!("{solutions}/{name}.rs"), "");
            }
        }
        fake.write(&format!("{exercise}/exercise.toml"), &(record + EDITS));
        fake.write(&format!("{solutions}/before.rs"), "");
        fake.write(&format!("{solutions}/buggy.rs"), "a\nb\nc\nd\ne\n");
        fake.write(&format!("{solutions}/fixed.rs"), "a\nB\nc\nd\nE\n");
        fake.write(&format!("{solutions}/review.toml"), REVIEW);
        for name in ["contract.rs", "upstream.go"] {
            fake.write(&format!("{solutions}/{name}"), "");
        }
        fake.write("book/data/hazards.toml", HAZARDS);
        fake
    }

    /// Its folder.
    pub fn root(&self) -> &Path {
        self.dir.path()
    }

    /// `EX/src/lib.rs` and `SO/buggy.rs` as the course names them: by the exercise's folders.
    pub fn name(&self, path: &str) -> String {
        path.replace("EX", &format!("exercises/{SLUG}")).replace("SO", &format!("solutions/{SLUG}"))
    }

    /// The same, from the root of the file system.
    pub fn path(&self, path: &str) -> PathBuf {
        self.root().join(self.name(path))
    }

    /// Writes a file.
    ///
    /// # Panics
    /// Where it cannot be written.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap_or(Path::new("/"))).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    /// Replaces one text by another, once.
    ///
    /// # Panics
    /// Where the text is not there: then the test would change nothing.
    pub fn replace(&self, path: &str, old: &str, new: &str) -> &FakeCourse {
        let text = fs::read_to_string(self.path(path)).expect("a file of the fake course");
        assert!(text.contains(old), "{path} does not hold {old:?}: the test changes nothing");
        self.write(path, &text.replacen(old, new, 1));
        self
    }

    /// Removes a file.
    ///
    /// # Panics
    /// Where there is none.
    pub fn remove(&self, path: &str) -> &FakeCourse {
        fs::remove_file(self.path(path)).expect("a file to remove");
        self
    }
}
