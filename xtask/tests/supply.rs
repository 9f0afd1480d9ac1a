//! What the lock files may hold: everything comes from its registry, with a hash, and runs nothing when it is installed. Offline,
//! and without a tool. Licences of crates are cargo-deny's business, which is tried here where it is installed.

use serde_json::Value;
use std::{fs, process::Command};
use testkit::root;

const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";
const NPM: &str = "https://registry.npmjs.org/";
/// Of packages that only test the pages: what asks for no more than to be named, and MPL-2.0 unchanged.
const LICENCES: [&str; 6] = ["MIT", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MPL-2.0"];

/// What is wrong with a `Cargo.lock`.
fn crates(lock: &str) -> Vec<String> {
    let lock: toml::Table = toml::from_str(lock).unwrap();
    let mut problems = Vec::new();
    for package in lock["package"].as_array().unwrap() {
        let text = |key: &str| package.get(key).and_then(toml::Value::as_str);
        let name = format!("{} {}", text("name").unwrap(), text("version").unwrap());
        // A package of this workspace has no source.
        let Some(source) = text("source") else { continue };
        if source != CRATES_IO {
            problems.push(format!("{name}: it comes from {source}"));
        }
        if text("checksum").is_none_or(|it| it.len() != 64) {
            problems.push(format!("{name}: it has no checksum"));
        }
    }
    problems
}

/// What is wrong with a `package-lock.json`.
fn packages(lock: &str) -> Vec<String> {
    let lock: Value = serde_json::from_str(lock).unwrap();
    let mut problems = Vec::new();
    if lock["lockfileVersion"] != 3 {
        problems.push("the lock file is of another format".to_owned());
    }
    for (name, package) in lock["packages"].as_object().unwrap().iter().filter(|it| !it.0.is_empty()) {
        let text = |key: &str| package[key].as_str();
        // Without `resolved` npm asks the registry that it is set up for; the hash below holds wherever that is.
        if text("resolved").is_some_and(|it| !it.starts_with(NPM)) || package["link"] == true {
            problems.push(format!("{name}: it does not come from npm's registry"));
        }
        if !text("integrity").is_some_and(|it| it.starts_with("sha512-") && it.len() > 90) {
            problems.push(format!("{name}: it has no hash"));
        }
        if !text("license").is_some_and(|it| LICENCES.contains(&it)) {
            problems.push(format!("{name}: its licence is {}", package["license"]));
        }
        if package["hasInstallScript"] == true {
            problems.push(format!("{name}: it runs a script when it is installed"));
        }
    }
    problems
}

#[test]
fn every_crate_comes_from_crates_io_with_its_checksum() {
    for file in ["Cargo.lock", "lab/Cargo.lock", "crates/room/Cargo.lock"] {
        let lock = fs::read_to_string(root().join(file)).unwrap();
        assert!(lock.matches("checksum = ").count() > 50, "{file}");
        assert_eq!(crates(&lock), Vec::<String>::new(), "{file}");
    }
}

#[test]
fn every_package_of_the_browser_tests_comes_from_npm_with_its_hash() {
    let lock = fs::read_to_string(root().join("crates/book/browser/package-lock.json")).unwrap();
    assert_eq!(packages(&lock), Vec::<String>::new());
    // Exact versions: a range would be another package tomorrow, for whoever has no lock file.
    let manifest = fs::read_to_string(root().join("crates/book/browser/package.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    for (name, version) in manifest["devDependencies"].as_object().unwrap() {
        assert!(version.as_str().unwrap().chars().all(|c| c.is_ascii_digit() || c == '.'), "{name}: {version}");
    }
}

#[test]
fn what_is_wrong_with_a_lock_file_has_words() {
    let one = |more: &str| crates(&format!("version = 4\n[[package]]\nname = \"x\"\nversion = \"1.0.0\"\n{more}"));
    let sum = format!("checksum = \"{}\"", "0".repeat(64));
    assert!(one("").is_empty());
    assert!(one(&format!("source = \"{CRATES_IO}\"\n{sum}")).is_empty());
    assert_eq!(one(&format!("source = \"{CRATES_IO}\"")), ["x 1.0.0: it has no checksum"]);
    for source in
        ["git+https://example.org/x#0123", "registry+https://example.org/index", "sparse+https://example.org/"]
    {
        assert_eq!(one(&format!("source = \"{source}\"\n{sum}")), [format!("x 1.0.0: it comes from {source}")]);
    }

    let lock = fs::read_to_string(root().join("crates/book/browser/package-lock.json")).unwrap();
    let good: Value = serde_json::from_str(&lock).unwrap();
    type Damage = fn(&mut Value);
    let cases: [(Damage, &str); 8] = [
        (|it| drop(it.as_object_mut().unwrap().remove("integrity")), "it has no hash"),
        (|it| it["integrity"] = "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=".into(), "it has no hash"),
        (|it| it["resolved"] = "https://example.org/x.tgz".into(), "it does not come from npm's registry"),
        (|it| it["resolved"] = "git+ssh://git@github.com/x/y.git#0123".into(), "it does not come from npm's registry"),
        (|it| it["license"] = "GPL-3.0-only".into(), "its licence is \"GPL-3.0-only\""),
        (|it| drop(it.as_object_mut().unwrap().remove("license")), "its licence is null"),
        (|it| it["hasInstallScript"] = true.into(), "it runs a script when it is installed"),
        (|it| it["link"] = true.into(), "it does not come from npm's registry"),
    ];
    for (damage, words) in cases {
        let mut bad = good.clone();
        damage(&mut bad["packages"]["node_modules/axe-core"]);
        assert_eq!(packages(&bad.to_string()), [format!("node_modules/axe-core: {words}")]);
    }
}

/// What cargo-deny says of a small workspace under our rules; `None` where it is not installed.
fn denied(manifest: &str, check: &str) -> Option<String> {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("src")).unwrap();
    fs::write(dir.path().join("src/lib.rs"), "").unwrap();
    fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    let upstream = dir.path().join("upstream");
    fs::create_dir_all(upstream.join("src")).unwrap();
    fs::write(upstream.join("src/lib.rs"), "").unwrap();
    fs::write(
        upstream.join("Cargo.toml"),
        "[package]\nname = \"far\"\nversion = \"1.0.0\"\nlicense = \"MIT\"\n[workspace]\n",
    )
    .unwrap();
    let git = |words: &str| {
        let mut command = Command::new("git");
        command
            .args(["-c", "user.name=x", "-c", "user.email=x@example.org"])
            .args(words.split(' '))
            .current_dir(&upstream);
        assert!(command.output().unwrap().status.success(), "git {words}");
    };
    git("init --quiet");
    git("add --all");
    git("commit --quiet --message x");
    let manifest = manifest.replace("UPSTREAM", &upstream.display().to_string());
    fs::write(dir.path().join("Cargo.toml"), manifest).unwrap();
    let mut command = Command::new("cargo-deny");
    command.arg("--config").arg(root().join(".cargo/deny.toml")).args(["check", check]).current_dir(dir.path());
    match command.env("CARGO_HOME", dir.path().join("home")).output() {
        Ok(ended) => {
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            Some(format!("{} {said}", if ended.status.success() { "passed" } else { "denied" }))
        }
        Err(_) => None,
    }
}

#[test]
fn cargo_deny_knows_our_rules() {
    let package =
        |more: &str| format!("[package]\nname = \"x\"\nversion = \"1.0.0\"\nedition = \"2024\"\n{more}\n[workspace]\n");
    let Some(good) = denied(&package("license = \"MIT OR Apache-2.0\""), "licenses") else {
        println!("cargo-deny is not installed: .ci/cargo-deny");
        return;
    };
    assert!(good.starts_with("passed"), "{good}");
    for licence in ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only"] {
        let said = denied(&package(&format!("license = \"{licence}\"")), "licenses").unwrap();
        assert!(said.starts_with("denied") && said.contains("license is not explicitly allowed"), "{licence}: {said}");
    }
    let none = denied(&package(""), "licenses").unwrap();
    assert!(none.starts_with("denied") && none.contains("unlicensed"), "{none}");
    let git = package("license = \"MIT\"")
        .replace("[workspace]", "[dependencies]\nfar = { git = \"file://UPSTREAM\" }\n[workspace]");
    let said = denied(&git, "sources").unwrap();
    assert!(said.starts_with("denied") && said.contains("source-not-allowed"), "{said}");
}
