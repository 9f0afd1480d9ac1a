//! Whether what was measured is what the record asks for, of the code that is there. Pure, but for the files of a course.

use super::{Measured, code, designs, measurable, read};
use crate::{Course, Exercise, Problem, record::Role};
use std::{collections::BTreeMap, path::Path};

/// What of a course's data does not fit its records, and which exercises ask nothing.
///
/// # Errors
/// Where a file of measurements cannot be read.
pub fn problems(course: &Course) -> anyhow::Result<Vec<Problem>> {
    let mut found = Vec::new();
    for exercise in &course.exercises {
        found.extend(problems_of(exercise, read(exercise)?.as_ref()));
    }
    Ok(found)
}

/// The same of one exercise, and of what was measured for it.
pub fn problems_of(exercise: &Exercise, measured: Option<&Measured>) -> Vec<Problem> {
    let short = exercise.short();
    let record = Path::new("exercises").join(&exercise.slug).join("exercise.toml");
    if exercise.record.price.is_empty() {
        let mend = "add a [[price]] and bench.rs; CONTRIBUTING.md says how";
        return vec![Problem::new(&record, "no [[price]]: no reader learns what the fixes cost").mend(mend)];
    }
    let mut found = Vec::new();
    if !exercise.record.variant.iter().any(|it| it.role == Role::Costly) {
        let mend = "add a costly_*: a bigger pool, a task for each event, a lock over everything";
        found.push(Problem::new(&record, "no variant is right and too expensive").mend(mend));
    }
    let again = format!("measure it: cargo xtask bench {short}");
    let file = Path::new("solutions").join(&exercise.slug).join(super::FILE);
    let differ = match measured {
        None => vec![format!("{short} was not measured")],
        Some(measured) => differences(exercise, measured),
    };
    found.extend(differ.into_iter().map(|it| Problem::new(&file, it).mend(&again)));
    found
}

fn differences(exercise: &Exercise, measured: &Measured) -> Vec<String> {
    let short = exercise.short();
    let mut wanted = BTreeMap::new();
    for price in &exercise.record.price {
        for design in designs(exercise, price) {
            wanted.insert((design, price.id.as_str()), price.loads.clone());
        }
    }
    let mut found = Vec::new();
    for design in &measured.designs {
        if measurable(exercise).any(|it| it == design.name) && code(exercise, &design.name) != design.code {
            found.push(format!("{short}: {}.rs or bench.rs is not what was measured", design.name));
        }
        for (id, points) in &design.prices {
            let loads: Vec<u64> = points.iter().map(|it| it.load).collect();
            if wanted.remove(&(design.name.as_str(), id.as_str())) != Some(loads) {
                found.push(format!("{short}: the record does not ask for `{id}` of {} at these loads", design.name));
            }
        }
    }
    found.extend(wanted.keys().map(|(design, id)| format!("{short}: `{id}` of {design} was not measured")));
    found
}
