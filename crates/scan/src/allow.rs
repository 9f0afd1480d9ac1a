//! `// exit-path: allow(rule) reason`: on the line of a finding, or on the line above it. Without a reason it allows
//! nothing, and is named; so is one that allows nothing any more.

use crate::{Finding, rules::RULES};

/// One comment.
#[derive(Debug)]
pub(crate) struct Allow {
    line: u32,
    rule: String,
    reason: String,
    /// Nothing but the comment stands on its line.
    alone: bool,
}

const WORD: &str = "exit-path: allow(";

/// Whether the words occur at all: most files have none, and need no look at their comments.
pub(crate) fn may_have(bytes: &[u8]) -> bool {
    bytes.windows(WORD.len()).any(|it| it == WORD.as_bytes())
}

/// The comments of a file. `lines` says where real comments begin: the words in a text are none.
pub(crate) fn comments(bytes: &[u8], lines: &[u32]) -> Vec<Allow> {
    let mut all = Vec::new();
    if lines.is_empty() {
        return all;
    }
    for (at, line) in bytes.split(|it| *it == b'\n').enumerate() {
        if !lines.contains(&(u32::try_from(at).unwrap_or(0) + 1)) {
            continue;
        }
        let line = String::from_utf8_lossy(line);
        let Some(start) = line.find("//") else { continue };
        let comment = line[start..].trim_start_matches('/').trim_start();
        let Some(rest) = comment.strip_prefix(WORD) else { continue };
        let (rule, reason) = rest.split_once(')').unwrap_or((rest, ""));
        all.push(Allow {
            line: u32::try_from(at).unwrap_or(0) + 1,
            rule: rule.trim().to_owned(),
            reason: reason.trim().to_owned(),
            alone: line[..start].trim().is_empty(),
        });
    }
    all
}

impl Allow {
    fn covers(&self, finding: &Finding) -> bool {
        let place = if self.alone { self.line + 1 == finding.line } else { self.line == finding.line };
        place && !self.reason.is_empty() && (self.rule == finding.rule || self.rule == finding.hazard())
    }
}

/// The reason that allows this finding.
pub(crate) fn reason(comments: &[Allow], finding: &Finding) -> Option<String> {
    comments.iter().find(|it| it.covers(finding)).map(|it| it.reason.clone())
}

/// Comments that do not do what they say. `all_rules`: every rule ran, so one that allows nothing is not needed.
pub(crate) fn problems(
    comments: &[Allow],
    allowed: &[(Finding, String)],
    file: &str,
    all_rules: bool,
) -> Vec<(u32, String)> {
    let mut problems = Vec::new();
    for it in comments {
        let is_known = RULES.iter().any(|rule| rule.id == it.rule || rule.id.split('/').next() == Some(&it.rule));
        if !is_known {
            problems.push((it.line, format!("no rule is called `{}`", it.rule)));
        } else if it.reason.is_empty() {
            problems.push((it.line, "`allow` without a reason allows nothing: write why, after the bracket".into()));
        } else if all_rules && !allowed.iter().any(|(finding, _)| finding.file == file && it.covers(finding)) {
            problems.push((it.line, format!("`allow({})` allows nothing here: remove it", it.rule)));
        }
    }
    problems
}
