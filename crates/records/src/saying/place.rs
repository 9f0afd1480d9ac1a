//! Where a sentence about code belongs: a scenario, a file of it, lines. And the names of code in a sentence.

use serde::{Deserialize, Serialize};

/// The code that a sentence is about.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Passage {
    /// `exercise-2`.
    pub scenario: String,
    /// The file: a variant of that scenario.
    #[serde(default = "pull_request")]
    pub variant: String,
    /// First and last line in it, where the sentence is a comment on code.
    pub lines: Option<[u32; 2]>,
    /// Names that the sentence proposes, and the file does not have yet.
    #[serde(default)]
    pub proposes: Vec<String>,
}

fn pull_request() -> String {
    "buggy".to_owned()
}

/// The names between backticks in `text`, in order: `` `exits.early` `` has two.
pub fn names(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.flat_map(identifiers).collect()
}

/// The identifiers of some code, in order. A number is none, and neither is a lone `_`.
pub fn identifiers(code: &str) -> impl Iterator<Item = &str> {
    let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| word.starts_with(|c: char| c.is_alphabetic() || c == '_') && *word != "_")
}

#[cfg(test)]
mod tests {
    use super::{identifiers, names};

    #[test]
    fn only_what_stands_between_backticks_is_a_name() {
        assert_eq!(names("when `exits.early` meets `Err(_)` on line 5"), ["exits", "early", "Err"]);
        assert_eq!(names("no code here"), Vec::<&str>::new());
        assert_eq!(identifiers("timeout(0, x_2)").collect::<Vec<_>>(), ["timeout", "x_2"]);
    }
}
