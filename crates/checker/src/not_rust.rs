//! A subject that the real compiler refuses: what is said of it.

use crate::{blame, explain, harness::Harness, rustc_check::RustcCheck, verdict::Judged};
use protocol::Verdict;
use records::Exercise;
use std::path::Path;

/// The file is not Rust, or it needs a crate that only the exercise's manifest has.
pub(crate) fn judge(exercise: &Exercise, harness: &Harness, rustc: &RustcCheck) -> Judged {
    let missing = explain::missing_crates(&rustc.errors, exercise);
    if !missing.is_empty() {
        return Judged::without_report(Verdict::NotModelled, missing);
    }
    if let Some(words) = unfinished_merge(exercise, &harness.subject) {
        return Judged::without_report(Verdict::DoesNotCompile, vec![words]);
    }
    let words = rustc.errors.iter().map(|error| error.shown(&harness.subject));
    let words = words.chain(rustc.crash.as_deref().map(blame::crashed)).collect();
    Judged::without_report(Verdict::DoesNotCompile, words)
}

/// Marks that git left in a file that is not Rust: one sentence about the cause, in the place of rustc's on its effects.
fn unfinished_merge(exercise: &Exercise, subject: &Path) -> Option<String> {
    let text = edge::file::text(subject, edge::file::SOURCE).ok()?;
    let begins =
        |line: &str, mark: &str| line.strip_prefix(mark).is_some_and(|it| it.is_empty() || it.starts_with(' '));
    let at = text.lines().position(|line| begins(line, "<<<<<<<"))?;
    text.lines().skip(at).any(|line| begins(line, ">>>>>>>")).then(|| {
        format!(
            "  src/lib.rs:{}: `<<<<<<<` is left of an unfinished merge\n  to fix: keep one side, and remove the marks; or \
             `cargo xtask reset {}`, which keeps your file",
            at + 1,
            exercise.short()
        )
    })
}
