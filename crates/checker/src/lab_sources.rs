//! The lab's own packages, by content. Their manifests are in the tree and carry no key, so where one of their files
//! holds other bytes, cargo's notes about the package are removed: then it builds anew, whatever the times say.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "the folder of a build is the tool's own"))]

use crate::layout::Layout;
use anyhow::Context;
use inputs::{Key, Look};
use records::hash::hash_of;
use std::{
    collections::BTreeMap,
    fs::{self, File},
    path::{Path, PathBuf},
};
use walkdir::{DirEntry, WalkDir};

/// Names of packages, and where they are below the clone.
const PACKAGES: [(&str, &str); 9] = [
    ("lab", "lab/engine"),
    ("protocol", "crates/protocol"),
    ("labstd", "lab/std"),
    ("labcore", "lab/core"),
    ("labnix", "lab/nix"),
    ("labtokio", "lab/tokio"),
    ("labtokio-util", "lab/tokio-util"),
    // Its files are those of the real one.
    ("labsafe-cancel", "crates/safe-cancel"),
    ("dump", "crates/dump"),
];

/// Sees to it that cargo keeps nothing of the lab that was built from other bytes. Returns whether it had to.
pub(crate) fn refresh(layout: &Layout) -> anyhow::Result<bool> {
    let build = layout.build_dir();
    let memory = build.join("lab.json");
    let now = keys(&layout.workspace);
    if read(&memory) == now {
        return Ok(false);
    }
    fs::create_dir_all(&build).with_context(|| format!("cannot create {}", build.display()))?;
    let lock = build.join("lab.lock");
    let lock = File::create(&lock).with_context(|| format!("cannot write {}", lock.display()))?;
    lock.lock().context("cannot lock the lab's folder")?;
    let known = read(&memory);
    let changed: Vec<&str> =
        now.iter().filter(|(name, key)| known.get(*name) != Some(key)).map(|(it, _)| &**it).collect();
    forget(&build, &changed)?;
    let text = serde_json::to_string(&now)?;
    fs::write(&memory, text).with_context(|| format!("cannot write {}", memory.display()))?;
    Ok(!changed.is_empty())
}

/// Stands for the bytes of all of them.
pub fn key(layout: &Layout) -> String {
    let keys = keys(&layout.workspace);
    hash_of(keys.values().map(ToString::to_string).collect::<String>().as_bytes())
}

/// Whether a file is one of the lab's own.
pub(crate) fn has(layout: &Layout, file: &Path) -> bool {
    PACKAGES.iter().any(|(_, folder)| file.starts_with(layout.workspace.join(folder)))
}

fn read(memory: &Path) -> BTreeMap<String, Key> {
    fs::read(memory).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

fn keys(root: &Path) -> BTreeMap<String, Key> {
    let counts = |file: &Path| file.extension().is_some_and(|it| it == "rs" || it == "toml");
    let key = |folder: &str| {
        let files = WalkDir::new(root.join(folder)).into_iter().flatten().map(DirEntry::into_path);
        Look::at(&files.filter(|file| counts(file) && !file.is_dir()).collect::<Vec<PathBuf>>()).key("")
    };
    PACKAGES.iter().map(|(name, folder)| ((*name).to_owned(), key(folder))).collect()
}

/// Removes cargo's notes about these packages, for every target and profile.
fn forget(build: &Path, packages: &[&str]) -> anyhow::Result<()> {
    let is_about =
        |name: &str| packages.iter().any(|it| name.rsplit_once('-').is_some_and(|(package, _)| package == *it));
    let folders = |dir: &Path| -> Vec<PathBuf> {
        fs::read_dir(dir).into_iter().flatten().flatten().map(|it| it.path()).filter(|it| it.is_dir()).collect()
    };
    for target in folders(build) {
        for profile in folders(&target) {
            for notes in folders(&profile.join(".fingerprint")) {
                if notes.file_name().is_some_and(|name| is_about(&name.to_string_lossy())) {
                    fs::remove_dir_all(&notes).with_context(|| format!("cannot remove {}", notes.display()))?;
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::refresh;
    use crate::layout::Layout;
    use std::fs;

    #[test]
    fn notes_about_a_changed_package_are_removed_and_others_stay() {
        let dir = tempfile::tempdir().expect("a folder");
        let layout = Layout {
            workspace: dir.path().to_owned(),
            course: dir.path().to_owned(),
            lab_target: dir.path().join("target/lab"),
        };
        let source = dir.path().join("lab/engine/src/lib.rs");
        fs::create_dir_all(source.parent().expect("a folder")).expect("a folder");
        fs::write(&source, "one").expect("a file");
        let notes = layout.build_dir().join("x86/exit-path/.fingerprint");
        let all = ["lab-1f", "labstd-2f", "labtokio-util-3f"].map(|it| notes.join(it));
        for note in &all {
            fs::create_dir_all(note).expect("a folder");
        }
        // What was there before anybody knew of it is not trusted.
        assert!(refresh(&layout).expect("it works"));
        assert!(all.iter().all(|it| !it.exists()));
        for note in &all {
            fs::create_dir_all(note).expect("a folder");
        }
        assert!(!refresh(&layout).expect("it works"));
        let time = fs::metadata(&source).and_then(|it| it.modified()).expect("a time");
        fs::write(&source, "two").expect("a file");
        fs::File::options().write(true).open(&source).and_then(|it| it.set_modified(time)).expect("a time");
        assert!(refresh(&layout).expect("it works"));
        assert_eq!(all.map(|it| it.exists()), [false, true, true]);
    }
}
