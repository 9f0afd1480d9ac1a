//! The words of the command, and its exit codes: 0 nothing found, 1 findings, 2 wrong words, 3 it failed.

use clap::{Parser, ValueEnum};
use scan::{Finding, Level, Options, Outcome, baseline, changed, learn, measure, report, rules::RULES};
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
    /// Files and folders; without one, the current folder.
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
    /// Findings in this file are known. It only shrinks: one that is gone has to be taken out.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the baseline: all findings where there is no file yet, otherwise only fewer.
    #[arg(long, requires = "baseline")]
    update_baseline: bool,
    /// Write the findings of the change to this file as a review. Needs --changed.
    #[arg(long, value_name = "FILE", requires = "changed")]
    review: Option<PathBuf>,
    /// The form of --review: a sheet of the workbook, or the body of GitHub's request that creates a review.
    #[arg(long, value_enum, default_value_t = ReviewForm::Sheet, requires = "review")]
    review_form: ReviewForm,
    /// Show advice as well: what is harmless, or likely so.
    #[arg(long)]
    advice: bool,
    /// Read tests as well.
    #[arg(long)]
    tests: bool,
    /// List the rules.
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
            tell(&format!("error: {text}\n\nexit-path-scan --help lists the words.\n"));
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
        if !RULES.iter().any(|it| it.id == name || it.id.split('/').next() == Some(name)) {
            return Err(Fault::Usage(format!(
                "no rule is called `{name}`\n  known: {}",
                measure::known_rules().join(", ")
            )));
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
    let change = match &words.changed {
        Some(base) => Some(changed::since(base, &here).map_err(|it| Fault::Usage(it.to_string()))?),
        None => None,
    };
    let only: Option<HashSet<PathBuf>> = change.as_ref().map(|change| {
        let named =
            |it: &PathBuf| [it.clone(), Path::new(".").join(it), std::env::current_dir().unwrap_or_default().join(it)];
        change.lines.keys().flat_map(named).collect()
    });
    let options = Options { paths, rules: words.rule.clone(), with_tests: words.tests, only };
    let mut outcome = scan::scan(&options);
    let mut findings = std::mem::take(&mut outcome.findings);
    findings.retain(|it| words.advice || it.level != Level::Advice);
    if let Some(change) = &change {
        findings.retain(|it| it.path.iter().any(|step| change.touches(Path::new(&it.file), step.line, step.line)));
    }
    let mut gone = Vec::new();
    if let Some(file) = &words.baseline {
        if words.update_baseline {
            let count = baseline::write(file, &findings)
                .map_err(|it| Fault::Failed(format!("{}: {it}", file.to_string_lossy())))?;
            tell(&format!("the baseline has {count} findings\n"));
        }
        let split =
            baseline::split(file, findings).map_err(|it| Fault::Failed(format!("{}: {it}", file.to_string_lossy())))?;
        findings = split.new;
        // With only a part of the tree in sight nobody knows what is gone.
        if words.changed.is_none() && words.rule.is_empty() {
            gone = split.gone;
        }
    }
    if let (Some(file), Some(change)) = (&words.review, &change) {
        let sheet = report::review::sheet(&findings, revision(&findings, change));
        sheet.check().map_err(|it| Fault::Failed(format!("the review: {it}")))?;
        let text = match words.review_form {
            ReviewForm::Sheet => serde_json::to_string_pretty(&sheet).map_err(|it| Fault::Failed(it.to_string()))?,
            ReviewForm::Github => format!("{:#}", report::review::github(&sheet, change)),
        } + "\n";
        edge::file::replace(file, text.as_bytes())
            .map_err(|it| Fault::Failed(format!("{}: {it}", file.to_string_lossy())))?;
    }
    show(&form(words.format, &findings, &outcome))?;
    if words.format != Format::Human {
        tell(&report::human::summary(&outcome, findings.len()));
    }
    for it in &gone {
        tell(&format!(
            "gone: {} {} `{}` is in the baseline and is not found; run with --update-baseline\n",
            it.file, it.rule, it.function
        ));
    }
    Ok(if findings.is_empty() && gone.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// What was reviewed: the commit before the change, and the files with findings as they are.
fn revision(findings: &[Finding], change: &changed::Changed) -> String {
    let files: BTreeSet<&str> = findings.iter().map(|it| it.file.as_str()).collect();
    let mut head = String::new();
    for file in files {
        // A file that is gone by now has no text.
        let bytes = edge::file::bytes(file, edge::file::RECORD).unwrap_or_default();
        head += &format!("{file}\0{}\0", String::from_utf8_lossy(&bytes));
    }
    records::sheet::revision(&change.base, &head)
}

fn form(format: Format, findings: &[Finding], outcome: &Outcome) -> String {
    match format {
        Format::Human => {
            let mut text: String = findings.iter().map(|it| report::human::finding(it) + "\n").collect();
            text += &report::human::summary(outcome, findings.len());
            text
        }
        Format::Json => report::json::outcome(findings, outcome).to_string() + "\n",
        Format::Sarif => report::sarif::log(findings, outcome).to_string() + "\n",
        Format::Github => findings.iter().map(report::github::annotation).collect(),
    }
}

fn rules() -> String {
    let mut text = String::new();
    for rule in RULES {
        let question = learn::hazard(rule.id.split('/').next().unwrap_or(rule.id)).map_or("", |it| &it.question);
        text += &format!("{}\n  {}\n  ask: {question}\n", rule.id, rule.line);
    }
    text
}

fn show(text: &str) -> Result<(), Fault> {
    io::stdout().lock().write_all(text.as_bytes()).map_err(|_| Fault::Gone)
}

fn tell(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}
