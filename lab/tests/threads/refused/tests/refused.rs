//! Each file in `cases` says on its first line what the compiler must say about it in the lab (`ok`: nothing), and on a
//! `real:` line what it must say without the lab (nothing, if there is no such line).

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// What one file must meet, in the lab and without it.
struct Case {
    name: String,
    lab: Option<String>,
    real: Option<String>,
}

fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let mut cases: Vec<Case> =
        fs::read_dir(folder).expect("the cases").map(|entry| read(&entry.expect("a case").path())).collect();
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    cases
}

fn read(path: &Path) -> Case {
    let text = fs::read_to_string(path).expect("a case is text");
    let line =
        |key: &str| text.lines().find_map(|line| line.strip_prefix("//! ")?.strip_prefix(key)).map(str::to_string);
    let lab = line("lab: ").unwrap_or_else(|| panic!("{}: the first line says `//! lab: …`", path.display()));
    let name = path.file_stem().expect("a file").to_string_lossy().into_owned();
    Case { name, lab: Some(lab).filter(|lab| lab != "ok"), real: line("real: ") }
}

/// Check all cases in one generated package; give the errors of each.
fn errors(package: &str, dependencies: &str) -> BTreeMap<String, String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let shadow = here.ancestors().nth(3).expect("it lies in lab/tests/threads");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(package);
    fs::create_dir_all(&folder).expect("a folder for the package");
    let mut manifest =
        format!("[package]\nname = \"{package}\"\nedition = \"2024\"\nautobins = false\n[workspace]\n{dependencies}");
    manifest = manifest.replace("SHADOW", &shadow.display().to_string());
    for case in cases() {
        let path = here.join("cases").join(&case.name).with_extension("rs");
        manifest += &format!("[[bin]]\nname = \"{}\"\npath = {:?}\n", case.name, path.display().to_string());
    }
    manifest += &profile(shadow);
    fs::write(folder.join("Cargo.toml"), manifest).expect("the manifest");
    fs::copy(shadow.join("Cargo.lock"), folder.join("Cargo.lock")).expect("the lock file");
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".into());
    let mut words = vec!["check", "--bins", "--keep-going", "--offline", "--quiet", "--message-format", "json"];
    words.extend(["--profile", "exit-path", "--target", "host-tuple"]);
    // Where this test was built: what the cases need of others' crates lies there.
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().expect("a target folder");
    let output = Command::new(cargo)
        .args(words)
        .arg("--target-dir")
        .arg(target)
        .current_dir(&folder)
        .output()
        .expect("cargo runs");
    let mut errors = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: serde_json::Value = serde_json::from_str(line).expect("cargo writes JSON");
        if message["reason"] == "compiler-artifact" && message["target"]["kind"][0] == "bin" {
            errors.entry(message["target"]["name"].as_str().unwrap_or_default().to_string()).or_default();
        }
        if message["reason"] == "compiler-message" && message["message"]["level"] == "error" {
            let name = message["target"]["name"].as_str().unwrap_or_default().to_string();
            *errors.entry(name).or_insert_with(String::new) +=
                message["message"]["rendered"].as_str().unwrap_or_default();
        }
    }
    assert!(!errors.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    errors
}

/// The profile of a check, from the lab's own manifest.
fn profile(lab: &Path) -> String {
    let manifest = fs::read_to_string(lab.join("Cargo.toml")).expect("the lab's manifest");
    let start = manifest.find("[profile.exit-path]").expect("it has the profile of a check");
    format!("\n{}", &manifest[start..])
}

fn compare(errors: &BTreeMap<String, String>, wanted: impl Fn(&Case) -> &Option<String>) {
    let mut wrong = Vec::new();
    for case in cases() {
        let Some(said) = errors.get(&case.name) else {
            wrong.push(format!("{}: cargo said nothing about it", case.name));
            continue;
        };
        match wanted(&case) {
            None if said.is_empty() => {}
            Some(words) if said.contains(words.as_str()) => {}
            Some(words) if said.is_empty() => {
                wrong.push(format!("{}: it compiles; `{words}` was to be said", case.name))
            }
            Some(words) => wrong.push(format!("{}: `{words}` is not in\n{said}", case.name)),
            None => wrong.push(format!("{}: it must compile\n{said}", case.name)),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn in_the_lab() {
    let dependencies = "[dependencies]\nstd = { package = \"labstd\", path = \"SHADOW/std\" }\n\
        core = { package = \"labcore\", path = \"SHADOW/core\" }\n[lints.rust]\nunsafe_code = \"forbid\"\n";
    compare(&errors("refused-in-the-lab", dependencies), |case| &case.lab);
}

/// The same files without the lab compile: what refuses them is the lab, and no mistake of ours.
#[test]
fn without_the_lab() {
    compare(&errors("refused-without-the-lab", ""), |case| &case.real);
}
