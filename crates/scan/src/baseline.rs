//! A baseline: findings that are known and may stay for now. It only shrinks. A finding that is gone must be taken out,
//! and none is ever added by the scanner once the file exists.

use crate::Finding;
use serde::{Deserialize, Serialize};
use std::path::Path;
use thiserror::Error;

/// Why a baseline cannot be used.
#[derive(Debug, Error)]
pub enum Unusable {
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] edge::Unreadable),
    /// It is not one.
    #[error("it is no baseline of this scanner: {0}")]
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
    /// The file.
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
    fn is(&self, other: &Known) -> bool {
        (&self.file, &self.rule, &self.function, &self.what) == (&other.file, &other.rule, &other.function, &other.what)
    }
}

impl From<&Finding> for Known {
    fn from(it: &Finding) -> Known {
        Known {
            file: it.file.clone(),
            rule: it.rule.to_owned(),
            function: it.function.clone(),
            what: it.what.clone(),
            reason: None,
        }
    }
}

/// What a baseline does to findings.
#[derive(Debug, Default)]
pub struct Split {
    /// Not in the baseline.
    pub new: Vec<Finding>,
    /// How many it covers.
    pub known: usize,
    /// In the baseline, and no longer found.
    pub gone: Vec<Known>,
}

/// Takes out what the baseline knows. Each entry covers one finding.
///
/// # Errors
/// A file that is no baseline.
pub fn split(file: &Path, findings: Vec<Finding>) -> Result<Split, Unusable> {
    let text = edge::file::text(file, edge::file::RECORD)?;
    let mut left = serde_json::from_str::<File>(&text)?.findings;
    let mut split = Split::default();
    for finding in findings {
        match left.iter().position(|it| it.is(&Known::from(&finding))) {
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

/// Writes a first baseline, or a smaller one: entries that are gone are taken out, nothing is added to an old one.
/// Returns how many entries it has.
///
/// # Errors
/// A file that is no baseline, or cannot be written.
pub fn write(file: &Path, findings: &[Finding]) -> Result<usize, Unusable> {
    let mut known: Vec<Known> = findings.iter().map(Known::from).collect();
    match edge::file::text(file, edge::file::RECORD) {
        Ok(text) => {
            let mut old = serde_json::from_str::<File>(&text)?.findings;
            known.retain_mut(|it| match old.iter().position(|old| old.is(it)) {
                Some(at) => {
                    it.reason = old.swap_remove(at).reason;
                    true
                }
                None => false,
            });
        }
        Err(error) if error.is_missing() => {}
        Err(error) => return Err(error.into()),
    }
    known.sort_unstable();
    let text = serde_json::to_string_pretty(&File { findings: known.clone() })? + "\n";
    edge::file::replace(file, text.as_bytes())?;
    Ok(known.len())
}
