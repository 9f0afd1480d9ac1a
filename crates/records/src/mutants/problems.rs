//! Whether what was judged is of what is there, and each survivor is known. Pure.

use super::{Fate, Known, Run, SURVIVORS};
use crate::{Exercise, Problem};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The hash of each mutant's text, by variant and name.
pub type Codes = BTreeMap<(String, String), String>;

/// What can be made and judged today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Today {
    /// See [`super::contract_key`].
    pub contract: String,
    /// The mutants.
    pub mutants: Codes,
}

/// What does not fit, each with the command that mends it.
pub fn problems(exercise: &Exercise, today: &Today, run: Option<&Run>, known: &[Known]) -> Vec<Problem> {
    let folder = Path::new("solutions").join(&exercise.slug);
    let again = format!("judge them: cargo xtask mutate {}", exercise.short());
    let about_run = |what: String| Problem::new(folder.join(super::FILE), what).mend(&again);
    let Some(run) = run else { return vec![about_run("no mutant was judged".to_owned())] };
    let mut found = Vec::new();
    if run.contract != today.contract {
        found.push(about_run("the contract or its limits changed since these mutants were judged".to_owned()));
    }
    let judged: Codes = run.mutants.iter().map(|it| ((it.of.clone(), it.id.clone()), it.code.clone())).collect();
    let differ =
        |left: &Codes, right: &Codes| left.iter().filter(|(name, code)| right.get(*name) != Some(code)).count();
    let (new, gone) = (differ(&today.mutants, &judged), differ(&judged, &today.mutants));
    if new + gone > 0 {
        found.push(about_run(format!(
            "{new} mutants of today were not judged, and {gone} that were are not made any more"
        )));
    }
    found.extend(entries(exercise, run, known, &folder.join(SURVIVORS)));
    found
}

/// Each survivor has one entry, and each entry is about survivors.
fn entries(exercise: &Exercise, run: &Run, known: &[Known], file: &Path) -> Vec<Problem> {
    let problem = |what: String, mend: String| Problem::new(file, what).mend(mend);
    let mut entered: BTreeSet<(&str, &str)> = BTreeSet::new();
    let mut found = Vec::new();
    for entry in known {
        for of in &entry.of {
            if !entered.insert((of, &entry.id)) {
                found.push(problem(format!("`{}` of {of} is listed twice", entry.id), "remove one of them".to_owned()));
            }
        }
        let is_sentence = entry.why.trim().len() > 20 && entry.why.trim_end().ends_with('.');
        if !is_sentence {
            found.push(problem(
                format!("`{}` has no reason that can be checked", entry.id),
                "write one sentence".to_owned(),
            ));
        }
    }
    let survive: BTreeSet<(&str, &str)> =
        run.mutants.iter().filter(|it| it.fate == Fate::Survives).map(|it| (&*it.of, &*it.id)).collect();
    let short = exercise.short();
    for (of, id) in survive.difference(&entered) {
        let mend =
            format!("kill it by the contract, or enter it with a reason: cargo xtask mutate {short} --survivors");
        found.push(problem(format!("a new survivor of {of}: {id}"), mend));
    }
    for (of, id) in entered.difference(&survive) {
        found.push(problem(format!("no survivor of {of} any more: {id}"), "remove it from the list".to_owned()));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Codes, Today, problems};
    use crate::{
        Course,
        mutants::{Class, Fate, Judged, Known, Run},
    };

    const ID: &str = "swap in a: `b();` comes after `c();`";

    fn judged(id: &str, code: &str, fate: Fate) -> Judged {
        Judged { of: "fixed".into(), id: id.into(), code: code.into(), fate, executions: 1 }
    }

    fn run(mutants: Vec<Judged>) -> Run {
        Run { contract: "c".into(), lab: "l".into(), seconds: 1, mutants }
    }

    fn today(mutants: &[(&str, &str)]) -> Today {
        let mutants: Codes =
            mutants.iter().map(|(id, code)| (("fixed".to_owned(), (*id).to_owned()), (*code).to_owned())).collect();
        Today { contract: "c".into(), mutants }
    }

    fn known(id: &str) -> Known {
        let why = "Both happen under one guard, and nobody looks between.".into();
        Known { id: id.into(), of: vec!["fixed".into()], class: Class::Equivalent, why, teaches: None }
    }

    fn said(today: &Today, run: Option<&Run>, known: &[Known]) -> Vec<String> {
        let course = Course::load(testkit::course()).expect("the records");
        let exercise = course.find("91").expect("the exercise");
        problems(exercise, today, run, known).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_survivor_with_its_reason_is_in_order() {
        let run = run(vec![judged(ID, "1", Fate::Survives), judged("other", "2", Fate::Killed("p".into()))]);
        assert_eq!(said(&today(&[(ID, "1"), ("other", "2")]), Some(&run), &[known(ID)]), Vec::<String>::new());
    }

    /// Each with the command or the deed that mends it.
    #[test]
    fn whatever_does_not_fit_is_named() {
        let (one, two) =
            (run(vec![judged(ID, "1", Fate::Survives)]), run(vec![judged(ID, "1", Fate::Killed("p".into()))]));
        let entry = [known(ID)];
        let twice = [known(ID), known(ID)];
        let short = [Known { why: "Same.".into(), ..known(ID) }];
        let now = today(&[(ID, "1")]);
        let other_contract = Today { contract: "d".into(), ..now.clone() };
        type Row<'r> = (&'r Today, Option<&'r Run>, &'r [Known], &'r str, &'r str);
        let rows: [Row<'_>; 8] = [
            (&now, None, &[], "no mutant was judged", "cargo xtask mutate exercise-91"),
            (&now, Some(&one), &[], "a new survivor of fixed: swap in a", "--survivors"),
            (&now, Some(&two), &entry, "no survivor of fixed any more: swap in a", "remove it from the list"),
            (&now, Some(&one), &twice, "is listed twice", "remove one of them"),
            (&now, Some(&one), &short, "has no reason that can be checked", "write one sentence"),
            (
                &other_contract,
                Some(&one),
                &entry,
                "the contract or its limits changed",
                "cargo xtask mutate exercise-91",
            ),
            (
                &today(&[(ID, "9")]),
                Some(&one),
                &entry,
                "1 mutants of today were not judged, and 1",
                "cargo xtask mutate",
            ),
            (&today(&[]), Some(&one), &entry, "0 mutants of today were not judged, and 1", "cargo xtask mutate"),
        ];
        for (today, run, known, what, mend) in rows {
            let found = said(today, run, known);
            assert!(found.iter().any(|it| it.contains(what) && it.contains(mend)), "{what}: {found:#?}");
        }
    }
}
