//! Probes: each has a sentence, a name that says whether it is right, and a promise of the record to break where it is wrong.

use super::Check;
use crate::probes;
use edge::Visible;

pub(super) fn check(check: &mut Check) {
    let exercise = check.exercise;
    let found = match probes::of(exercise) {
        Ok(found) => found,
        Err(error) => {
            check.file(&exercise.probes_dir(), error.to_string(), "make it readable");
            return;
        }
    };
    for probe in found {
        let mut say = |what: String, mend: &str| check.file(&probe.patch, what, mend);
        if probe.patch.extension().is_none_or(|it| it != "patch") {
            say(format!("{} is no patch", probe.patch.visible()), "a probe is called right_*.patch or wrong_*.patch");
            continue;
        }
        if probe.what.is_empty() {
            say("no sentence says what is different".to_owned(), "write one above the patch");
        }
        let is_wrong = probe.name.starts_with("wrong_");
        if !is_wrong && !probe.name.starts_with("right_") {
            say("the name does not say whether it is right".to_owned(), "call it right_* or wrong_*");
        }
        match &probe.breaks {
            None if is_wrong => {
                say("nothing says what it breaks".to_owned(), "add `breaks: <property>` above the patch")
            }
            Some(_) if !is_wrong => {
                say("a right fix breaks nothing".to_owned(), "call it wrong_*, or remove `breaks:`")
            }
            Some(id) if !exercise.record.property.iter().any(|it| it.id == *id) => {
                say(format!("it breaks `{id}`, and the record has no such property"), "name one of the record");
            }
            _ => {}
        }
    }
}
