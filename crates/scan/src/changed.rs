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
    /// git refuses.
    #[error("git: {0}")]
    Refused(String),
}

/// The changed lines of each file, by the path from the current folder.
#[derive(Debug, Default, Clone)]
pub struct Changed {
    /// The commit before the change.
    pub base: String,
    /// Ranges, first and last line, from 1.
    pub lines: HashMap<PathBuf, Vec<(u32, u32)>>,
}

impl Changed {
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
    let merge_base = git(folder, ["merge-base", "--end-of-options", base, "HEAD"])
        .map(|it| it.trim().to_owned())
        .or_else(|_| git(folder, ["rev-parse", "--verify", "--end-of-options", &format!("{base}^{{commit}}")]))?;
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
    for line in diff.lines() {
        if let Some(name) = line.strip_prefix("+++ ") {
            file = name.strip_prefix("b/").map(|it| PathBuf::from(it.trim_end_matches('\t')));
        } else if let (Some(hunk), Some(file)) = (line.strip_prefix("@@ "), &file) {
            let Some(new) = hunk.split(' ').find_map(|it| it.strip_prefix('+')) else { continue };
            let (start, count) = new.split_once(',').unwrap_or((new, "1"));
            let (Ok(start), Ok(count)) = (start.parse::<u32>(), count.parse::<u32>()) else { continue };
            // Lines that were only taken out touch the one before and the one after.
            let range = if count == 0 { (start.max(1), start + 1) } else { (start, start + count - 1) };
            changed.lines.entry(file.clone()).or_default().push(range);
        }
    }
    changed
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
}
