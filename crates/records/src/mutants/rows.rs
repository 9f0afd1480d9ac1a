//! The file: first a row about the run, then a row for each mutant. So one edit of a variant changes the rows of its mutants.

use super::{Fate, Judged, Run};
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A file that holds no judged mutants.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line} is no row of a judged mutant: {why}")]
pub struct BadRow {
    /// Counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub why: String,
}

/// The first line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RunRow {
    contract: String,
    lab: String,
    seconds: u64,
}

/// Every other line.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct MutantRow {
    of: String,
    id: String,
    code: String,
    fate: Fate,
    #[serde(default, skip_serializing_if = "is_zero")]
    executions: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The rows of what was judged.
///
/// # Panics
/// Never: strings and numbers have a form in JSON.
pub fn written(run: &Run) -> String {
    let Run { contract, lab, seconds, mutants } = run.clone();
    let mut rows = vec![serde_json::to_string(&RunRow { contract, lab, seconds })];
    for Judged { of, id, code, fate, executions } in mutants {
        rows.push(serde_json::to_string(&MutantRow { of, id, code, fate, executions }));
    }
    rows.into_iter().map(|row| row.expect("strings and numbers") + "\n").collect()
}

/// What the rows say.
///
/// # Errors
/// At the first line that is no such row, or says something twice.
pub fn parsed(text: &str) -> Result<Run, BadRow> {
    let bad = |line: usize, why: String| BadRow { line: line + 1, why };
    let mut lines = text.lines().enumerate();
    let (_, first) = lines.next().ok_or_else(|| bad(0, "the file is empty".into()))?;
    let RunRow { contract, lab, seconds } = serde_json::from_str(first).map_err(|error| bad(0, error.to_string()))?;
    let mut mutants: Vec<Judged> = Vec::new();
    let mut seen = std::collections::BTreeSet::new();
    for (line, text) in lines {
        let row: MutantRow = serde_json::from_str(text).map_err(|error| bad(line, error.to_string()))?;
        let MutantRow { of, id, code, fate, executions } = row;
        if !seen.insert((of.clone(), id.clone())) {
            return Err(bad(line, format!("`{id}` of {of} stands here twice")));
        }
        mutants.push(Judged { of, id, code, fate, executions });
    }
    Ok(Run { contract, lab, seconds, mutants })
}

#[cfg(test)]
mod tests {
    use super::{parsed, written};

    const FILE: &str = r#"{"contract":"aa","lab":"bb","seconds":7}
{"of":"fixed","id":"remove in a: `b();` is gone","code":"cc","fate":{"killed":"p (deadlock)"},"executions":12}
{"of":"fixed","id":"swap in a: `b();` comes after `c();`","code":"dd","fate":"survives","executions":3}
{"of":"right_a","id":"swap in a: `b();` comes after `c();`","code":"ee","fate":"does-not-compile"}
"#;

    #[test]
    fn what_is_written_reads_as_it_was() {
        assert_eq!(written(&parsed(FILE).expect("rows")), FILE);
    }

    #[test]
    fn a_row_that_says_nothing_or_something_twice_is_named() {
        let why = |text: &str| parsed(text).expect_err("no rows").to_string();
        assert!(why("").contains("line 1 is no row of a judged mutant: the file is empty"));
        assert!(why(&format!("{FILE}{{}}\n")).starts_with("line 5 is no row"));
        let twice = format!("{FILE}{}\n", FILE.lines().nth(1).expect("a row"));
        assert!(why(&twice).contains("line 5") && why(&twice).contains("stands here twice"), "{}", why(&twice));
    }
}
