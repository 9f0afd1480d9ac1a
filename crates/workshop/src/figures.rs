//! What each key gives reviews that a script writes: `strategies.js`, on the pages' own grader. A key that lets one of them pass lets a
//! reader pass without reading. Which strategies there are, and what is too much, is said there.

use crate::engine::{self, GRADER, Script};
use anyhow::{Context, ensure};
use records::Course;
use serde_json::{Value, json};
use std::collections::BTreeSet;

const STRATEGIES: Script = ("strategies.js", include_str!("../assets/strategies.js"));
const OF_A_KEY: &str = "(tested => { const it = ExitPath.strategies.figures(tested); \
                        return { id: it.id, faults: ExitPath.strategies.faults(it), figures: it }; })";

/// The keys of these exercises and cards, or all: as JSON, with the faults of each and the table of all.
///
/// # Errors
/// A course or a key that cannot be read, a name that is none, and a script of ours that fails.
pub fn answer(course: &Course, names: &[String]) -> anyhow::Result<String> {
    let keys: Vec<Value> = serde_json::from_str(&mdbook_exit_path::keys(&course.root)?)?;
    let slugs: BTreeSet<String> =
        names.iter().map(|name| Ok(course.find_reviewed(name)?.slug.clone())).collect::<anyhow::Result<_>>()?;
    let is_meant = |it: &&Value| names.is_empty() || it["item"]["id"].as_str().is_some_and(|id| slugs.contains(id));
    let meant: Vec<&Value> = keys.iter().filter(is_meant).collect();
    ensure!(names.is_empty() || meant.len() == slugs.len(), "a key is missing");
    let scripts: Vec<Script> = GRADER.into_iter().chain([STRATEGIES]).collect();
    // One at a time: the engine bounds the work of a call.
    let call = |tested: &&Value| -> anyhow::Result<Value> {
        let (answer, _) = engine::call(&scripts, OF_A_KEY, &tested.to_string())
            .with_context(|| format!("the key of {}", tested["item"]["id"]))?;
        Ok(serde_json::from_str(&answer)?)
    };
    let keys = meant.iter().map(call).collect::<anyhow::Result<Vec<Value>>>()?;
    let all: Vec<&Value> = keys.iter().map(|it| &it["figures"]).collect();
    let table = engine::call(&scripts, "ExitPath.strategies.table", &json!(all).to_string())?.0;
    let table: Value = serde_json::from_str(&table)?;
    let keys: Vec<Value> = keys.iter().map(|it| json!({ "id": it["id"], "faults": it["faults"] })).collect();
    Ok(json!({ "keys": keys, "table": table }).to_string())
}
