//! `--measure` takes any file of labels: here one of a repository of two commits.

use serde_json::{Value, json};
use std::{fs, path::Path, process::Command};

const BROKEN: &str = "package p\n\nfunc (t *table) remove(id string) error {\n\tt.mu.Lock()\n\tif t.tasks[id] == nil {\n\t\treturn errNone\n\t}\n\tdelete(t.tasks, id)\n\tt.mu.Unlock()\n\treturn nil\n}\n";

fn git(folder: &Path, words: &[&str]) -> String {
    let output = Command::new("git")
        .args(["-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main"])
        .args(words)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[test]
fn a_label_counts_where_the_report_goes_with_the_fix() {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("work");
    fs::create_dir_all(work.join("core")).unwrap();
    git(&work, &["init", "-q"]);
    let commit = |text: &str| {
        fs::write(work.join("core/a.go"), text).unwrap();
        git(&work, &["add", "."]);
        git(&work, &["commit", "-q", "-m", "step"]);
        git(&work, &["rev-parse", "HEAD"])
    };
    let before = commit(BROKEN);
    let idle = commit(&BROKEN.replace("errNone", "errGone"));
    let fixed = commit(&BROKEN.replace("\t\treturn errNone", "\t\tt.mu.Unlock()\n\t\treturn errNone"));
    git(folder.path(), &["clone", "-q", "--bare", "work", "me+mine"]);
    let label = |id: &str, lines: [u32; 2], fix: &str| {
        json!({
            "id": id, "repo": "me/mine", "language": "go", "before_commit": before, "path": "core/a.go", "lines": lines,
            "hazard": "skipped-cleanup", "fix_commit": fix, "visible": "S", "why": "a key of theirs",
        })
    };
    let run = |labels: &Value| {
        fs::write(folder.path().join("labels.json"), labels.to_string()).unwrap();
        Command::new(env!("CARGO_BIN_EXE_exit-path-scan"))
            .args(["--measure", "labels.json", "--repos", ".", "--format", "json"])
            .current_dir(folder.path())
            .output()
            .unwrap()
    };
    // Fixed; named before and after; elsewhere in the file.
    let labels = json!([label("A", [4, 6], &fixed), label("B", [4, 6], &idle), label("C", [11, 11], &fixed)]);
    let output = run(&labels);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let rows: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(rows["goal"], json!({ "labels": 3, "pairs": 1 }));
    let part = |pairs: u32, labels: u32| json!({ "labels": labels, "pairs": pairs });
    assert_eq!(rows["goal_by_language"], json!({ "go": part(1, 3), "rust": part(0, 0) }));
    let row = &rows["hazards"][0];
    assert_eq!((&row["labels"], &row["named"], &row["pairs"]), (&json!(3), &json!(2), &json!(1)));
    // A label without its keys, and a repository that is not there.
    let output = run(&json!([{ "id": "A" }]));
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("missing field"), "{output:?}");
    let mut other = label("A", [4, 6], &fixed);
    other["repo"] = json!("no/body");
    let output = run(&json!([other]));
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8_lossy(&output.stderr).contains("no/body"), "{output:?}");
}
