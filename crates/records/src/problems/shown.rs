//! The pictures of states and the numbers of production, against the programs that show them.

use crate::{
    Problem,
    lifecycles::{self, Lifecycle},
    numbers,
    shown::Shown,
};
use std::{collections::BTreeSet, path::Path};

/// What is wrong with both, in the course at `root`.
pub(super) fn check(root: &Path, found: &mut Vec<Problem>) {
    match lifecycles::read(root) {
        None => {}
        Some(Err(problem)) => found.push(problem),
        Some(Ok(all)) => all.iter().for_each(|one| lifecycle(root, one, found)),
    }
    match numbers::read(root) {
        None => {}
        Some(Err(problem)) => found.push(problem),
        Some(Ok(all)) => {
            for one in &all {
                let what = format!("the number `{}`", one.name);
                if one.shown.is_empty() {
                    let mend = "name a program that makes it move, and the line that shows it";
                    found.push(Problem::new(numbers::FILE, format!("{what} is shown by no program")).mend(mend));
                }
                one.shown.iter().for_each(|shown| evidence(root, numbers::FILE, &what, shown, found));
            }
        }
    }
}

fn lifecycle(root: &Path, one: &Lifecycle, found: &mut Vec<Problem>) {
    let states: BTreeSet<&str> = one.state.iter().map(|it| it.id.as_str()).collect();
    let mut say = |what: String, mend: &str| found.push(Problem::new(lifecycles::FILE, what).mend(mend));
    let mut seen = BTreeSet::new();
    for it in &one.moves {
        let what = format!("the move `{}` of `{}`", it.id, one.id);
        if !seen.insert(&it.id) {
            say(format!("{what} is there twice"), "give one of them another id");
        }
        for state in [&it.from, &it.to].into_iter().flatten().filter(|it| !states.contains(it.as_str())) {
            say(format!("{what} names the state `{state}`, and there is none"), "name a state of the same picture");
        }
    }
    for state in &one.state {
        let (into, out) = (|it: &Option<String>| it.as_ref() == Some(&state.id), &one.moves);
        if !out.iter().any(|it| into(&it.to)) || !out.iter().any(|it| into(&it.from)) {
            let what = format!("the state `{}` of `{}` has no way in, or none out", state.id, one.id);
            say(what, "add the move, with the program that makes it");
        }
    }
    for it in &one.moves {
        evidence(root, lifecycles::FILE, &format!("the move `{}` of `{}`", it.id, one.id), &it.shown, found);
    }
}

fn evidence(root: &Path, file: &str, what: &str, shown: &Shown, found: &mut Vec<Problem>) {
    if let Some((fault, mend)) = shown.fault(root) {
        found.push(Problem::new(file, format!("{what}: {fault}")).mend(mend));
    }
}
