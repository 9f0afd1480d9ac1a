//! How a line of text names a change of another project: by its number, or by its commit.

use std::fmt;

/// How a text names a change.
pub(super) enum Mention<'a> {
    Commit(&'a str),
    /// The word in front of it, where that is a repository of the list.
    Number(Option<&'a str>, u32),
}

impl fmt::Display for Mention<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mention::Commit(commit) => write!(f, "commit {commit}"),
            Mention::Number(Some(repo), number) => write!(f, "{repo} #{number}"),
            Mention::Number(None, number) => write!(f, "#{number}"),
        }
    }
}

/// What a line names. A number without a name goes on with the repository before it; `is_repo` knows their names.
pub(super) fn of<'a>(line: &'a str, is_repo: &dyn Fn(&str) -> bool) -> Vec<Mention<'a>> {
    let mut mentions = Vec::new();
    let mut repo = None;
    for (at, _) in line.match_indices('#') {
        let digits = leading(&line[at + 1..], |c| c.is_ascii_digit());
        let before = &line[..at];
        let is_part = before.ends_with(|c: char| c.is_alphanumeric() || c == '&');
        let goes_on = line[at + 1 + digits.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '-');
        let Some(number) = digits.parse().ok().filter(|_| !is_part && !goes_on) else { continue };
        let before = before.trim_end_matches(['[', '(', ' ']);
        let word = before.rsplit(|c: char| !(c.is_alphanumeric() || "-/.".contains(c))).next().unwrap_or_default();
        repo = if is_repo(word) { Some(word) } else { repo };
        mentions.push(Mention::Number(repo, number));
    }
    let words = line.split(|c: char| !c.is_ascii_alphanumeric());
    mentions.extend(words.filter(|word| is_hash(word)).map(Mention::Commit));
    mentions
}

/// Seven digits and more, with a letter among them and a figure: a date is none, and no word is one.
fn is_hash(word: &str) -> bool {
    (7..=40).contains(&word.len())
        && word.bytes().all(|it| it.is_ascii_digit() || (b'a'..=b'f').contains(&it))
        && word.bytes().any(|it| it.is_ascii_digit())
        && word.bytes().any(|it| it.is_ascii_lowercase())
}

fn leading(text: &str, fits: impl Fn(char) -> bool) -> &str {
    &text[..text.find(|c| !fits(c)).unwrap_or(text.len())]
}
