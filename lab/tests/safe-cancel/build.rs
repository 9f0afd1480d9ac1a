//! Writes each wrong version of the library as a module: the source of `crates/safe-cancel`, with one patch of `wrong/`. A patch
//! that does not fit stops the build: a wrong version that is the right one would be refused by nobody.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

fn main() {
    let here = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo says where"));
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo says where to"));
    let source = here.join("../../../crates/safe-cancel/src").canonicalize().expect("the library is there");
    let contract = here.join("src/contract.rs");
    let parallel = here.join("src/parallel.rs");
    for watched in [&source, &here.join("wrong")] {
        println!("cargo::rerun-if-changed={}", watched.display());
    }
    let patches = fs::read_dir(here.join("wrong")).expect("the patches are there");
    let mut patches: Vec<PathBuf> = patches.map(|entry| entry.expect("a patch").path()).collect();
    patches.sort();
    let (mut modules, mut list) = (String::new(), String::new());
    for patch in patches {
        let name = patch.file_stem().expect("a name").to_string_lossy().into_owned();
        let copy = out.join(&name);
        let _ = fs::remove_dir_all(&copy);
        copied(&source, &copy);
        apply(&patch, &copy);
        inside(&copy, &format!("crate::wrong::{name}::subject::"));
        let lib = copy.join("lib.rs");
        modules += &format!(
            "#[allow(warnings, reason = \"it is wrong on purpose, and its public items are a module's\")]\n\
             pub(crate) mod {name} {{\n    #[path = {lib:?}]\n    pub(crate) mod subject;\n    \
             #[path = {contract:?}]\n    pub(crate) mod contract;\n    #[path = {parallel:?}]\n    pub(crate) mod parallel;\n}}\n"
        );
        list += &format!(
            "    super::Wrong {{ name: \"{name}\", patch: include_str!({patch:?}), contract: {name}::contract::PROPERTIES, \
             parallel: {name}::parallel::PROPERTIES }},\n"
        );
    }
    let list = format!("pub(crate) const ALL: &[super::Wrong] = &[\n{list}];\n");
    fs::write(out.join("wrong.rs"), modules + &list).expect("the modules are written");
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of the library") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copied(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

fn apply(patch: &Path, to: &Path) {
    let mut git = Command::new("git");
    // Not as a part of the clone around it.
    git.env("GIT_CEILING_DIRECTORIES", to.parent().expect("a folder"))
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE");
    let applied = git.arg("apply").arg(patch).current_dir(to).status().expect("git runs");
    assert!(applied.success(), "{} does not fit to crates/safe-cancel any more", patch.display());
}

/// Paths from the root of the crate are paths from the root of the module.
fn inside(folder: &Path, root: &str) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            inside(&path, root);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a file of the library");
        let code = text.lines().map(|line| match line.trim_start().starts_with("//") {
            true => line.to_owned(),
            false => line.replace("crate::", root).replace("use crate::{", &format!("use {root}{{")),
        });
        fs::write(&path, code.collect::<Vec<_>>().join("\n")).expect("a file of the module");
    }
}
