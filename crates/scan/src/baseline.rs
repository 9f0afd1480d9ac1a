//! A baseline: findings that are known and may stay for now. It only shrinks. A finding that is gone must be taken out,
//! and none is ever added by the scanner once the file exists. Of what a scan did not look at, it says nothing.

use crate::{Finding, names::Names};
use serde::{Deserialize, Serialize};
use std::path::Path;
use thiserror::Error;

/// Why a baseline cannot be used.
#[derive(Debug, Error)]
pub enum Unusable {
    /// There is none.
    #[error("there is no such file; --update-baseline writes the first one")]
    Missing,
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] edge::Unreadable),
    /// It is not one.
    #[error(
        "this is no baseline of the scanner ({0}); give the right file, or delete it and write it anew with --update-baseline"
    )]
    Form(#[from] serde_json::Error),
    /// It cannot be written.
    #[error("it cannot be written: {0}")]
    Unwritable(#[from] std::io::Error),
}

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    findings: Vec<Known>,
}

/// A finding without its lines: those move.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Known {
    /// The file, as [`Names`] has it.
    pub file: String,
    /// The rule.
    pub rule: String,
    /// The function.
    pub function: String,
    /// The sentence.
    pub what: String,
    /// Why it may stay, where somebody has written it. Kept when the file shrinks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Known {
    /// A finding, with its file as the baseline names it.
    pub fn of(it: &Finding, names: &Names) -> Known {
        Known {
            file: names.of(&it.file),
            rule: it.rule.to_owned(),
            function: it.function.clone(),
            what: it.what.clone(),
            reason: None,
        }
    }

    fn is(&self, other: &Known) -> bool {
        (&self.file, &self.rule, &self.function, &self.what) == (&other.file, &other.rule, &other.function, &other.what)
    }
}

/// What a baseline does to findings.
#[derive(Debug, Default)]
pub struct Split {
    /// Not in the baseline.
    pub new: Vec<Finding>,
    /// How many it covers.
    pub known: usize,
    /// In the baseline, and not found. Whether the scan looked for it, the caller knows.
    pub gone: Vec<Known>,
}

fn read(file: &Path) -> Result<Vec<Known>, Unusable> {
    match edge::file::text(file, edge::file::RECORD) {
        Ok(text) => Ok(serde_json::from_str::<File>(&text)?.findings),
        Err(error) if error.is_missing() => Err(Unusable::Missing),
        Err(error) => Err(error.into()),
    }
}

/// Takes out what the baseline knows. Each entry covers one finding.
///
/// # Errors
/// A file that is no baseline.
pub fn split(file: &Path, findings: Vec<Finding>, names: &Names) -> Result<Split, Unusable> {
    let mut left = read(file)?;
    let mut split = Split::default();
    for finding in findings {
        match left.iter().position(|it| it.is(&Known::of(&finding, names))) {
            Some(at) => {
                left.swap_remove(at);
                split.known += 1;
            }
            None => split.new.push(finding),
        }
    }
    left.sort_unstable();
    split.gone = left;
    Ok(split)
}

/// Writes a first baseline with `findings`, or takes entries out of an old one: those that are `gone`. Nothing is added to an
/// old one. Returns how many entries it had, and has.
///
/// # Errors
/// A file that is no baseline, or cannot be written.
pub fn write(file: &Path, findings: &[Finding], gone: &[Known], names: &Names) -> Result<(usize, usize), Unusable> {
    let (before, mut known) = match read(file) {
        Ok(mut old) => {
            let before = old.len();
            for it in gone {
                if let Some(at) = old.iter().position(|old| old == it) {
                    old.swap_remove(at);
                }
            }
            (before, old)
        }
        Err(Unusable::Missing) => (0, findings.iter().map(|it| Known::of(it, names)).collect()),
        Err(error) => return Err(error),
    };
    known.sort_unstable();
    let text = serde_json::to_string_pretty(&File { findings: known.clone() })? + "\n";
    edge::file::replace(file, text.as_bytes())?;
    Ok((before, known.len()))
}
