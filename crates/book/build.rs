//! Finds the script that draws diagrams. mdbook-mermaid carries it beside its program and not in its library, so cargo
//! is asked where the crate lies. That works for a vendored source as well.

use serde_json::Value;
use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The same version as in `Cargo.toml`; a test of `src/diagrams.rs` has the hash of what it carries.
const VERSION: &str = "0.17.1";

fn main() {
    let script = source().join("src/bin/assets/mermaid.min.js");
    assert!(script.is_file(), "mdbook-mermaid has no {}: did its folders change?", script.display());
    println!("cargo::rustc-env=MERMAID_SCRIPT={}", script.display());
    println!("cargo::rerun-if-changed={}", script.display());
    println!("cargo::rerun-if-changed=build.rs");
}

/// The crate's folder. A package of its own is asked about, with the versions of our lock file: about the whole
/// workspace cargo answers only when every crate of every member has been downloaded.
fn source() -> PathBuf {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let dir = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it")).join("asks");
    fs::create_dir_all(dir.join("src")).expect("OUT_DIR can be written");
    let manifest = format!(
        "[package]\nname = \"asks\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
         [dependencies]\nmdbook-mermaid = \"={VERSION}\"\n[workspace]\n"
    );
    fs::write(dir.join("Cargo.toml"), manifest).expect("OUT_DIR can be written");
    fs::write(dir.join("src/lib.rs"), "").expect("OUT_DIR can be written");
    fs::copy(here.join("../../Cargo.lock"), dir.join("Cargo.lock")).expect("the workspace has a lock file");
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // Offline: what is asked for was downloaded for this very build.
    cargo.args(["metadata", "--offline", "--format-version", "1", "--filter-platform"]);
    cargo.arg(env::var_os("TARGET").expect("cargo sets it"));
    cargo.current_dir(&here).arg("--manifest-path").arg(dir.join("Cargo.toml"));
    let output = cargo.output().unwrap_or_else(|error| panic!("cannot ask cargo where mdbook-mermaid lies: {error}"));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!("cargo does not say where mdbook-mermaid lies:\n{}", String::from_utf8_lossy(&output.stderr))
    });
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let found = packages.iter().find(|package| package["name"] == "mdbook-mermaid");
    let manifest = found.and_then(|package| package["manifest_path"].as_str()).expect("it was just asked for");
    Path::new(manifest).parent().expect("a manifest lies in a folder").to_owned()
}
