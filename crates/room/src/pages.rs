//! What a browser gets beside the room's data: the participants' pages, built once when a room is opened and searched for
//! answers, and held in memory. They are the same for everybody, and know nobody.

use anyhow::Context;
use axum::body::Bytes;
use edge::file::SHEET;
use mdbook_exit_path::serve::policy;
use records::{Course, Exercise};
use std::{collections::HashMap, fs, path::Path};
use walkdir::WalkDir;
use workshop::pack::{self, PackRequest};

/// The scripts and styles of the room, from the root of the course.
const ASSETS: [&str; 10] = [
    "crates/room/assets/room.css",
    "crates/room/assets/link.js",
    "crates/room/assets/join.js",
    "crates/room/assets/wall.js",
    "crates/room/assets/pairs.js",
    "crates/room/assets/wordings.js",
    "crates/room/assets/clock.js",
    "crates/room/assets/device.js",
    "crates/room/assets/desk.js",
    "crates/room/assets/lead.js",
];

/// One file, and what it is.
#[derive(Debug, Clone)]
pub struct File {
    /// For `Content-Type`.
    pub kind: &'static str,
    /// What it holds.
    pub bytes: Bytes,
}

/// All of them, by their path.
#[derive(Debug)]
pub struct Pages {
    files: HashMap<String, File>,
    /// What they may run.
    pub policy: String,
}

impl Pages {
    /// Builds them.
    ///
    /// # Errors
    /// If a page does not build, or would give an answer away.
    pub fn build(course: &Course, exercise: &Exercise, minutes: u32) -> anyhow::Result<Pages> {
        let dir = course.root.join("target/workshop").join(format!("room-{}", std::process::id()));
        let request = PackRequest { course, exercises: vec![exercise], minutes };
        let built = pack::room(&request, first(exercise), &ASSETS, &dir).and_then(|()| Pages::read(&dir));
        // What is left there harms nobody.
        let _ = fs::remove_dir_all(&dir);
        built
    }

    fn read(dir: &Path) -> anyhow::Result<Pages> {
        let mut files = HashMap::new();
        for entry in WalkDir::new(dir) {
            let entry = entry.context("the room's pages cannot be read")?;
            if !entry.file_type().is_file() {
                continue;
            }
            let path = entry.path().strip_prefix(dir)?.to_string_lossy().into_owned();
            let bytes = edge::file::bytes(entry.path(), SHEET)?.into();
            files.insert(format!("/{path}"), File { kind: httpd::kind(path.as_ref()), bytes });
        }
        Ok(Pages { files, policy: policy::of(dir) })
    }

    /// The file at an address.
    pub fn at(&self, address: &str) -> Option<&File> {
        self.files.get(if address == "/" { "/index.html" } else { address })
    }

    /// Every address.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }
}

/// The pages that only a room has.
fn first(exercise: &Exercise) -> Vec<pack::Page> {
    let name = pack::name(exercise);
    let short = exercise.short();
    let without =
        "<noscript><p>The room needs JavaScript: what you write is kept on its server as you type.</p></noscript>";
    let join = format!(
        "# Join the room

**{name}**

<exit-join page=\"{short}.html\">{without}</exit-join>

## What you do

1. **Alone, in silence.** Read the incident and the pull request. Mark the lines, choose a hazard and a severity, and write the
   comment as you would send it. Then decide: approve, comment or request changes. Nobody sees it yet but you.
2. **In pairs**, where the facilitator takes the time for it. You read your partner's comments, and your partner yours. Each adds to
   the own review.
3. **The board.** It shows who marked which lines, and what you do not agree about. Each disputed comment has 90 seconds. Defend it,
   or withdraw it. To withdraw is a success.
4. **The key.** It stands beside what the team found.
5. **The fix and the one comment**, where the facilitator takes the time for them. Everybody proposes a wording, without a name, and
   votes for one.

You may close the laptop, reload the page or lose the connection: what the page says is kept is on the server's disk.

## Rules

- Comments are about the code. *We* and *this line*, never *you forgot*.
- Whoever has not spoken is asked first.
- Think in any language. The comment is in English, and its grammar is the last thing we talk about.
- Whoever knows this bug from elsewhere tells the facilitator, and nobody else.
"
    );
    let lead = format!("# Lead the room\n\n**{name}**\n\n<exit-lead page=\"{short}.html\">{without}</exit-lead>\n");
    let page = |file: &str, name: &str, text: String| (file.to_owned(), name.to_owned(), text);
    vec![page("index.md", "Join the room", join), page("lead.md", "Lead the room", lead)]
}
