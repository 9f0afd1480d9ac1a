//! The hazards of the atlas, found in Go and Rust without building or running a line of it.
//!
//! [`scan`] reads files (`files`, `parse`), lowers functions to graphs of events (`go`, `rust`, [`ir`]), puts them into
//! packages (`package`) and asks the [`rules`]. [`report`] gives the answer a form. Nothing here prints; `main` does.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

mod allow;
pub mod baseline;
pub mod changed;
mod elsewhere;
mod files;
pub mod finding;
mod flow;
mod go;
pub mod ir;
pub mod learn;
mod limits;
pub mod measure;
pub mod names;
mod package;
mod parse;
mod released;
pub mod report;
pub mod rules;
mod rust;
mod source;

pub use finding::{Finding, Level, Step};
pub use parse::Language;

use elsewhere::{Answers, Module};
use package::Package;
use rayon::prelude::*;
use rules::{RULES, Report};
use source::Declared;
use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    path::{Path, PathBuf},
};

/// What to scan, and for what.
#[derive(Debug, Default)]
pub struct Options {
    /// Files and folders.
    pub paths: Vec<PathBuf>,
    /// Ids of rules, or hazards; empty for all.
    pub rules: Vec<String>,
    /// Read tests as well.
    pub with_tests: bool,
    /// Only packages with one of these files, by their whole paths.
    pub only: Option<HashSet<PathBuf>>,
}

/// What was seen.
#[derive(Debug, Default)]
pub struct Outcome {
    /// By file and line. Those that a comment allows are not here.
    pub findings: Vec<Finding>,
    /// Findings that a comment allows, with the reason.
    pub allowed: Vec<(Finding, String)>,
    /// Files, functions and comments that were not read as they should be: each with a reason.
    pub notes: Vec<Note>,
    /// Files that were read, and their lines of code, by language.
    pub read: BTreeMap<Language, (usize, usize)>,
    /// The files that were read, as findings name them.
    pub files: BTreeSet<String>,
    /// Entries of the baseline whose findings are gone.
    pub gone: Vec<baseline::Known>,
    /// Tests that were left out.
    pub tests: usize,
    /// Generated files that were left out.
    pub generated: usize,
}

/// Something that the reader must know of what was not scanned.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// Where.
    pub file: String,
    /// The line, or 0.
    pub line: u32,
    /// What.
    pub what: String,
}

/// Scans.
pub fn scan(options: &Options) -> Outcome {
    let files = files::files(&options.paths, options.with_tests);
    let mut outcome = Outcome { tests: files.tests, ..Outcome::default() };
    for (file, why) in files.unread {
        outcome.notes.push(Note { file: shown(&file), line: 0, what: why });
    }
    let mut groups: BTreeMap<(PathBuf, Language), Vec<PathBuf>> = BTreeMap::new();
    for (file, language) in files.files {
        let folder = file.parent().unwrap_or(Path::new("")).to_owned();
        groups.entry((folder, language)).or_default().push(file);
    }
    if let Some(only) = &options.only {
        groups.retain(|(folder, _), files| {
            let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder.as_path() };
            let folder = names::absolute(folder);
            files.iter().any(|it| it.file_name().is_some_and(|it| only.contains(&folder.join(it))))
        });
    }
    let groups: Vec<_> = groups.into_iter().collect();
    let answers = Answers::default();
    let parts: Vec<Outcome> =
        groups.par_iter().map(|((_, language), files)| package(*language, files, options, &answers)).collect();
    for part in parts {
        outcome.join(part);
    }
    outcome.findings.sort_by(|a, b| (&a.file, a.line, a.rule, &a.what).cmp(&(&b.file, b.line, b.rule, &b.what)));
    outcome.notes.sort_unstable();
    outcome
}

/// Scans texts as one package: for tests and measurements.
pub fn scan_texts(language: Language, texts: Vec<(String, Vec<u8>)>, rules: &[String]) -> Outcome {
    let mut outcome = package_of(language, texts, rules, Declared::default());
    outcome.findings.sort_by(|a, b| (&a.file, a.line, a.rule, &a.what).cmp(&(&b.file, b.line, b.rule, &b.what)));
    outcome
}

