//! The edits of the fix against the diff from `buggy.rs` to `fixed.rs`: every hunk belongs to exactly one edit,
//! and every edit says what it is for.

use super::{Check, words};
use crate::hunks::{Hunk, hunks};
use edge::file::RECORD;
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check) {
    let exercise = check.exercise;
    let mut seen = BTreeSet::new();
    for edit in &exercise.record.edit {
        let needle = format!("id = \"{}\"", edit.id);
        if !seen.insert(&edit.id) {
            check.record(&needle, format!("edit `{}` is listed twice", edit.id), "give each edit its own id");
        }
        if edit.breaks.is_some() == edit.reason.is_some() {
            let what = format!("edit `{}` needs `breaks` or `reason`, and not both", edit.id);
            check.record(&needle, what, "`breaks` names what fails without the edit; `reason` says why nothing does");
        }
        if edit.hunks.is_empty() {
            check.record(&needle, format!("edit `{}` has no hunk", edit.id), "list at least one");
        }
        if let Some(breaks) = &edit.breaks {
            words::known_property(check, &needle, &breaks.property);
        }
    }
    let read = |name| edge::file::text(exercise.variant_file(name), RECORD);
    let (Ok(buggy), Ok(fixed)) = (read("buggy"), read("fixed")) else { return };
    cover(check, &hunks(&buggy, &fixed));
}

fn cover(check: &mut Check, all: &[Hunk]) {
    let edits = &check.exercise.record.edit;
    for hunk in all {
        let owners: Vec<&str> =
            edits.iter().filter(|it| it.hunks.contains(&hunk.number)).map(|it| it.id.as_str()).collect();
        if owners.len() == 1 {
            continue;
        }
        let what = match owners.is_empty() {
            true => format!("{hunk} belongs to no edit"),
            false => format!("{hunk} belongs to {}", owners.join(" and ")),
        };
        let needle = owners.last().map_or("[[edit]]".to_owned(), |id| format!("id = \"{id}\""));
        check.record(&needle, what, list_them(check));
    }
    let known = 1..=all.len();
    for edit in edits {
        for number in edit.hunks.iter().filter(|number| !known.contains(number)) {
            let what = format!("edit `{}` names hunk {number}, and the fix has {}", edit.id, all.len());
            check.record(&format!("id = \"{}\"", edit.id), what, list_them(check));
        }
    }
}

fn list_them(check: &Check) -> String {
    format!("`cargo xtask diff {} --hunks` numbers them", check.exercise.short())
}
