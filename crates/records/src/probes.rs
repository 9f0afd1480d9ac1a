//! Fixes that no page shows: right ones of another shape, and mistakes of another kind. The contracts were wrong about
//! most of the wrong ones once, and about some of the right ones.
//!
//! `solutions/<slug>/probes/*.patch` are patches to `fixed.rs`, which they call `lib.rs`. Above the patch stand one sentence
//! that says what is different, and for a wrong one `breaks:` with a promise that it must break. Not here: what readers
//! learn from. That is a variant, with an entry in the record and a page.

use crate::Exercise;
use edge::file::RECORD;
use similar::{Algorithm, TextDiff};
use std::{
    fs, io,
    path::{Path, PathBuf},
};

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Probe {
    /// `wrong_look_then_kill`.
    pub name: String,
    /// What is different, in one sentence.
    pub what: String,
    /// The promise that it breaks. A right one keeps all of them.
    pub breaks: Option<String>,
    /// The patch.
    pub patch: PathBuf,
}

/// Those of one exercise, by name. Most have none.
///
/// # Errors
/// What cannot be read.
pub fn of(exercise: &Exercise) -> anyhow::Result<Vec<Probe>> {
    let mut patches = match fs::read_dir(exercise.probes_dir()) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?.map(|it| Ok(it?.path())).collect::<io::Result<Vec<PathBuf>>>()?,
    };
    patches.sort();
    patches.iter().map(|patch| Ok(read(patch, &edge::file::text(patch, RECORD)?))).collect()
}

fn read(patch: &Path, text: &str) -> Probe {
    let head = text.split("\n--- ").next().unwrap_or_default();
    let breaks = head.lines().find_map(|line| line.strip_prefix("breaks: "));
    let what: Vec<&str> = head.lines().take_while(|line| !line.trim().is_empty()).collect();
    Probe {
        name: patch.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        what: what.into_iter().filter(|line| !line.starts_with("breaks: ")).collect::<Vec<_>>().join(" "),
        breaks: breaks.map(|it| it.trim().to_owned()),
        patch: patch.to_owned(),
    }
}

/// The file of a probe: what is different, what it breaks, and the patch that makes `text` of `fixed`. Nothing where the two
/// are the same.
pub fn written(what: &str, breaks: Option<&str>, fixed: &str, text: &str) -> Option<String> {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(fixed, text);
    let patch = diff.unified_diff().context_radius(CONTEXT).header("a/lib.rs", "b/lib.rs").to_string();
    let breaks = breaks.map_or(String::new(), |it| format!("breaks: {it}\n"));
    (!patch.is_empty()).then(|| format!("{what}\n{breaks}\n{patch}"))
}

/// Lines around a change: enough to find the place again when `fixed.rs` moves.
const CONTEXT: usize = 2;

#[cfg(test)]
mod tests {
    use super::{read, written};
    use std::path::Path;

    #[test]
    fn the_head_says_what_it_is() {
        let patch = Path::new("/x/wrong_late.patch");
        let probe = read(patch, "It comes late.\n\nbreaks: in-time\n\n--- a/lib.rs\n+++ b/lib.rs\n breaks: no\n");
        assert_eq!((&*probe.name, &*probe.what), ("wrong_late", "It comes late."));
        assert_eq!(probe.breaks.as_deref(), Some("in-time"));
        let probe = read(Path::new("/x/right_early.patch"), "It comes early.\n\n--- a/lib.rs\n+breaks: in-time\n");
        assert_eq!((&*probe.what, probe.breaks), ("It comes early.", None));
    }

    #[test]
    fn what_is_written_reads_as_it_was() {
        let text = written("It comes late.", Some("in-time"), "a\nb\nc\n", "a\nB\nc\n").expect("they differ");
        assert!(text.ends_with("\n--- a/lib.rs\n+++ b/lib.rs\n@@ -1,3 +1,3 @@\n a\n-b\n+B\n c\n"), "{text}");
        let probe = read(Path::new("/x/wrong_late.patch"), &text);
        assert_eq!((&*probe.what, probe.breaks.as_deref()), ("It comes late.", Some("in-time")));
        let text = written("It comes early.", None, "a\n", "b\n").expect("they differ");
        assert_eq!(read(Path::new("/x/right_early.patch"), &text).breaks, None);
        assert_eq!(written("Nothing.", None, "a\n", "a\n"), None);
    }
}
