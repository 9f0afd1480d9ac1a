//! The SARIF log against types that `serde-sarif` generates from the standard's schema. What the types do not know is lost on
//! the way through them, so a log that comes out as it went in has no key, no value and no shape of its own. What the schema says
//! beyond types is asked below: URIs, indices, lines.

use serde_json::{Value, json};
use serde_sarif::sarif::Sarif;
use std::{collections::HashSet, fs, process::Command};

/// What is wrong with a log.
fn problem(log: &Value) -> Option<String> {
    // The types take any.
    if log["version"] != "2.1.0" {
        return Some(format!("the version is {}", log["version"]));
    }
    let typed: Sarif = match serde_json::from_value(log.clone()) {
        Ok(typed) => typed,
        Err(error) => return Some(error.to_string()),
    };
    let back = serde_json::to_value(typed).unwrap();
    lost("", log, &back)
}

/// The first place at which two values differ.
fn lost(place: &str, log: &Value, back: &Value) -> Option<String> {
    match (log, back) {
        (Value::Object(log), Value::Object(back)) => log
            .iter()
            .find_map(|(key, value)| match back.get(key) {
                Some(other) => lost(&format!("{place}/{key}"), value, other),
                None => Some(format!("{place}/{key} is not in the schema")),
            })
            .or_else(|| back.keys().find(|it| !log.contains_key(*it)).map(|it| format!("{place}/{it} is missing"))),
        (Value::Array(log), Value::Array(back)) if log.len() == back.len() => {
            (0..).zip(log.iter().zip(back)).find_map(|(at, (log, back))| lost(&format!("{place}/{at}"), log, back))
        }
        _ => (log != back).then(|| format!("{place}: {log} is read as {back}")),
    }
}

/// Every rule, every level, a path through two files, notes, and names that a URI escapes.
fn log() -> Value {
    let folder = tempfile::tempdir().unwrap();
    let cases: toml::Table = toml::from_str(include_str!("../cases.toml")).unwrap();
    for (at, case) in cases["rule"].as_array().unwrap().iter().enumerate() {
        let package = folder.path().join(format!("{at} ä%"));
        fs::create_dir(&package).unwrap();
        for (language, end, head) in [("go", "go", "package p\n"), ("rust", "rs", "")] {
            if let Some(code) = case.get(language).and_then(toml::Value::as_str) {
                fs::write(package.join(format!("case.{end}")), format!("{head}{code}")).unwrap();
            }
        }
    }
    let two = folder.path().join("two");
    fs::create_dir(&two).unwrap();
    fs::write(two.join("a.go"), "package p\n\nfunc (t *table) a() {\n\tt.mu.Lock()\n\tt.b()\n\tt.mu.Unlock()\n}\n")
        .unwrap();
    fs::write(two.join("b.go"), "package p\n\nfunc (t *table) b() {\n\tt.mu.Lock()\n\tt.mu.Unlock()\n}\n").unwrap();
    fs::write(folder.path().join("broken.go"), "package p\n\nfunc broken( {\n}\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_exit-path-scan"))
        .args(["--advice", "--format", "sarif"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn the_log_is_one_of_the_standard() {
    let log = log();
    assert_eq!(problem(&log), None);
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let mut seen = vec![false; rules.len()];
    let (mut marks, mut levels) = (HashSet::new(), HashSet::new());
    for result in results {
        let rule = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[rule]["id"], result["ruleId"]);
        seen[rule] = true;
        levels.insert(result["level"].as_str().unwrap());
        assert!(marks.insert(result["partialFingerprints"]["exitPath/v1"].as_str().unwrap()), "{result}");
        let flow = result["codeFlows"][0]["threadFlows"][0]["locations"].as_array().unwrap();
        // The schema wants one at least.
        assert!(!flow.is_empty(), "{result}");
        for place in flow.iter().map(|it| &it["location"]).chain(result["locations"].as_array().unwrap()) {
            let place = &place["physicalLocation"];
            assert!(place["region"]["startLine"].as_u64().unwrap() >= 1, "{result}");
            let uri = place["artifactLocation"]["uri"].as_str().unwrap();
            assert!(uri.bytes().all(|it| it.is_ascii_graphic()) && !uri.starts_with('/'), "{uri}");
        }
    }
    let silent: Vec<_> = seen.iter().zip(rules).filter(|it| !it.0).map(|it| &it.1["id"]).collect();
    assert!(silent.is_empty(), "no result of {silent:?}");
    assert_eq!(levels.len(), 3);
    assert!(results.iter().any(|it| it["codeFlows"].to_string().contains("two/b.go")), "no path through two files");
    let uris = log.to_string();
    assert!(uris.contains("0%20%C3%A4%25/case.go"), "{uris}");
    assert!(!run["invocations"][0]["toolExecutionNotifications"].as_array().unwrap().is_empty());
}

#[test]
fn a_log_without_findings_is_one_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.go"), "package p\n").unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_exit-path-scan"))
        .args(["--format", "sarif"])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(problem(&log), None);
    // Absent means "did not run"; a run without findings has an empty list.
    assert_eq!(log["runs"][0]["results"], json!([]));
}

/// What the comparison refuses, so that its silence says something.
#[test]
fn a_damaged_log_is_refused() {
    type Damage = fn(&mut Value);
    let damages: [(Damage, &str); 6] = [
        (|it| it["version"] = json!("2.2.0"), "2.2.0"),
        (|it| it["runs"][0]["results"][0]["level"] = json!("fatal"), "fatal"),
        (|it| it["runs"][0]["results"][0]["ruleid"] = json!("x"), "/runs/0/results/0/ruleid is not in the schema"),
        (|it| it["runs"][0]["results"][0]["message"] = json!(null), "invalid type: null"),
        (
            |it| it["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = json!("6"),
            "invalid type: string",
        ),
        (|it| drop(it["runs"][0]["tool"].as_object_mut().unwrap().remove("driver")), "missing field `driver`"),
    ];
    let log = log();
    for (damage, said) in damages {
        let mut log = log.clone();
        damage(&mut log);
        let problem = problem(&log).unwrap_or_default();
        assert!(problem.contains(said), "no `{said}` in `{problem}`");
    }
}
