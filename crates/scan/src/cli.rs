//! The words of the command, and its exit codes: 0 nothing found, 1 findings, 2 wrong arguments, 3 it failed.

use clap::{Parser, ValueEnum};
use scan::{
    Finding, Level, Options, Outcome, baseline,
    changed::{self, Changed},
    learn, measure,
    names::{self, Names},
    report,
    rules::{RULES, unknown},
};
use std::{
    collections::{BTreeSet, HashSet},
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Finds lifecycle hazards in Go and Rust: locks, cleanup, channels, contexts, child processes.
///
/// It reads source files. It builds nothing, runs nothing of them and needs no network. Each finding shows the lines of
/// the path that leads there, what a user sees of it, the question to ask in a review, and the words to say it.
#[derive(Debug, Parser)]
#[command(name = "exit-path-scan", version)]
pub(crate) struct Words {
    /// Files and folders; without one, the current folder. git is asked about the repository around the first one.
    paths: Vec<PathBuf>,
    /// Only this rule, or all rules of this hazard. May be given more than once.
    #[arg(long, value_name = "ID")]
    rule: Vec<String>,
    /// Only what a change touches: the lines since the branch left this commit, and what is not committed.
    #[arg(long, value_name = "BASE")]
    changed: Option<String>,
    /// The form of the answer.
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Findings in this file are known. It names files from the root of the repository. It only shrinks: an entry that was looked
    /// for and is gone has to be taken out.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline: all findings where there is no file yet, otherwise without those that are gone. What the scan did not
    /// look at stays: other paths, other rules.
    #[arg(long, requires = "baseline", conflicts_with = "changed")]
    update_baseline: bool,
    /// Write the findings of the change to this file as a review, over what the file holds. Needs --changed. Without findings
    /// nothing is written.
    #[arg(long, value_name = "FILE", requires = "changed")]
    review: Option<PathBuf>,
    /// The form of --review: the body of the request to GitHub that creates a review, or a review sheet of the Exit Path workbook.
    #[arg(long, value_enum, default_value_t = ReviewForm::Github, requires = "review")]
    review_form: ReviewForm,
    /// Show advice as well: what is harmless, or likely so.
    #[arg(long)]
    advice: bool,
    /// Read tests as well.
    #[arg(long)]
    tests: bool,
    /// List the rules, each with its level, its languages and the question to ask.
    #[arg(long)]
    rules: bool,
    /// For maintainers: measure on labelled defects, with bare copies of their repositories in --repos.
    #[arg(long, value_name = "LABELS", requires = "repos", hide_short_help = true)]
    measure: Option<PathBuf>,
    /// For --measure: the folder with `owner+name` for each repository.
    #[arg(long, value_name = "DIR", hide_short_help = true)]
    repos: Option<PathBuf>,
}

/// Who reads the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A person.
    Human,
    /// A program.
    Json,
    /// GitHub code scanning, and editors.
    Sarif,
    /// Annotations of a GitHub workflow.
    Github,
}

/// What reads a review.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ReviewForm {
    /// The workbook.
    Sheet,
    /// GitHub.
    Github,
}

/// Does what the words say.
pub(crate) fn run(words: &Words) -> ExitCode {
    // The parser and the lowering go down as deep as the code does.
    let _ = rayon::ThreadPoolBuilder::new().stack_size(32 << 20).build_global();
    match answer(words) {
        Ok(code) => code,
        Err(Fault::Usage(text)) => {
            tell(&format!("error: {text}\n\nSee exit-path-scan --help.\n"));
            ExitCode::from(2)
        }
        Err(Fault::Failed(text)) => {
            tell(&format!("error: {text}\n"));
            ExitCode::from(3)
        }
        // The reader of the answer has left.
        Err(Fault::Gone) => ExitCode::from(3),
    }
}

enum Fault {
    Usage(String),
    Failed(String),
    Gone,
}

