//! The measurement on pairs: a label counts when the scanner reports inside its lines before the fix, and the report is
//! gone after it. Commits are read from bare copies of the repositories; nothing is checked out.

use crate::{Finding, Language, Level, rules::RULES, scan_texts};
use rayon::prelude::*;
use serde::Deserialize;
use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use thiserror::Error;

/// A fixed defect, by reference.
#[derive(Debug, Clone, Deserialize)]
pub struct Label {
    /// Its name.
    pub id: String,
    /// `owner/name`.
    pub repo: String,
    /// `go` or `rust`.
    pub language: String,
    /// The commit with the defect.
    pub before_commit: String,
    /// The file.
    pub path: String,
    /// The lines.
    pub lines: (u32, u32),
    /// The hazard.
    pub hazard: String,
    /// The commit without it.
    pub fix_commit: String,
    /// `S`: one function is enough to see it; `I`: several; `N`: not in the text.
    pub visible: String,
}

/// Why nothing was measured.
#[derive(Debug, Error)]
pub enum Failed {
    /// The labels cannot be read.
    #[error("{0}")]
    Unreadable(#[from] edge::Unreadable),
    /// The labels have another form.
    #[error("the labels: {0}")]
    Form(#[from] serde_json::Error),
    /// git does not do it.
    #[error("{0}: git does not show the folder of {1}")]
    Git(String, String),
}

/// What became of a label.
#[derive(Debug, Clone)]
pub struct Result {
    /// The label.
    pub label: Label,
    /// A report of its hazard inside its lines, before the fix.
    pub named: Option<String>,
    /// And it is gone after the fix.
    pub pair: bool,
    /// Any report inside its lines.
    pub touched: bool,
}

/// Reads the labels and measures them all.
///
/// # Errors
/// Labels that cannot be read, and a repository that is not in the folder.
pub fn measure(labels: &Path, repos: &Path) -> std::result::Result<Vec<Result>, Failed> {
    let labels: Vec<Label> = serde_json::from_str(&edge::file::text(labels, edge::file::RECORD)?)?;
    labels.into_par_iter().map(|label| one(label, repos)).collect()
}

fn one(label: Label, repos: &Path) -> std::result::Result<Result, Failed> {
    let language = if label.language == "go" { Language::Go } else { Language::Rust };
    let findings = |commit: &str| -> std::result::Result<Vec<Finding>, Failed> {
        let texts =
            folder(repos, &label, commit, language).ok_or_else(|| Failed::Git(label.id.clone(), label.repo.clone()))?;
        let mut outcome = scan_texts(language, texts, &[]);
        outcome.findings.retain(|it| it.level != Level::Advice && it.file == label.path);
        Ok(outcome.findings)
    };
    let (before, after) = (findings(&label.before_commit)?, findings(&label.fix_commit)?);
    let is_inside = |it: &&Finding| {
        let lines = it.path.iter().filter(|it| it.file.is_none()).map(|it| it.line).chain([it.line]);
        lines.into_iter().any(|it| it >= label.lines.0 && it <= label.lines.1)
    };
    let inside: Vec<&Finding> = before.iter().filter(is_inside).collect();
    let same = |all: &[Finding], it: &Finding| {
        all.iter()
            .filter(|other| other.rule == it.rule && other.function == it.function && other.what == it.what)
            .count()
    };
    let of_rule = |all: &[Finding], rule: &str| all.iter().filter(|it| it.rule == rule).count();
    let is_gone =
        |it: &&&Finding| same(&after, it) < same(&before, it) && of_rule(&after, it.rule) < of_rule(&before, it.rule);
    let named: Vec<&&Finding> = inside.iter().filter(|it| it.hazard() == label.hazard).collect();
    let gone = named.iter().copied().find(is_gone);
    Ok(Result {
        named: gone.or(named.first().copied()).map(|it| it.rule.to_owned()),
        pair: gone.is_some(),
        touched: !inside.is_empty(),
        label,
    })
}

/// The files of the label's folder at a commit.
fn folder(repos: &Path, label: &Label, commit: &str, language: Language) -> Option<Vec<(String, Vec<u8>)>> {
    let mut repo = repos.join(label.repo.replace('/', "+"));
    if repo.join("repo").is_dir() {
        repo.push("repo");
    }
    let dir = Path::new(&label.path).parent().unwrap_or(Path::new("")).to_owned();
    let tree = if dir.as_os_str().is_empty() { commit.to_owned() } else { format!("{commit}:{}", dir.to_str()?) };
    let list = git(&repo, &["ls-tree", "--name-only", "-z", &tree], &[])?;
    let names: Vec<PathBuf> = String::from_utf8(list)
        .ok()?
        .split('\0')
        .map(|it| dir.join(it))
        .filter(|it| Language::of(it) == Some(language) && !it.to_string_lossy().ends_with("_test.go"))
        .collect();
    let asked: String = names.iter().fold(String::new(), |mut text, it| {
        let _ = writeln!(text, "{commit}:{}", it.to_string_lossy());
        text
    });
    let answer = git(&repo, &["cat-file", "--batch"], asked.as_bytes())?;
    let mut texts = Vec::new();
    let mut rest = answer.as_slice();
    for name in names {
        let end = rest.iter().position(|it| *it == b'\n')?;
        let head = std::str::from_utf8(&rest[..end]).ok()?;
        rest = &rest[end + 1..];
        let Some(size) = head.rsplit(' ').next().and_then(|it| it.parse::<usize>().ok()) else { continue };
        texts.push((name.to_string_lossy().into_owned(), rest.get(..size)?.to_vec()));
        rest = rest.get(size + 1..)?;
    }
    Some(texts)
}

fn git(repo: &Path, words: &[&str], input: &[u8]) -> Option<Vec<u8>> {
    let mut child = Command::new("git")
        .arg("--git-dir")
        .arg(repo)
        .args(words)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let mut stdin = child.stdin.take()?;
    let input = input.to_vec();
    // A thread of its own: git answers while it is asked, and both pipes have a bound.
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().ok()?;
    writer.join().ok()?.ok()?;
    output.status.success().then_some(output.stdout)
}

/// The hazards of the first six rules, which have a goal.
fn has_goal(hazard: &str) -> bool {
    matches!(
        hazard,
        "skipped-cleanup" | "double-lock" | "read-lock-reentry" | "sender-leak" | "cancelled-context" | "double-close"
    )
}

/// The results as text: the sums first, each label below.
pub fn table(results: &[Result]) -> String {
    let mut text = String::new();
    let mut sum = |name: &str, keep: &dyn Fn(&Label) -> bool| {
        let all: Vec<&Result> = results.iter().filter(|it| keep(&it.label)).collect();
        let (named, pairs) =
            (all.iter().filter(|it| it.named.is_some()).count(), all.iter().filter(|it| it.pair).count());
        let share = (pairs * 100).checked_div(all.len()).unwrap_or(0);
        let _ =
            writeln!(text, "{name:<44} {:>4} labels  {named:>3} named  {pairs:>3} by pair  {share:>3} %", all.len());
    };
    for language in ["go", "rust"] {
        sum(&format!("{language}, first six rules, class S"), &|it| {
            it.language == language && it.visible == "S" && has_goal(&it.hazard)
        });
        sum(&format!("{language}, class S"), &|it| it.language == language && it.visible == "S");
        sum(&format!("{language}, all"), &|it| it.language == language);
    }
    sum("first six rules, class S", &|it| it.visible == "S" && has_goal(&it.hazard));
    let mut hazards: BTreeMap<(&str, &str), ()> = BTreeMap::new();
    for it in results {
        hazards.insert((&it.label.hazard, &it.label.language), ());
    }
    for (hazard, language) in hazards.into_keys() {
        sum(&format!("  {hazard}, {language}"), &|it| it.hazard == hazard && it.language == language);
    }
    for it in results {
        let said = match (&it.named, it.pair) {
            (Some(rule), true) => format!("pair   {rule}"),
            (Some(rule), false) => format!("stays  {rule}"),
            (None, _) if it.touched => "other rule".to_owned(),
            (None, _) => "-".to_owned(),
        };
        let label = &it.label;
        let _ = writeln!(text, "{} {} {:<20} {} {said}", label.id, label.visible, label.hazard, label.language);
    }
    text
}

/// The sums for each hazard and language, for the page.
pub fn rows(results: &[Result]) -> serde_json::Value {
    let mut rows: BTreeMap<(&str, &str), [usize; 4]> = BTreeMap::new();
    for it in results {
        let row = rows.entry((&it.label.hazard, &it.label.language)).or_default();
        let counts = [true, it.label.visible == "S", it.named.is_some(), it.pair];
        for (sum, counts) in row.iter_mut().zip(counts) {
            *sum += usize::from(counts);
        }
    }
    let goal: Vec<&Result> =
        results.iter().filter(|it| it.label.visible == "S" && has_goal(&it.label.hazard)).collect();
    let part = |language: &str| {
        let all = goal.iter().filter(|it| it.label.language == language);
        serde_json::json!({ "labels": all.clone().count(), "pairs": all.filter(|it| it.pair).count() })
    };
    serde_json::json!({
        "goal_by_language": { "go": part("go"), "rust": part("rust") },
        "hazards": rows.iter().map(|((hazard, language), [labels, small, named, pairs])| serde_json::json!({
            "hazard": hazard, "language": language, "labels": labels, "one_function": small, "named": named, "pairs": pairs,
        })).collect::<Vec<_>>(),
        "goal": { "labels": goal.len(), "pairs": goal.iter().filter(|it| it.pair).count() },
    })
}

/// The ids of the rules, for a message.
pub fn known_rules() -> Vec<&'static str> {
    RULES.iter().map(|it| it.id).collect()
}
