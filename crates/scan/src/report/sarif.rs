//! SARIF 2.1.0, with what code scanning reads: rules, levels, one location and one flow of lines for each finding, and a
//! fingerprint that does not move with the lines.

use crate::{Finding, Level, Outcome, learn, names::Names, rules::RULES};
use serde_json::{Value, json};
use std::collections::HashMap;

/// The whole log.
pub fn log(findings: &[Finding], outcome: &Outcome, names: &Names) -> Value {
    let notes = outcome.notes.iter().map(|it| {
        json!({
            "level": "note",
            "message": { "text": it.what },
            "locations": [location(&names.of(&it.file), it.line.max(1), None)],
        })
    });
    let gone = outcome.gone.iter().map(|it| {
        let text = format!(
            "`{}` of `{}` is in the baseline and is not found; --update-baseline takes it out",
            it.rule, it.function
        );
        json!({
            "level": "error",
            "message": { "text": text },
            "locations": [location(&it.file, 1, None)],
        })
    });
    let mut seen: HashMap<String, usize> = HashMap::new();
    let results: Vec<Value> = findings.iter().map(|it| result(it, &mut seen)).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "exit-path-scan",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(rule).collect::<Vec<_>>(),
            } },
            "columnKind": "utf16CodeUnits",
            "invocations": [{
                "executionSuccessful": true,
                "toolExecutionNotifications": notes.chain(gone).collect::<Vec<_>>(),
            }],
            "results": results,
        }],
    })
}

fn rule(it: &crate::rules::Entry) -> Value {
    let id = it.id.split('/').next().unwrap_or(it.id);
    let hazard = learn::hazard(id);
    let mut help = hazard.map_or(it.line, |it| &it.question).to_owned();
    if let Some(training) = learn::training(id) {
        let drill = training.drill.iter().map(|it| format!("cargo xtask check {it}"));
        let pages = [learn::place(id)].into_iter().chain(training.pages());
        help += &format!(" Exit Path trains it: {}.", drill.chain(pages).collect::<Vec<_>>().join(", "));
    }
    json!({
        "id": it.id,
        "shortDescription": { "text": it.line },
        "fullDescription": { "text": hazard.map_or(it.line, |it| &it.line) },
        "help": { "text": help },
        "properties": { "tags": ["concurrency", "reliability"] },
    })
}

fn result(it: &Finding, seen: &mut HashMap<String, usize>) -> Value {
    let level = match it.level {
        Level::Defect => "error",
        Level::Question => "warning",
        Level::Advice => "note",
    };
    let key = format!("{}|{}|{}|{}", it.rule, it.file, it.function, it.what);
    let count = seen.entry(key.clone()).or_insert(0);
    *count += 1;
    let steps: Vec<Value> = it
        .path
        .iter()
        .map(|step| json!({ "location": location(step.file.as_deref().unwrap_or(&it.file), step.line, Some(&step.what)) }))
        .collect();
    let question = learn::hazard(it.hazard()).map_or("", |it| &it.question);
    json!({
        "ruleId": it.rule,
        "ruleIndex": RULES.iter().position(|rule| rule.id == it.rule),
        "level": level,
        "message": { "text": format!("{}: {}. {} {question}", it.function, it.what, it.consequence) },
        "locations": [location(&it.file, it.line, None)],
        "codeFlows": [{ "threadFlows": [{ "locations": steps }] }],
        "partialFingerprints": { "exitPath/v1": format!("{:016x}:{count}", fnv(key.as_bytes())) },
    })
}

fn location(file: &str, line: u32, text: Option<&str>) -> Value {
    let mut place = json!({ "physicalLocation": {
        "artifactLocation": { "uri": uri(file) },
        "region": { "startLine": line },
    } });
    if let Some(text) = text {
        place["message"] = json!({ "text": text });
    }
    place
}

/// A path as a relative reference: what a URI does not allow is escaped.
fn uri(file: &str) -> String {
    let mut out = String::new();
    for byte in file.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~+@,".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out += &format!("%{byte:02X}");
        }
    }
    out
}

/// FNV-1a: the same on every machine and in every version, which the standard hasher does not promise.
fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}
