//! Which lines a change touches, by git. Nothing of the repository's configuration runs a program here.

use std::{
    collections::HashMap,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};
use thiserror::Error;

/// Why the change is not known.
#[derive(Debug, Error)]
pub enum Unknown {
    /// git does not start.
    #[error("git does not start: {0}")]
    NoGit(#[from] std::io::Error),
    /// There is nothing to compare.
    #[error("`--changed` needs a git repository, and {0} is in none")]
    NoRepository(String),
    /// git does not know the commit.
    #[error("git knows no commit `{0}`: {1}")]
    NoCommit(String, String),
    /// git refuses.
    #[error("git: {0}")]
    Refused(String),
}

/// The changed lines of each file, by the path from the root of the repository.
#[derive(Debug, Default, Clone)]
pub struct Changed {
    /// The commit before the change.
    pub base: String,
    /// Ranges, first and last line, from 1.
    pub lines: HashMap<PathBuf, Vec<(u32, u32)>>,
    /// Where something was taken out that releases, or leaves: the line before the place, and the one after what stands there
    /// now. It has no line of its own any more.
    pub taken: HashMap<PathBuf, Vec<(u32, u32)>>,
}

impl Changed {
    /// Whether something that releases was taken out between `first` and `last`.
    pub fn takes_out(&self, file: &Path, first: u32, last: u32) -> bool {
        self.taken.get(file).is_some_and(|all| all.iter().any(|it| first < it.1 && last > it.0))
    }

    /// Whether any line of `first..=last` is changed.
    pub fn touches(&self, file: &Path, first: u32, last: u32) -> bool {
        self.lines.get(file).is_some_and(|all| all.iter().any(|it| it.0 <= last && it.1 >= first))
    }
}

/// What the working tree has that `base` has not: from the commit where the two parted, as a pull request shows it.
///
/// # Errors
/// No git, no repository, no such commit.
pub fn since(base: &str, folder: &Path) -> Result<Changed, Unknown> {
    git(folder, ["rev-parse", "--git-dir"]).map_err(|error| match error {
        Unknown::Refused(_) => Unknown::NoRepository(edge::Visible::visible(folder).to_string()),
        other => other,
    })?;
    let merge_base = git(folder, ["merge-base", "--end-of-options", base, "HEAD"])
        .map(|it| it.trim().to_owned())
        .or_else(|_| git(folder, ["rev-parse", "--verify", "--end-of-options", &format!("{base}^{{commit}}")]))
        .map_err(|error| match error {
            Unknown::Refused(why) => Unknown::NoCommit(base.to_owned(), why),
            other => other,
        })?;
    let words = [
        "diff",
        "--relative",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--no-renames",
        "--unified=0",
        "--src-prefix=a/",
        "--dst-prefix=b/",
    ];
    let mut words: Vec<&str> = words.to_vec();
    words.push(merge_base.trim());
    let mut changed = parse(&git(folder, words)?);
    merge_base.trim().clone_into(&mut changed.base);
    // What is new and not yet added is all changed.
    for file in
        git(folder, ["ls-files", "--others", "--exclude-standard", "-z"])?.split('\0').filter(|it| !it.is_empty())
    {
        changed.lines.insert(PathBuf::from(file), vec![(1, u32::MAX)]);
    }
    Ok(changed)
}

fn git<S: AsRef<OsStr>>(folder: &Path, words: impl IntoIterator<Item = S>) -> Result<String, Unknown> {
    let output = Command::new("git")
        .args(["-c", "core.fsmonitor=false", "-c", "core.hooksPath=", "-c", "core.quotePath=false"])
        .args(words)
        .current_dir(folder)
        .env("GIT_OPTIONAL_LOCKS", "0")
        .output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let text = String::from_utf8_lossy(&output.stderr);
    Err(Unknown::Refused(text.lines().next().unwrap_or("it failed").trim_start_matches("fatal: ").to_owned()))
}

/// Reads a diff without context.
fn parse(diff: &str) -> Changed {
    let mut changed = Changed::default();
    let mut file = None;
    let mut here = None;
    for line in diff.lines() {
        if line.starts_with("diff --git ") {
            (file, here) = (None, None);
        } else if let Some(name) = line.strip_prefix("+++ ").filter(|_| here.is_none()) {
            file = name.strip_prefix("b/").map(|it| PathBuf::from(it.trim_end_matches('\t')));
        } else if let (Some(hunk), Some(file)) = (line.strip_prefix("@@ "), &file) {
            let Some(new) = hunk.split(' ').find_map(|it| it.strip_prefix('+')) else { continue };
            let (start, count) = new.split_once(',').unwrap_or((new, "1"));
            let (Ok(start), Ok(count)) = (start.parse::<u32>(), count.parse::<u32>()) else { continue };
            let place = if count == 0 { (start, start + 1) } else { (start.saturating_sub(1), start + count) };
            here = Some((file.clone(), place));
            // Lines that were only taken out touch the one before and the one after.
            let range = if count == 0 { (start.max(1), start + 1) } else { (start, start + count - 1) };
            changed.lines.entry(file.clone()).or_default().push(range);
        } else if let (Some(old), Some((file, place))) = (line.strip_prefix('-'), &here)
            && releases(old)
        {
            let all = changed.taken.entry(file.clone()).or_default();
            if all.last() != Some(place) {
                all.push(*place);
            }
        }
    }
    changed
}

/// Whether a line gives something back, waits, or leaves: without it a way goes on that ended well before.
fn releases(line: &str) -> bool {
    let code = line.trim().to_lowercase();
    let words = [
        "defer", "unlock", "close", "cancel", "release", "stop", "wait", "drop(", "remove", "delete", "kill",
        "cleanup", "destroy", "rollback", "shutdown", "unmount", "return", "break", "<-", "recv",
    ];
    !code.starts_with("//") && words.iter().any(|it| code.contains(it))
}

#[cfg(test)]
mod tests {
    use super::parse;
    use std::path::Path;

    #[test]
    fn a_hunk_touches_its_new_lines() {
        let changed = parse("--- a/x.go\n+++ b/x.go\n@@ -3,0 +4,2 @@ func\n+a\n+b\n@@ -9 +11,0 @@\n-c\n");
        let file = Path::new("x.go");
        assert!(!changed.touches(file, 1, 3));
        assert!(changed.touches(file, 5, 5));
        assert!(!changed.touches(file, 6, 10));
        assert!(changed.touches(file, 12, 12));
        assert!(!changed.touches(Path::new("y.go"), 4, 4));
    }

    #[test]
    fn a_release_that_is_taken_out_is_in_the_way_around_it() {
        let file = Path::new("x.go");
        let changed = parse("diff --git a/x.go b/x.go\n--- a/x.go\n+++ b/x.go\n@@ -9 +8,0 @@\n-\tdefer f.Close()\n");
        assert!(changed.takes_out(file, 5, 12));
        assert!(!changed.takes_out(file, 9, 12));
        assert!(!changed.takes_out(file, 2, 8));
        let changed = parse("--- a/x.go\n+++ b/x.go\n@@ -9 +9 @@\n-\tlog(\"x\")\n+\tlog(\"y\")\n");
        assert!(!changed.takes_out(file, 5, 12));
        // A line that begins with two signs is text, and no name of a file.
        let changed = parse("--- a/x.go\n+++ b/x.go\n@@ -9 +9 @@\n--- f.close()\n+++ y.go\n@@ -20 +20 @@\n-a\n+b\n");
        assert!(changed.takes_out(file, 5, 12) && changed.touches(file, 20, 20));
    }
}
