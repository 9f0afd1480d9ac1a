//! The record against the two folders: every file a scenario needs exists, every variant has its file, and
//! every file is a variant.

use super::Check;
use crate::{
    prices,
    record::{Role, Variant},
};
use edge::file::RECORD;
use std::{collections::BTreeSet, fs};

/// Beside the variants, the only Rust files of a solutions folder.
const OTHERS: [&str; 2] = ["contract", "bench"];

pub(super) fn check(check: &mut Check) {
    slug(check);
    needed(check);
    variants_have_files(check);
    files_have_variants(check);
    roles(check);
    contract_names_its_subject(check);
}

/// A contract that names a crate fits the package of one subject, and no program of many.
fn contract_names_its_subject(check: &mut Check) {
    let contract = check.exercise.contract();
    let text = edge::file::text(&contract, RECORD).unwrap_or_default();
    if text.lines().any(|line| line.starts_with("use subject")) {
        let mend = "write `use super::subject::*;`";
        check.file(&contract, "its subject is named as a crate, and may be a module beside it", mend);
    }
}

fn slug(check: &mut Check) {
    let exercise = check.exercise;
    if !exercise.slug.starts_with(&format!("{}-", exercise.short())) {
        let what = format!("number {} does not match the folder `{}`", exercise.record.number, exercise.slug);
        check.record("number", what, "the folder is called exercise-<number>-<topic>");
    }
}

fn needed(check: &mut Check) {
    let exercise = check.exercise;
    let learner = ["Cargo.toml", "PULL_REQUEST.md", "src/lib.rs", "src/main.rs"].map(|name| exercise.dir.join(name));
    let solutions = ["contract.rs", "review.toml", "upstream.go"].map(|name| exercise.solutions_dir.join(name));
    for path in learner.iter().chain(&solutions).filter(|path| !path.is_file()) {
        let mend = match path.ends_with("src/lib.rs") {
            true => format!("`cargo xtask reset {}` puts the pull request's code back", exercise.short()),
            false => "write it; CONTRIBUTING.md lists what a scenario needs".to_owned(),
        };
        check.file(path, "the file is missing", mend);
    }
}

fn variants_have_files(check: &mut Check) {
    let exercise = check.exercise;
    let mut seen = BTreeSet::new();
    for variant in &exercise.record.variant {
        let needle = entry(variant);
        if !seen.insert(&variant.name) {
            check.record(&needle, format!("variant `{}` is listed twice", variant.name), "remove one of the entries");
        }
        if !exercise.variant_file(&variant.name).is_file() {
            let what = format!("variant `{}` has no file", variant.name);
            let mend = format!("write solutions/{}/{}.rs, or remove the entry", exercise.slug, variant.name);
            check.record(&needle, what, mend);
        }
        if !fits(variant) {
            let what = format!("the name `{}` does not fit the role {:?}", variant.name, variant.role);
            check.record(
                &needle,
                what,
                "before, buggy and fixed have their own names; the others start right_, wrong_ or costly_",
            );
        }
    }
}

fn files_have_variants(check: &mut Check) {
    let exercise = check.exercise;
    let Ok(entries) = fs::read_dir(&exercise.solutions_dir) else { return };
    for path in entries.flatten().map(|it| it.path()) {
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.extension().is_some_and(|it| it == "rs")
            && !OTHERS.contains(&stem.as_str())
            && !prices::measurable(exercise).any(|it| it == stem)
        {
            let mend = format!("add a [[variant]] with name = \"{stem}\" to exercise.toml, or remove the file");
            check.file(&path, "no variant of the record has this name", mend);
        }
    }
}

fn roles(check: &mut Check) {
    let count = |role| check.exercise.record.variant.iter().filter(|it| it.role == role).count();
    let rules: [(Role, &str, usize, bool); 5] = [
        (Role::Before, "before", 1, true),
        (Role::Buggy, "buggy", 1, true),
        (Role::Fixed, "fixed", 1, true),
        (Role::Wrong, "wrong_*", 4, false),
        (Role::Right, "right_*", 2, false),
    ];
    let counted = rules.map(|rule| (rule, count(rule.0)));
    for ((_, name, wanted, exactly), found) in counted {
        if found < wanted || exactly && found > wanted {
            let bound = if exactly { "exactly" } else { "at least" };
            let what = format!("{found} variants are `{name}`, and a scenario has {bound} {wanted}");
            check.record("[[variant]]", what, "a wrong fix that people try teaches more than a broken one");
        }
    }
}

/// Whether name and role agree.
fn fits(variant: &Variant) -> bool {
    let after = |prefix| variant.name.strip_prefix(prefix).is_some_and(|rest: &str| !rest.is_empty());
    match variant.role {
        Role::Before => variant.name == "before",
        Role::Buggy => variant.name == "buggy",
        Role::Fixed => variant.name == "fixed",
        Role::Right => after("right_"),
        Role::Wrong => after("wrong_"),
        Role::Costly => after("costly_"),
    }
}

/// What stands on the line of a variant's name.
fn entry(variant: &Variant) -> String {
    format!("name = \"{}\"", variant.name)
}
