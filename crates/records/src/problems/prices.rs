//! The questions about costs against the folders: whoever asks has code that answers, and compares what is there.
//! Whether the figures are up to date is asked in [`crate::prices`]: measuring is no part of a check.

use super::Check;
use std::collections::BTreeSet;

pub(super) fn check(check: &mut Check) {
    let exercise = check.exercise;
    if !exercise.record.price.is_empty() && !exercise.bench().is_file() {
        let mend = "write it, or take every [[price]] out of exercise.toml";
        check.file(&exercise.bench(), "the file is missing, and the record asks what fixes cost", mend);
    }
    for design in &exercise.record.measured {
        let needle = format!("name = \"{}\"", design.name);
        if !exercise.variant_file(&design.name).is_file() {
            let what = format!("`{}` is to be measured and has no file", design.name);
            check.record(&needle, what, format!("write solutions/{}/{}.rs", exercise.slug, design.name));
        }
        if !design.name.starts_with("measured_") {
            check.record(&needle, "this is not a variant, and its name does not say so", "start it with `measured_`");
        }
    }
    let mut seen = BTreeSet::new();
    for price in &exercise.record.price {
        let needle = format!("id = \"{}\"", price.id);
        if !seen.insert(&price.id) {
            check.record(&needle, format!("price `{}` is listed twice", price.id), "remove one of the entries");
        }
        if price.loads.is_empty() || !price.loads.is_sorted_by(|a, b| a < b) {
            let what = format!("the loads of `{}` do not grow", price.id);
            check.record(&needle, what, "list at least one, from little to much");
        }
        for name in price.also.iter().filter(|name| exercise.variant(name).is_none()) {
            check.record(&needle, format!("no variant is called `{name}`"), "name one of the record, or remove it");
        }
    }
}
