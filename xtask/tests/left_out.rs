//! A target that says `test = false` or `doctest = false` saves its build, and a test that somebody writes there would never run.
//! So there is none.

use serde_json::Value;
use std::{fs, path::Path, process::Command};

/// The targets of a workspace, as cargo sees them.
fn targets(manifest: &str) -> Vec<Value> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--no-deps", "--format-version", "1", "--manifest-path", manifest])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let packages = found["packages"].as_array().expect("packages").clone();
    packages.iter().flat_map(|it| it["targets"].as_array().expect("targets").clone()).collect()
}

/// Every line of the target's folder, with its file.
fn lines(dir: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(dir).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            lines(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("a file");
            found.extend(text.lines().map(|line| (path.display().to_string(), line.trim().to_owned())));
        }
    }
}

fn is_test(line: &str) -> bool {
    line.starts_with("#[test]") || line.starts_with("#[cfg(test)]") || line.starts_with("proptest!")
}

fn is_doctest(line: &str) -> bool {
    line.starts_with("/// ```") || line.starts_with("//! ```")
}

#[test]
fn what_is_not_tested_holds_no_test() {
    let (mut left_out, mut problems) = (0, Vec::new());
    for target in ["Cargo.toml", "lab/Cargo.toml"].into_iter().flat_map(targets) {
        let kind = target["kind"][0].as_str().unwrap_or_default();
        let file = Path::new(target["src_path"].as_str().expect("a path")).to_owned();
        // A program has no doc tests, and a library's file may be shared by a package of the lab.
        let is_library = kind == "lib";
        if !["lib", "bin"].contains(&kind) {
            continue;
        }
        let mut text = Vec::new();
        lines(file.parent().expect("a folder"), &mut text);
        for (says, is_it) in [("test", is_test as fn(&str) -> bool), ("doctest", is_doctest)] {
            if target[says].as_bool() == Some(false) && (says == "test" || is_library) {
                left_out += 1;
                let here = text.iter().filter(|(_, line)| is_it(line));
                problems
                    .extend(here.map(|(file, line)| format!("{file} has `{line}`, and its target `{says} = false`")));
            }
        }
    }
    // The lab's copy of `safe-cancel` is that of the root, whose examples run there.
    problems.retain(|it| !it.contains("safe-cancel"));
    assert!(problems.is_empty(), "{problems:#?}");
    assert!(left_out > 20, "cargo names {left_out} targets that are left out");
}
