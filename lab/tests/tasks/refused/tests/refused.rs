//! Each file in `cases` must not compile against the lab, in the words of its first lines (`//~ …`), and must compile
//! against the real `tokio`: a case that is wrong for another reason says nothing. A first line `//! not in the real one:
//! why` takes the second demand away.

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const LAB: &str = r#"
std = { package = "labstd", path = "{shadow}/std", features = ["tasks"] }
core = { package = "labcore", path = "{shadow}/core" }
tokio = { package = "labtokio", path = "{shadow}/tokio" }
tokio-util = { package = "labtokio-util", path = "{shadow}/tokio-util" }
"#;

const REAL: &str = r#"
tokio = { version = "=1.54.1", features = ["full", "test-util"] }
tokio-util = { version = "=0.7.20", features = ["rt"] }
"#;

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn cases() -> BTreeMap<String, String> {
    let files = fs::read_dir(here().join("cases")).expect("cases").map(|file| file.expect("a case").path());
    files
        .map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(path).expect("text"))
        })
        .collect()
}

/// The profile of a check, from the lab's own manifest.
fn profile(lab: &Path) -> String {
    let manifest = fs::read_to_string(lab.join("Cargo.toml")).expect("the lab's manifest");
    manifest[manifest.find("[profile.exit-path]").expect("it has the profile of a check")..].to_owned()
}

/// Compile `cases`, each alone, with `dependencies`: the errors of each.
fn compile<'a>(
    of: &str,
    dependencies: &str,
    cases: impl Iterator<Item = (&'a String, &'a String)>,
) -> BTreeMap<String, String> {
    let shadow = here().join("../../..").canonicalize().expect("the workspace");
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(of);
    let _ = fs::remove_dir_all(&package);
    fs::create_dir_all(package.join("src/bin")).expect("a directory");
    let manifest = format!(
        "[package]\nname = \"refused-{of}\"\nedition = \"2024\"\n[workspace]\n[dependencies]\n{}\n{}",
        dependencies.replace("{shadow}", &shadow.to_string_lossy()),
        profile(&shadow)
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
    fs::copy(shadow.join("Cargo.lock"), package.join("Cargo.lock")).expect("a lock file");
    let mut errors = BTreeMap::new();
    for (name, text) in cases {
        fs::write(package.join(format!("src/bin/{name}.rs")), format!("{text}\nfn main() {{}}\n")).expect("a case");
        errors.insert(name.clone(), String::new());
    }
    let output = Command::new(env!("CARGO"))
        .args(["check", "--bins", "--keep-going", "--offline", "--message-format", "json"])
        .args(["--profile", "exit-path", "--target", "host-tuple"])
        .current_dir(&package)
        // Where this test was built: what the cases need of others' crates lies there.
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder"))
        .output()
        .expect("cargo runs");
    let mut seen = BTreeSet::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let target = message["target"]["name"].as_str().unwrap_or_default().to_string();
        seen.insert(target.clone());
        if message["message"]["level"] == "error"
            && let Some(errors) = errors.get_mut(&target)
        {
            errors.push_str(message["message"]["rendered"].as_str().unwrap_or_default());
        }
    }
    // A dependency that does not compile would make every case fail.
    let missing: Vec<&String> = errors.keys().filter(|name| !seen.contains(*name)).collect();
    assert!(missing.is_empty(), "not compiled: {missing:?}\n{}", String::from_utf8_lossy(&output.stderr));
    errors
}

#[test]
fn each_case_is_refused_in_its_words() {
    let cases = cases();
    let errors = compile("lab", LAB, cases.iter());
    let mut wrong = String::new();
    for (name, text) in &cases {
        let wanted: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("//~ ")).collect();
        assert!(!wanted.is_empty(), "{name} does not say what it wants");
        let said = &errors[name];
        if said.is_empty() {
            wrong += &format!("\n{name} compiles\n");
        } else if let Some(words) = wanted.iter().find(|words| !said.contains(**words)) {
            wrong += &format!("\n{name} does not say `{words}`:\n{said}\n");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn each_case_compiles_against_the_real_tokio() {
    let mut cases = cases();
    cases.retain(|_, text| !text.starts_with("//! not in the real one: "));
    let errors = compile("real", REAL, cases.iter());
    let wrong: Vec<&String> = errors.values().filter(|errors| !errors.is_empty()).collect();
    assert!(wrong.is_empty(), "{}", wrong.iter().map(|errors| errors.as_str()).collect::<String>());
}