/// The files of one folder.
fn package(language: Language, files: &[PathBuf], options: &Options, answers: &Answers) -> Outcome {
    let mut outcome = Outcome::default();
    let mut texts = Vec::new();
    for file in files {
        match edge::file::bytes(file, parse::SIZE) {
            Ok(bytes) if files::is_generated(file, &bytes) => outcome.generated += 1,
            Ok(bytes) => texts.push((shown(file), bytes)),
            Err(error) => {
                outcome.notes.push(Note { file: shown(file), line: 0, what: format!("not read: {}", error.fault) });
            }
        }
    }
    let module = files.first().filter(|_| language == Language::Go).and_then(|it| Module::around(it, answers));
    let go_minor = module.as_ref().and_then(|it| it.go_minor);
    let declared = Declared { go_minor, module, with_tests: options.with_tests, ..Declared::default() };
    outcome.join(package_of(language, texts, &options.rules, declared));
    outcome
}

fn package_of(language: Language, texts: Vec<(String, Vec<u8>)>, rules: &[String], mut declared: Declared) -> Outcome {
    let mut outcome = Outcome::default();
    let mut functions = Vec::new();
    let mut names = Vec::new();
    let mut allows = Vec::new();
    for (file, bytes) in texts {
        if let Err(error) = std::str::from_utf8(&bytes) {
            let line = bytes[..error.valid_up_to()].iter().filter(|it| **it == b'\n').count() + 1;
            let what = "not UTF-8 from here on; names in such lines are not read".to_owned();
            outcome.notes.push(Note { file: file.clone(), line: u32::try_from(line).unwrap_or(0), what });
        }
        match parse::file(language, bytes, names.len(), &mut functions, &mut declared) {
            Ok(parsed) => {
                let (files, lines) = outcome.read.entry(language).or_default();
                *files += 1;
                *lines += parsed.code;
                for line in parsed.errors {
                    let what = "the parser does not understand this place; the rest is read".to_owned();
                    outcome.notes.push(Note { file: file.clone(), line, what });
                }
                allows.push(allow::allows(&parsed.comments));
                outcome.files.insert(file.clone());
            }
            Err(error) => {
                outcome.notes.push(Note { file: file.clone(), line: 0, what: format!("not read: {error}") });
                allows.push(Vec::new());
            }
        }
        names.push(file);
    }
    for function in functions.iter().filter(|it| it.closure.is_none()) {
        let what = match function.unread {
            None => continue,
            Some(ir::Unread::Deep) => format!("`{}` is nested too deep, and is not read", function.name),
            Some(ir::Unread::Long) => format!("`{}` is too long, and is not read", function.name),
        };
        outcome.notes.push(Note { file: names[function.file].clone(), line: function.lines.0, what });
    }
    let package = Package::new(functions, declared);
    let mut report = Report::default();
    for run in RULES.iter().filter_map(|it| it.run) {
        run(&package, &mut report);
    }
    report.findings.retain(|it| is_asked(it.1.rule, rules));
    for (file, line, name) in report.unread {
        let what = format!("`{name}` has too many ways through it; some were not followed");
        outcome.notes.push(Note { file: names[file].clone(), line, what });
    }
    for (file, mut finding) in report.findings {
        finding.file.clone_from(&names[file]);
        for step in &mut finding.path {
            // A step in another file names it by its number until here.
            let other = step.file.as_ref().and_then(|it| it.strip_prefix('#')?.parse::<usize>().ok());
            step.file = other.and_then(|it| names.get(it).cloned());
        }
        match allow::reason(&allows[file], &finding) {
            Some(reason) => outcome.allowed.push((finding, reason)),
            None => outcome.findings.push(finding),
        }
    }
    for (file, comments) in allows.iter().enumerate() {
        for problem in allow::problems(comments, &outcome.allowed, &names[file], rules.is_empty()) {
            outcome.notes.push(Note { file: names[file].clone(), line: problem.0, what: problem.1 });
        }
    }
    outcome
}

/// Whether a rule is among those asked for: by its id, or by its hazard.
fn is_asked(id: &str, rules: &[String]) -> bool {
    rules.is_empty() || rules.iter().any(|it| it == id || id.split('/').next() == Some(it))
}

fn shown(path: &Path) -> String {
    path.to_string_lossy().trim_start_matches("./").to_owned()
}

impl Outcome {
    fn join(&mut self, other: Outcome) {
        self.findings.extend(other.findings);
        self.allowed.extend(other.allowed);
        self.notes.extend(other.notes);
        self.files.extend(other.files);
        self.generated += other.generated;
        for (language, (files, lines)) in other.read {
            let sum = self.read.entry(language).or_default();
            sum.0 += files;
            sum.1 += lines;
        }
    }
}
