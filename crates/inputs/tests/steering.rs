//! A program that says how it was compiled, built below configurations that would have it compiled otherwise.

use std::{fs, path::Path, process::Command};

/// Its words are those of a plain development build.
const PROGRAM: &str = r#"
use std::collections::BTreeMap;
fn main() {
    println!("{} {} {}", cfg!(panic = "unwind"), cfg!(debug_assertions), cfg!(steered));
    println!("{}", std::panic::catch_unwind(|| std::hint::black_box(u8::MAX) + 1).is_err());
}
"#;
const PLAIN: &str = "true true false\ntrue\n";

fn manifest() -> String {
    format!(
        "[package]\nname = \"says\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n{}\n[workspace]\n",
        inputs::cargo::profile("false")
    )
}

/// Builds the program with this configuration of the user's, and runs it.
fn says(configuration: &str) -> String {
    let dir = tempfile::tempdir().expect("a folder");
    let put = |name: &str, text: &str| {
        let file = dir.path().join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    };
    put("Cargo.toml", &manifest());
    put("src/main.rs", PROGRAM);
    put(".cargo/config.toml", configuration);
    let target = dir.path().join("target");
    let words = ["build", "--offline", "--message-format", "json"];
    let output = inputs::cargo::cargo(dir.path(), &words, &dir.path().join("Cargo.toml"), &target).output();
    let output = output.expect("cargo starts");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let program = told.lines().find_map(|line| {
        let line: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(line["executable"].as_str()?.to_owned())
    });
    let Some(program) = program else {
        return format!("no build: {}{told}", String::from_utf8_lossy(&output.stderr));
    };
    assert!(Path::new(&program).starts_with(&target), "{program} is somewhere else");
    let output = Command::new(program).output().expect("it starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn a_users_configuration_decides_nothing() {
    let rows = [
        "",
        "[build]\nrustflags = [\"-Dwarnings\", \"--cfg\", \"steered\"]",
        "[target.'cfg(all())']\nrustflags = [\"-Dwarnings\", \"--cfg\", \"steered\"]",
        "[build]\ntarget = \"wasm32-unknown-unknown\"",
        "[build]\nrustc = \"/no such program\"",
        "[build]\nrustc-wrapper = \"/no such program\"",
        "[build]\nrustc-workspace-wrapper = \"/no such program\"",
        "[build]\nbuild-dir = \"/proc/nowhere\"\ntarget-dir = \"/proc/nowhere\"",
        "[profile.dev]\npanic = \"abort\"",
        "[profile.dev]\ndebug-assertions = false\noverflow-checks = false",
        "[profile.dev]\nopt-level = 3\nlto = true\nstrip = true\ncodegen-units = 1",
    ];
    let wrong = rows.iter().filter_map(|row| Some((row, says(row))).filter(|(_, said)| said != PLAIN));
    assert_eq!(wrong.collect::<Vec<_>>(), Vec::new());
}
