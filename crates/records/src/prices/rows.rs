//! The file: first a row about the run, then a row for each series of points. So one more design is a few lines of a diff,
//! and a new measurement changes the lines that it measured.

use super::{Design, Measured, Point};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use thiserror::Error;

/// A file that holds no measurements.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("line {line} is no row of a measurement: {why}")]
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
    machine: String,
    date: String,
    versions: BTreeMap<String, String>,
    rounds: usize,
}

/// Every other line: the answer of a design to a question.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SeriesRow {
    design: String,
    code: String,
    price: String,
    /// Load, median, lowest, highest.
    points: Vec<(u64, f64, f64, f64)>,
}

/// The rows of what was measured.
///
/// # Panics
/// Never: strings and numbers have a form in JSON.
pub fn written(measured: &Measured) -> String {
    let Measured { machine, date, versions, rounds, designs } = measured.clone();
    let mut rows = vec![serde_json::to_string(&RunRow { machine, date, versions, rounds })];
    for Design { name, code, prices } in designs {
        for (price, points) in prices {
            let points = points.iter().map(|it| (it.load, it.median, it.low, it.high)).collect();
            rows.push(serde_json::to_string(&SeriesRow { design: name.clone(), code: code.clone(), price, points }));
        }
    }
    rows.into_iter().map(|row| row.expect("strings and numbers") + "\n").collect()
}

/// What the rows say.
///
/// # Errors
/// At the first line that is no such row, or says something twice.
pub fn parsed(text: &str) -> Result<Measured, BadRow> {
    let bad = |line: usize, why: String| BadRow { line: line + 1, why };
    let mut lines = text.lines().enumerate();
    let (_, first) = lines.next().ok_or_else(|| bad(0, "the file is empty".into()))?;
    let run: RunRow = serde_json::from_str(first).map_err(|error| bad(0, error.to_string()))?;
    let mut designs: Vec<Design> = Vec::new();
    for (line, text) in lines {
        let row: SeriesRow = serde_json::from_str(text).map_err(|error| bad(line, error.to_string()))?;
        let point = |(load, median, low, high)| Point { load, median, low, high };
        let points = row.points.into_iter().map(point).collect();
        if designs.last().is_none_or(|it| it.name != row.design) {
            if designs.iter().any(|it| it.name == row.design) {
                return Err(bad(line, format!("the rows of {} stand apart", row.design)));
            }
            designs.push(Design { name: row.design.clone(), code: row.code.clone(), prices: BTreeMap::new() });
        }
        let design = designs.last_mut().expect("it was pushed");
        if design.code != row.code {
            return Err(bad(line, format!("{} was measured as two different codes", row.design)));
        }
        if design.prices.insert(row.price.clone(), points).is_some() {
            return Err(bad(line, format!("`{}` of {} stands here twice", row.price, row.design)));
        }
    }
    let RunRow { machine, date, versions, rounds } = run;
    Ok(Measured { machine, date, versions, rounds, designs })
}

#[cfg(test)]
mod tests {
    use super::{parsed, written};

    const FILE: &str = r#"{"machine":"2 cores","date":"2026-01-01","versions":{"rustc":"1"},"rounds":7}
{"design":"fixed","code":"aa","price":"slow","points":[[1,2.5,2.0,3.0],[8,20.0,19.0,21.0]]}
{"design":"right_a","code":"bb","price":"slow","points":[[1,0.0,0.0,0.0]]}
"#;

    #[test]
    fn what_is_written_reads_as_it_was() {
        assert_eq!(written(&parsed(FILE).expect("rows")), FILE);
    }

    #[test]
    fn a_row_that_says_nothing_or_something_twice_is_named() {
        let fixed = FILE.lines().nth(1).expect("a row");
        let why = |text: &str| parsed(text).expect_err("no rows").to_string();
        assert!(why("").contains("line 1 is no row of a measurement: the file is empty"));
        assert!(why(&format!("{FILE}{{}}\n")).starts_with("line 4 is no row"));
        assert!(
            why(&format!("{FILE}{fixed}\n"))
                .contains("line 4 is no row of a measurement: the rows of fixed stand apart")
        );
        assert!(why(&FILE.replace("right_a", "fixed")).contains("two different codes"));
        let twice = FILE.replace("right_a", "fixed").replace("bb", "aa");
        assert!(why(&twice).contains("`slow` of fixed stands here twice"));
    }
}
