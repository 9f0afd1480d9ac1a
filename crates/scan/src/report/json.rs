//! One object for programs: the findings with what the course says of them, the notes, the counts.

use crate::{
    Finding, Outcome,
    learn::{self, Training},
    report::human,
};
use serde_json::{Value, json};

/// The whole answer. `version` changes when a key changes its meaning.
pub fn outcome(findings: &[Finding], outcome: &Outcome) -> Value {
    json!({
        "version": 1,
        "findings": findings.iter().map(finding).collect::<Vec<_>>(),
        "allowed": outcome.allowed.iter().map(|(it, reason)| json!({
            "file": it.file, "line": it.line, "rule": it.rule, "reason": reason,
        })).collect::<Vec<_>>(),
        "notes": outcome.notes.iter().map(|it| json!({
            "file": it.file, "line": it.line, "what": it.what,
        })).collect::<Vec<_>>(),
        "read": outcome.read.iter().map(|(language, (files, lines))| json!({
            "language": language.name(), "files": files, "code_lines": lines,
        })).collect::<Vec<_>>(),
        "gone": outcome.gone,
        "left_out": { "tests": outcome.tests, "generated": outcome.generated },
    })
}

fn finding(it: &Finding) -> Value {
    let hazard = learn::hazard(it.hazard());
    let template = learn::template(it.hazard());
    let training = learn::training(it.hazard());
    json!({
        "file": it.file, "line": it.line, "rule": it.rule, "hazard": it.hazard(), "level": it.level,
        "function": it.function, "what": it.what, "consequence": it.consequence, "path": it.path,
        "question": hazard.map(|it| &it.question),
        "template": template.map(|it| json!({ "id": it.id, "form": it.form })),
        "say": human::say(it),
        "learn": learn::place(it.hazard()),
        "drill": training.and_then(|it| it.drill.as_ref()).map(|it| format!("cargo xtask check {it}")),
        "training": training.map(Training::pages).unwrap_or_default(),
    })
}