fn answer(words: &Words) -> Result<ExitCode, Fault> {
    for name in &words.rule {
        if !RULES.iter().any(|it| it.id == name || it.hazard() == name) {
            return Err(Fault::Usage(unknown(name)));
        }
    }
    if words.rules {
        return show(&rules()).map(|()| ExitCode::SUCCESS);
    }
    if let (Some(labels), Some(repos)) = (&words.measure, &words.repos) {
        let results = measure::measure(labels, repos).map_err(|it| Fault::Failed(it.to_string()))?;
        let text = match words.format {
            Format::Json => format!("{:#}\n", measure::rows(&results)),
            _ => measure::table(&results),
        };
        return show(&text).map(|()| ExitCode::SUCCESS);
    }
    let here = PathBuf::from(".");
    let paths = if words.paths.is_empty() { vec![here.clone()] } else { words.paths.clone() };
    if let Some(missing) = paths.iter().find(|it| it.symlink_metadata().is_err()) {
        return Err(Fault::Usage(format!("there is no file or folder {}", edge::Visible::visible(missing.as_path()))));
    }
    let names = Names::around(&paths[0]);
    let other = paths.iter().map(|it| Names::around(it)).find(|it| it.root() != names.root());
    if let Some(other) = other.filter(|_| words.changed.is_some() || words.baseline.is_some()) {
        return Err(Fault::Usage(format!(
            "the paths lie in two repositories, {} and {}: scan each by itself",
            edge::Visible::visible(names.root()),
            edge::Visible::visible(other.root())
        )));
    }
    let change = match &words.changed {
        Some(base) => Some(changed::since(base, names.root()).map_err(|it| Fault::Usage(it.to_string()))?),
        None => None,
    };
    let only: Option<HashSet<PathBuf>> =
        change.as_ref().map(|change| change.lines.keys().map(|it| names::absolute(&names.root().join(it))).collect());
    let options = Options { paths, rules: words.rule.clone(), with_tests: words.tests, only };
    let mut outcome = scan::scan(&options);
    if outcome.read.is_empty() && change.is_none() {
        for it in &outcome.notes {
            tell(&format!("{}: {}\n", it.file, it.what));
        }
        return Err(Fault::Usage("no Go or Rust file was read: name a folder or a file that has code".to_owned()));
    }
    let mut findings = std::mem::take(&mut outcome.findings);
    if let Some(file) = &words.baseline {
        findings = known(words, file, findings, &mut outcome, &names)?;
    }
    findings.retain(|it| words.advice || it.level != Level::Advice);
    if let Some(change) = &change {
        findings.retain(|it| is_of(change, it, &names));
    }
    if let (Some(file), Some(change)) = (&words.review, &change) {
        review(words, file, &findings, change, &names)?;
    }
    show(&form(words.format, &findings, &outcome, &names))?;
    if words.format != Format::Human {
        tell(&report::human::summary(&outcome, findings.len()));
    }
    Ok(if findings.is_empty() && outcome.gone.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// Takes out what the baseline knows, and writes it smaller where that is asked for. What is gone goes to the outcome.
fn known(
    words: &Words,
    file: &Path,
    findings: Vec<Finding>,
    outcome: &mut Outcome,
    names: &Names,
) -> Result<Vec<Finding>, Fault> {
    let fault = |it: baseline::Unusable| Fault::Failed(format!("{}: {it}", edge::Visible::visible(file)));
    let shown: Vec<Finding> = findings.iter().filter(|it| words.advice || it.level != Level::Advice).cloned().collect();
    let split = match baseline::split(file, findings, names) {
        Err(baseline::Unusable::Missing) if words.update_baseline => {
            let (_, count) = baseline::write(file, &shown, &[], names).map_err(fault)?;
            tell(&format!("the new baseline has {}\n", report::human::count(count, "finding")));
            return Ok(Vec::new());
        }
        other => other.map_err(fault)?,
    };
    // With only a part of a change in sight nobody knows what is gone.
    let read: BTreeSet<String> = outcome.files.iter().map(|it| names.of(it)).collect();
    let is_looked_for = |it: &baseline::Known| {
        let rules = &words.rule;
        let is_asked =
            rules.is_empty() || rules.iter().any(|id| *id == it.rule || Some(id.as_str()) == it.rule.split('/').next());
        let path = names.path(&it.file);
        let is_in_sight = words.paths.is_empty() && path.starts_with(names::absolute(Path::new(".")))
            || words.paths.iter().any(|it| path.starts_with(names::absolute(it)));
        is_asked && words.changed.is_none() && (read.contains(&it.file) || is_in_sight && !path.exists())
    };
    let gone: Vec<baseline::Known> = split.gone.into_iter().filter(is_looked_for).collect();
    if words.update_baseline {
        let (before, count) = baseline::write(file, &shown, &gone, names).map_err(fault)?;
        tell(&format!("the baseline had {}, and has {count}\n", report::human::count(before, "finding")));
    } else {
        outcome.gone = gone;
    }
    Ok(split.new)
}

/// Whether a change has to do with a finding: it touches a line of the path, or takes a release out of the way.
fn is_of(change: &Changed, it: &Finding, names: &Names) -> bool {
    let file = names.of(&it.file);
    let touches = |step: &scan::Step| {
        let other = step.file.as_ref().map(|it| names.of(it));
        change.touches(Path::new(other.as_ref().unwrap_or(&file)), step.line, step.line)
    };
    let (first, last) = it.lines();
    it.path.iter().any(touches) || change.takes_out(Path::new(&file), first, last)
}

/// Writes the review; a change without findings has none.
fn review(words: &Words, file: &Path, findings: &[Finding], change: &Changed, names: &Names) -> Result<(), Fault> {
    if findings.is_empty() {
        tell(&format!("no findings in the change: no review is written to {}\n", edge::Visible::visible(file)));
        return Ok(());
    }
    let findings = names.all(findings);
    let sheet = report::review::sheet(&findings, revision(&findings, change, names));
    sheet.check().map_err(|it| Fault::Failed(format!("the review: {it}")))?;
    let text = match words.review_form {
        ReviewForm::Sheet => serde_json::to_string_pretty(&sheet).map_err(|it| Fault::Failed(it.to_string()))?,
        ReviewForm::Github => format!("{:#}", report::review::github(&sheet, change)),
    } + "\n";
    edge::file::replace(file, text.as_bytes())
        .map_err(|it| Fault::Failed(format!("{}: the review cannot be written: {it}", edge::Visible::visible(file))))
}

/// What was reviewed: the commit before the change, and the files with findings as they are.
fn revision(findings: &[Finding], change: &Changed, names: &Names) -> String {
    let files: BTreeSet<&str> = findings.iter().map(|it| it.file.as_str()).collect();
    let mut head = String::new();
    for file in files {
        // A file that is gone by now has no text.
        let bytes = edge::file::bytes(names.path(file), edge::file::RECORD).unwrap_or_default();
        head += &format!("{file}\0{}\0", String::from_utf8_lossy(&bytes));
    }
    records::sheet::revision(&change.base, &head)
}

fn form(format: Format, findings: &[Finding], outcome: &Outcome, names: &Names) -> String {
    match format {
        Format::Human => {
            let is_here = learn::is_here();
            let mut text: String = findings.iter().map(|it| report::human::finding(it, is_here) + "\n").collect();
            text += &report::human::summary(outcome, findings.len());
            text
        }
        Format::Json => report::json::outcome(findings, outcome).to_string() + "\n",
        Format::Sarif => report::sarif::log(&names.all(findings), outcome, names).to_string() + "\n",
        Format::Github => {
            let findings = names.all(findings);
            let lines = findings.iter().map(report::github::annotation);
            lines.chain(outcome.gone.iter().map(report::github::gone)).collect()
        }
    }
}

fn rules() -> String {
    let cases = "A rule finds at most its level; where a fact is missing it asks, or advises.\n\n";
    let mut text = cases.to_owned();
    for rule in RULES {
        let question = learn::hazard(rule.hazard()).map_or("", |it| &it.question);
        text += &format!("{}\n  {}, {}\n", rule.id, rule.level.name(), rule.languages());
        for part in [rule.line.to_owned(), format!("ask: {question}")] {
            for line in edge::wrap::wrap(&part, 76) {
                text += &format!("  {line}\n");
            }
        }
    }
    text
}

fn show(text: &str) -> Result<(), Fault> {
    io::stdout().lock().write_all(text.as_bytes()).map_err(|_| Fault::Gone)
}

fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
