//! `// exit-path: allow(rule) reason`: on the line of a finding, or on the line above it. Without a reason it allows
//! nothing, and is named; so is one that allows nothing any more, and one that means to allow and says it in other words.

use crate::{
    Finding,
    rules::{self, RULES},
};

/// A comment of a file, wherever it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Comment {
    /// The first line and the last one, from 1.
    pub(crate) lines: (u32, u32),
    /// Nothing but the comment stands before it on its line.
    pub(crate) alone: bool,
    /// With its signs.
    pub(crate) text: String,
}

/// One rule that a comment allows.
#[derive(Debug)]
pub(crate) struct Allow {
    /// The line where the comment begins.
    line: u32,
    /// The line that it is about.
    about: u32,
    said: Said,
}

#[derive(Debug)]
enum Said {
    Allow {
        rule: String,
        reason: String,
    },
    /// It speaks to the scanner, in words that the scanner does not know.
    Other(String),
}

const WORD: &[u8] = b"exit-path:";
const FORM: &str = "`// exit-path: allow(rule) reason`";

/// Whether the words occur at all: most files have none, and need no look at their comments.
pub(crate) fn may_have(bytes: &[u8]) -> bool {
    bytes.windows(WORD.len()).any(|it| it == WORD)
}

/// What the comments say to the scanner. Words in the middle of a sentence say nothing; behind a comment of another tool they
/// do.
pub(crate) fn allows(comments: &[Comment]) -> Vec<Allow> {
    comments.iter().flat_map(said).collect()
}

fn said(comment: &Comment) -> Vec<Allow> {
    let is_head = |it: &usize| {
        let before = comment.text[..*it].trim_end();
        let opened = ["//", "/*"].iter().find_map(|sign| before.strip_suffix(*sign));
        // In a page that quotes the form, the quotation mark stands before the sign.
        before.trim_start_matches(['/', '*', '!']).is_empty()
            || opened.is_some_and(|it| it.ends_with(char::is_whitespace))
    };
    let Some(at) = comment.text.match_indices("exit-path:").map(|it| it.0).find(is_head) else { return Vec::new() };
    let about = if comment.alone { comment.lines.1 + 1 } else { comment.lines.0 };
    let one = |said| Allow { line: comment.lines.0, about, said };
    let rest = comment.text[at + WORD.len()..].trim_end_matches("*/").trim();
    let (word, rest) = rest.split_at(rest.find(|it: char| !it.is_alphanumeric()).unwrap_or(rest.len()));
    if word != "allow" {
        return vec![one(Said::Other(format!("`exit-path: {word}` means nothing to the scanner: write {FORM}")))];
    }
    let Some((list, reason)) = rest.trim_start().strip_prefix('(').and_then(|it| it.split_once(')')) else {
        return vec![one(Said::Other(format!("`allow` without a rule in brackets allows nothing: write {FORM}")))];
    };
    list.split(',')
        .map(|it| one(Said::Allow { rule: it.trim().to_owned(), reason: reason.trim().to_owned() }))
        .collect()
}

impl Allow {
    fn covers(&self, finding: &Finding) -> bool {
        let Said::Allow { rule, reason } = &self.said else { return false };
        self.about == finding.line && !reason.is_empty() && (rule == finding.rule || rule == finding.hazard())
    }
}

/// The reason that allows this finding.
pub(crate) fn reason(comments: &[Allow], finding: &Finding) -> Option<String> {
    comments.iter().find(|it| it.covers(finding)).and_then(|it| match &it.said {
        Said::Allow { reason, .. } => Some(reason.clone()),
        Said::Other(_) => None,
    })
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
        let (rule, reason) = match &it.said {
            Said::Allow { rule, reason } => (rule, reason),
            Said::Other(problem) => {
                problems.push((it.line, problem.clone()));
                continue;
            }
        };
        let is_known = RULES.iter().any(|it| it.id == rule || it.hazard() == rule);
        if !is_known {
            problems.push((it.line, rules::unknown(rule)));
        } else if reason.is_empty() {
            problems.push((it.line, "`allow` without a reason allows nothing: write why, after the bracket".into()));
        } else if all_rules && !allowed.iter().any(|(finding, _)| finding.file == file && it.covers(finding)) {
            problems.push((it.line, format!("`allow({rule})` allows nothing here: remove it")));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::{Comment, Said, allows};

    fn said(text: &str) -> Vec<String> {
        let comment = Comment { lines: (4, 4), alone: false, text: text.to_owned() };
        let all = allows(&[comment]).into_iter().map(|it| match it.said {
            Said::Allow { rule, reason } => format!("{rule}={reason}"),
            Said::Other(problem) => format!("? {problem}"),
        });
        all.collect()
    }

    #[test]
    fn each_spelling_allows_or_is_named() {
        for text in [
            "// exit-path: allow(double-lock) why",
            "//exit-path:allow(double-lock) why",
            "/* exit-path: allow(double-lock) why */",
            "//nolint:x // exit-path: allow(double-lock) why",
            "/// exit-path: allow (double-lock) why",
        ] {
            assert_eq!(said(text), ["double-lock=why"], "{text}");
        }
        assert_eq!(said("// exit-path: allow(double-lock, sender-leak) why"), ["double-lock=why", "sender-leak=why"]);
        assert!(said("// exit-path: allow double-lock why")[0].starts_with("? `allow` without a rule"));
        assert!(said("// exit-path: ignore(double-lock) why")[0].starts_with("? `exit-path: ignore` means nothing"));
        assert_eq!(said("// as in exit-path: allow(double-lock) why"), Vec::<String>::new());
        assert_eq!(said("// the page of exit-path: it says more"), Vec::<String>::new());
        assert_eq!(said("//! `// exit-path: allow(rule) reason`: on the line"), Vec::<String>::new());
    }
}
