//! One review in a terminal: a draft for an editor, a text that comes back from it, a grade. The pages' own scripts do all of it,
//! and `desk.js` joins them; the command that asks is `cargo xtask review`.

use crate::{
    diff,
    engine::{self, DESK, GRADER, Script},
    merge::items,
};
use anyhow::{Context, bail};
use records::{Course, hazards};
use serde_json::{Value, json};

/// What an order is answered with.
///
/// # Errors
/// A course that cannot be read, an order that is none, and a script of ours that fails.
pub fn answer(course: &Course, exercise: &str, order: &str) -> anyhow::Result<String> {
    let order: Value = serde_json::from_str(order).context("the order is no JSON")?;
    let known = known(course, exercise)?;
    let desk = ("desk.js", include_str!("../../assets/desk.js"));
    let scripts: Vec<Script> = GRADER.into_iter().chain(DESK).chain([desk]).collect();
    let input = json!({ "order": order, "known": known }).to_string();
    Ok(engine::call(&scripts, "ExitPath.desk.answer", &input)?.0)
}

/// What the scripts need to know of a pull request.
fn known(course: &Course, name: &str) -> anyhow::Result<Value> {
    let exercise = course.find_reviewed(name)?;
    let [item] = &items::of(course, std::slice::from_ref(exercise))?[..] else { bail!("{} has no key", exercise.slug) };
    let change = diff::change(exercise)?;
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    // A course of one's own may have no list.
    let families = hazards::read(&course.root).transpose().map_err(|it| anyhow::anyhow!("{it}"))?.unwrap_or_default();
    let families: Vec<Value> = families.iter().map(|it| json!({ "id": it.id, "name": it.name })).collect();
    Ok(json!({
        "item": item, "models": item["models"], "hazards": families, "name": exercise.short(),
        "before": lines(&change.before), "head": lines(&change.head),
    }))
}
