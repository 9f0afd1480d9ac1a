//! What cargo says of a workspace of programs, program by program. Text in, outcomes out; nothing runs here.

use super::module::Id;
use crate::diagnostics::{CargoLine, Diagnostic};
use std::{collections::BTreeSet, path::PathBuf};

/// What one program's build came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was built, or cargo kept what was there.
    Built {
        /// The program; of a plain build, what the compiler knows of it.
        file: PathBuf,
        /// Cargo built nothing.
        fresh: bool,
    },
    /// Each error is in one of these modules. Others may have errors that the compiler did not come to.
    Refused(BTreeSet<Id>),
    /// It was not built, and that is no single module's fault.
    Unclear,
}

impl Outcome {
    /// The modules to take out.
    pub(super) fn refused(&self) -> BTreeSet<Id> {
        match self {
            Outcome::Refused(modules) => modules.clone(),
            Outcome::Built { .. } | Outcome::Unclear => BTreeSet::new(),
        }
    }
}

/// Reads what cargo printed about the programs of these names, in their order.
pub(super) fn read(printed: &str, names: &[&str]) -> Vec<Outcome> {
    let lines: Vec<CargoLine> = printed.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    names.iter().map(|name| of_one(&lines, &name.replace('-', "_"))).collect()
}

fn of_one(lines: &[CargoLine], name: &str) -> Outcome {
    let is_it = |other: &str| other.replace('-', "_") == name;
    let (mut built, mut refused, mut unclear) = (None, BTreeSet::new(), false);
    for line in lines {
        match line {
            CargoLine::CompilerArtifact { target, executable, filenames, fresh } if is_it(&target.name) => {
                let known = || filenames.iter().find(|it| it.extension().is_some_and(|it| it == "rmeta"));
                built = executable.as_ref().or_else(known).map(|file| (file.clone(), *fresh));
            }
            CargoLine::CompilerMessage { target, message } if is_it(&target.name) && message.is_error() => {
                let found = modules(message);
                unclear |= found.is_empty();
                refused.extend(found);
            }
            _ => {}
        }
    }
    match built {
        _ if unclear => Outcome::Unclear,
        Some((file, fresh)) if refused.is_empty() => Outcome::Built { file, fresh },
        None if !refused.is_empty() => Outcome::Refused(refused),
        _ => Outcome::Unclear,
    }
}

/// The modules that an error points into.
fn modules(error: &Diagnostic) -> BTreeSet<Id> {
    let all = std::iter::once(error).chain(&error.children).flat_map(|it| &it.spans);
    all.filter_map(|span| Id::in_path(&span.file_name)).collect()
}

#[cfg(test)]
mod tests {
    use super::{super::module::Module, Outcome, read};
    use serde_json::json;
    use std::{collections::BTreeSet, path::PathBuf};

    fn error(program: &str, file: &str) -> String {
        let span = json!({"file_name": file, "line_start": 1, "column_end": 1, "is_primary": true, "label": null});
        let message = json!({"message": "no", "code": null, "level": "error", "spans": [span], "rendered": "no"});
        let target = json!({"name": program, "kind": ["bin"]});
        json!({"reason": "compiler-message", "target": target, "message": message}).to_string()
    }

    #[test]
    fn an_error_belongs_to_a_module_or_to_the_whole_program() {
        let id = Module::of("a".to_owned(), "b".to_owned()).id;
        let artifact = json!({
            "reason": "compiler-artifact", "target": {"name": "one", "kind": ["bin"]}, "executable": "/t/one",
            "filenames": ["/t/one"], "fresh": false,
        });
        let printed = [
            artifact.to_string(),
            error("two-x", &format!("/w/two-x/{}/contract.rs", id.folder())),
            error("three", "/w/three/src/main.rs"),
            error("three", &format!("/w/three/{}/subject.rs", id.folder())),
        ];
        let outcomes = read(&printed.join("\n"), &["one", "two-x", "three", "four"]);
        let one = Outcome::Built { file: PathBuf::from("/t/one"), fresh: false };
        assert_eq!(outcomes, [one, Outcome::Refused(BTreeSet::from([id])), Outcome::Unclear, Outcome::Unclear]);
    }
}
