//! Names inside the record: properties, what fails, hazards, hints.

use super::Check;
use crate::record::Role;
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check) {
    properties(check);
    failures(check);
    hazards(check);
    hints(check);
}

fn properties(check: &mut Check) {
    let record = &check.exercise.record;
    if record.property.is_empty() {
        check.record("[[property]]", "no property: nothing would be checked", "add at least one [[property]]");
    }
    let mut seen = BTreeSet::new();
    for property in &record.property {
        let needle = format!("id = \"{}\"", property.id);
        if !is_kebab(&property.id) {
            let what = format!("property `{}` is not in kebab-case", property.id);
            check.record(&needle, what, "use lower-case words with dashes: `create-returns`");
        }
        if !seen.insert(&property.id) {
            let what = format!("property `{}` is listed twice", property.id);
            check.record(&needle, what, "give each promise its own id");
        }
        if property.statement.trim().is_empty() || property.statement.ends_with('.') {
            let what = format!("the statement of `{}` is empty or ends with a dot", property.id);
            check.record(&property.id, what, "write one sentence without its final dot");
        }
    }
}

fn failures(check: &mut Check) {
    let record = &check.exercise.record;
    for variant in &record.variant {
        let needle = format!("name = \"{}\"", variant.name);
        let must_fail = matches!(variant.role, Role::Wrong | Role::Buggy);
        // The code before may lack what the pull request is for.
        let may_fail = variant.role == Role::Before;
        if must_fail == variant.fails.is_empty() && !may_fail {
            let (what, mend) = match must_fail {
                true => ("names no property that fails", "add `fails`; `cargo xtask verify` says what it should hold"),
                false => ("is correct code, and names a property that fails", "remove `fails`, or change the role"),
            };
            check.record(&needle, format!("variant `{}` {what}", variant.name), mend);
        }
        let mut seen = BTreeSet::new();
        for failure in &variant.fails {
            known_property(check, &needle, &failure.property);
            if !seen.insert(&failure.property) {
                let what = format!("variant `{}` lists `{}` twice", variant.name, failure.property);
                check.record(&needle, what, "a property fails in one way: keep one");
            }
        }
    }
}

/// A property that is named somewhere exists.
pub(super) fn known_property(check: &mut Check, needle: &str, id: &str) {
    if !check.exercise.record.property.iter().any(|it| it.id == id) {
        let known: Vec<&str> = check.exercise.record.property.iter().map(|it| it.id.as_str()).collect();
        let mend = format!("the properties are {}", known.join(", "));
        check.record(needle, format!("there is no property `{id}`"), mend);
    }
}

fn hazards(check: &mut Check) {
    let record = &check.exercise.record;
    if record.hazards.is_empty() {
        check.record("hazards", "no hazard: the table of the book would not list it", "name at least one");
    }
    for id in &record.hazards {
        if !check.hazard_is_known(id) {
            check.record(id, format!("there is no hazard `{id}`"), format!("add it to {}", crate::hazards::FILE));
        }
    }
}

fn hints(check: &mut Check) {
    let record = &check.exercise.record;
    if record.hint.is_empty() {
        check.record("[[hint]]", "no hint: a reader who is stuck stays stuck", "add at least one [[hint]]");
    }
    if record.hint.iter().any(|hint| hint.text.trim().is_empty()) {
        check.record("[[hint]]", "a hint is empty", "write it, or remove it");
    }
}

pub(super) fn is_kebab(id: &str) -> bool {
    let word = |word: &str| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    id.split('-').all(word)
}
