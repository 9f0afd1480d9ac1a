//! What reviews are compared with: the keys as the pages have them, and what a team's report shows beside: the diff, the
//! names of hazards, the model comments.

use crate::diff;
use anyhow::Context;
use records::{Course, Exercise, hazards};
use serde_json::{Map, Value, json};

/// One item for each exercise of the course.
///
/// # Errors
/// If a key or a version of a file cannot be read.
pub fn all(course: &Course) -> anyhow::Result<Value> {
    Ok(Value::Array(of(course, &course.exercises)?))
}

/// An item for each of these: exercises, or cards.
///
/// # Errors
/// As [`all`].
pub fn of(course: &Course, reviewed: &[Exercise]) -> anyhow::Result<Vec<Value>> {
    let keys: Vec<Value> = serde_json::from_str(&mdbook_exit_path::keys(&course.root)?)?;
    let hazards =
        hazards::read(&course.root).context("the course lists no hazards")?.map_err(|it| anyhow::anyhow!("{it}"))?;
    let names: Map<String, Value> = hazards.into_iter().map(|it| (it.id, Value::from(it.name))).collect();
    let mut items = Vec::new();
    for exercise in reviewed {
        let tested = keys.iter().find(|it| it["item"]["id"] == exercise.slug.as_str());
        let tested = tested.with_context(|| format!("{} has no key", exercise.slug))?;
        let change = diff::change(exercise)?;
        let models = tested["samples"].as_array().into_iter().flatten();
        let models: Map<String, Value> =
            models.filter_map(|it| Some((it["finding"].as_str()?.to_owned(), it["model"].clone()))).collect();
        // Its title is the page's, and not the record's: that names the bug, and the report is shown before the key is open.
        let mut item = tested["item"].clone();
        item["short"] = json!(exercise.short());
        item["lines"] = json!({ "before": change.before.lines().count(), "head": change.head.lines().count() });
        item["rows"] = json!(change.rows);
        item["hazards"] = Value::Object(names.clone());
        item["models"] = Value::Object(models);
        items.push(item);
    }
    Ok(items)
}
