//! What is wrong with the book. A problem is [`records::Problem`], as for records; here is how problems of
//! one build travel together, and how a part says that it cannot be rendered.

use crate::typed::typed;
use std::path::Path;
use thiserror::Error;

pub use records::Problem;

/// A problem of one line of a file, or of the whole file.
pub(crate) fn problem(file: &Path, line: Option<usize>, what: impl Into<String>, mend: impl Into<String>) -> Problem {
    Problem {
        file: file.to_owned(),
        line: line.and_then(|line| u32::try_from(line).ok()),
        what: what.into(),
        mend: mend.into(),
    }
}

/// Everything wrong with one build, as an error: a failed build returns it, and each caller shows the
/// problems in its own way.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.listed())]
pub struct Problems(pub Vec<Problem>);

impl Problems {
    /// All of them, each on lines of its own, and their number.
    fn listed(&self) -> String {
        // The command that mends one is typed as the course was.
        let problems: String = self.0.iter().map(|it| format!("{}\n", typed(&it.to_string()))).collect();
        let number = match self.0.len() {
            1 => "1 problem in the book".to_owned(),
            n => format!("{n} problems in the book"),
        };
        problems + &number
    }
}

/// Why a directive cannot be expanded, said by code that does not know where the directive stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// The directive itself is wrong: what, and what to write instead.
    Here(String, String),
    /// A file that the directive needs is wrong.
    Elsewhere(Problem),
    /// Several of these: all are reported, not only the first.
    Several(Vec<Fault>),
}

impl Fault {
    /// The directive itself is wrong.
    pub(crate) fn here(what: impl Into<String>, mend: impl Into<String>) -> Self {
        Fault::Here(what.into(), mend.into())
    }

    /// All that `parts` wrote, or everything that went wrong in them.
    pub(crate) fn gather(parts: impl Iterator<Item = Result<String, Fault>>) -> Result<String, Fault> {
        let (mut out, mut faults) = (String::new(), Vec::new());
        for part in parts {
            match part {
                Ok(text) => out.push_str(&text),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok(out) } else { Err(Fault::Several(faults)) }
    }

    /// A name that nobody knows; suggests the nearest, and lists all.
    pub(crate) fn unknown(kind: &str, typed: &str, known: &[&str]) -> Self {
        let near = records::names::nearest(typed, known.iter().map(|k| (*k).to_owned()));
        let mend = match near {
            Some(near) => format!("write `{near}`, or one of: {}", known.join(", ")),
            None => format!("write one of: {}", known.join(", ")),
        };
        Fault::here(format!("no {kind} is called `{typed}`"), mend)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_named_and_all_names_are_listed() {
        let Fault::Here(what, mend) = Fault::unknown("variant", "bugy", &["before", "buggy"]) else { panic!() };
        assert_eq!(what, "no variant is called `bugy`");
        assert_eq!(mend, "write `buggy`, or one of: before, buggy");
    }

    #[test]
    fn problems_read_one_after_the_other_with_their_number() {
        let p = problem(Path::new("book/x.md"), Some(7), "no anchor", "write one");
        let all = Problems(vec![p.clone(), p]).to_string();
        assert!(all.starts_with("book/x.md:7: no anchor\n"), "{all}");
        assert!(all.ends_with("2 problems in the book"), "{all}");
    }
}
