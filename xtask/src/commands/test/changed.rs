//! `--changed`: which steps a change asks for. Git says what has changed; the table says who reads it.

use super::step::Step;
use crate::exit::Usage;
use anyhow::{Context, bail};
use edge::Visible;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    process::Command,
};

/// A folder or a file, and the steps that read it. The longest start of a path counts.
type Area = (&'static str, &'static [&'static str]);

/// What is read by whom. A path that begins with none of these asks for everything: manifests, lock files, the toolchain,
/// and whatever is new.
pub(super) const AREAS: &[Area] = &[
    ("README.md", &["prose", "typed"]),
    ("CONTRIBUTING.md", &["prose", "typed"]),
    ("docs/", &["prose", "typed"]),
    ("LICENSE-", &["supply"]),
    (".cargo/deny.toml", &["supply"]),
    (".github/", &["test"]),
    (".devcontainer/", &["test"]),
    ("book/", &["prose", "typed", "book", "browser"]),
    ("book/assets/", &["test", "book", "browser"]),
    ("book/data/", &["prose", "test", "book", "browser", "bench"]),
    (
        "exercises/",
        &["format", "clippy", "test", "verify", "children", "prose", "book", "browser", "bench", "rust-analyzer"],
    ),
    ("solutions/", &["format", "test", "verify", "children", "prose", "book", "browser", "bench", "go"]),
    ("practice/", &["format", "clippy", "test", "lab", "verify", "prose", "book", "browser", "go"]),
    ("practice/evidence/observed/", &["format", "clippy", "prose", "book", "browser", "observed"]),
    ("crates/bench/", &["format", "clippy", "bench"]),
    ("crates/book/", &["format", "clippy", "test", "prose", "book", "browser", "room"]),
    ("crates/book/browser/", &["browser", "room"]),
    ("crates/checker/", &["format", "clippy", "test", "verify"]),
    ("crates/httpd/", &["format", "clippy", "test", "browser", "room"]),
    ("crates/inputs/", &["format", "clippy", "test", "verify", "children"]),
    ("crates/mutants/", &["format", "clippy", "test", "verify"]),
    ("crates/progress/", &["format", "clippy", "test", "browser"]),
    ("crates/real-children/", &["format", "clippy", "test", "children"]),
    ("crates/records/", &["format", "clippy", "test", "verify", "children", "prose", "book", "browser", "bench"]),
    ("crates/room/", &["format", "prose", "supply", "browser", "room"]),
    ("crates/scan/", &["format", "clippy", "test"]),
    ("crates/review/", &["format", "clippy", "test", "browser"]),
    ("crates/safe-cancel/", &["format", "clippy", "test", "lab", "verify", "bench", "observed"]),
    ("crates/supervise/", &["format", "clippy", "test", "verify", "children"]),
    ("crates/testkit/", &["format", "clippy", "test"]),
    ("crates/workshop/", &["format", "clippy", "test", "browser", "room"]),
    ("lab/conformance/", &["format", "clippy", "conformance"]),
    ("lab/evidence/", &["format", "clippy", "lab"]),
    ("lab/fuzz/", &["format", "clippy", "fuzz", "conformance"]),
    ("lab/on-linux/", &["format", "clippy", "lab", "children"]),
    ("lab/rate/", &["format", "clippy", "rate"]),
    ("lab/tests/", &["format", "clippy", "lab"]),
    ("xtask/", &["format", "clippy", "test", "verify", "prose", "bench", "go"]),
    ("xtask/tests/", &["format", "clippy", "test"]),
    ("xtask/src/commands/test/", &["format", "clippy", "test"]),
];

/// The steps to run, each with the first of the paths that ask for it and how many do.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) steps: BTreeMap<String, (String, usize)>,
}

/// What `paths` ask for. A step that is part of another one that is asked for is left out.
pub(super) fn choose<'a>(steps: &[Step], paths: impl IntoIterator<Item = &'a str>) -> Chosen {
    let mut chosen: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for path in paths {
        let area = AREAS.iter().filter(|(start, _)| path.starts_with(start)).max_by_key(|(start, _)| start.len());
        let asked = steps.iter().filter(|step| match area {
            Some((_, names)) => names.contains(&step.name),
            None => step.part_of.is_none(),
        });
        for step in asked {
            chosen.entry(step.name.to_owned()).or_insert((path.to_owned(), 0)).1 += 1;
        }
    }
    let is_covered = |name: &str| {
        let whole = steps.iter().find(|it| it.name == name).and_then(|it| it.part_of);
        whole.is_some_and(|whole| chosen.contains_key(whole))
    };
    let covered: Vec<String> = chosen.keys().filter(|name| is_covered(name)).cloned().collect();
    chosen.retain(|name, _| !covered.contains(name));
    Chosen { steps: chosen }
}

/// What differs from a commit.
#[derive(Debug)]
pub(super) struct Changes {
    /// The commit, as a reader may know it.
    pub(super) base: String,
    /// Paths from the root, of files that are there, that are gone, and that git does not know yet.
    pub(super) paths: BTreeSet<String>,
}

/// What the working tree has that `base` has not. An empty `base` is where this branch left its upstream, and `HEAD` where
/// it has none.
pub(super) fn since(root: &Path, base: &str) -> anyhow::Result<Changes> {
    let (name, base) = match base {
        "" => match git(root, &["merge-base", "HEAD", "@{upstream}"]) {
            Ok(commit) => ("where this branch left its upstream".to_owned(), commit.trim().to_owned()),
            Err(_) => ("the last commit, since this branch has no upstream".to_owned(), "HEAD".to_owned()),
        },
        base => (format!("`{}`", base.visible()), base.to_owned()),
    };
    let commit = git(root, &["rev-parse", "--verify", "--quiet", "--end-of-options", &format!("{base}^{{commit}}")])
        .map_err(|_| Usage(format!("git knows no commit {name}: name a branch, a tag or a commit")))?;
    let commit = commit.trim();
    // Both names of a file that was moved: who read the old one counts as well.
    let tracked = git(root, &["diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", commit, "--"])?;
    let new = git(root, &["ls-files", "--others", "--exclude-standard", "-z"])?;
    let paths = tracked.split('\0').chain(new.split('\0')).filter(|it| !it.is_empty()).map(str::to_owned).collect();
    Ok(Changes { base: format!("{name} ({})", commit.get(..9).unwrap_or(commit)), paths })
}

fn git(root: &Path, words: &[&str]) -> anyhow::Result<String> {
    let output = Command::new("git").arg("-C").arg(root).args(words).output().context("`git` does not start")?;
    if !output.status.success() {
        bail!("git {}: {}", words.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
