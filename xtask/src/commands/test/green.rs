//! The last green run of each step in this clone, and what it was green of. A plain second run says so instead of running.
//!
//! A step that is called unchanged and is not would be a false green. So nothing here is clever. One key stands for *every*
//! file of the clone, by content; for the program that runs the steps; and for the machine, as far as a step may see it. Any
//! change of any of these is another key, and then every step runs. Which step reads which file is not asked: `changed` knows
//! that, for somebody who wants few steps. Times are not looked at.

use super::step::cargo;
use edge::file::RECORD;
use inputs::{Key, Look, hash_of_bytes, hash_of_file};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    os::unix::{ffi::OsStrExt, fs::PermissionsExt},
    path::{Path, PathBuf},
    process::Command,
};
use walkdir::{DirEntry, WalkDir};

/// What is written by steps, or belongs to git, from the root: read by no step before a step has written it.
const LEFT_OUT: [&str; 4] = [".git", "target", "lab/target", "book/assets/mermaid.min.js"];
/// Folders that are left out wherever they lie: installed packages, which count by the list that npm keeps of them, and what
/// a check remembers of a learner.
const LEFT_OUT_BY_NAME: [&str; 2] = ["node_modules", ".exit-path"];
/// The list of installed Node packages, with their hashes.
const INSTALLED: &str = "crates/book/browser/node_modules/.package-lock.json";
/// Programs that a step may take from this machine, each with a word that makes it say its version.
const PROGRAMS: [(&str, &str); 13] = [
    ("rustc", "-vV"),
    ("cargo", "-vV"),
    ("rustfmt", "--version"),
    ("cc", "--version"),
    ("git", "--version"),
    ("node", "--version"),
    ("npm", "--version"),
    ("chromium-headless-shell", "--version"),
    ("chromium", "--version"),
    ("google-chrome", "--version"),
    ("cargo-deny", "--version"),
    ("go", "version"),
    ("rust-analyzer", "--version"),
];
/// What says which system this is.
const SYSTEM: [&str; 3] = ["/etc/os-release", "/proc/sys/kernel/osrelease", "/proc/sys/kernel/version"];
/// Variables that a shell sets anew in each window, or each moment. No step reads them.
const OF_A_WINDOW: [&str; 8] =
    ["_", "PWD", "OLDPWD", "SHLVL", "WINDOWID", "TERM_SESSION_ID", "SSH_TTY", "SSH_CONNECTION"];

/// The steps that were green, each with the key of what it was green of.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Greens(BTreeMap<String, String>);

impl Greens {
    /// As the last run left them; none where the file is gone or unreadable.
    pub(super) fn read(root: &Path) -> Greens {
        let text = edge::file::text(file(root), RECORD).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Whether this step was green of just this.
    pub(super) fn holds(&self, step: &str, key: &Key) -> bool {
        self.0.get(step) == Some(&key.0)
    }

    /// Takes in a run that had this key before its first step and after its last one. `passed` are its steps, and whether
    /// each was green: one that was not is forgotten.
    pub(super) fn learn<'a>(&mut self, key: &Key, passed: impl IntoIterator<Item = (&'a str, bool)>) {
        for (step, is_green) in passed {
            match is_green {
                true => self.0.insert(step.to_owned(), key.0.clone()),
                false => self.0.remove(step),
            };
        }
    }

    /// Keeps them.
    ///
    /// # Errors
    /// Where `target` takes no file.
    pub(super) fn write(&self, root: &Path) -> anyhow::Result<()> {
        let (file, text) = (file(root), serde_json::to_string_pretty(self)?);
        fs::create_dir_all(root.join("target"))?;
        // Whole, or not at all.
        edge::file::replace(&file, text.as_bytes())?;
        Ok(())
    }
}

/// Removed with everything that was built, by `cargo clean`.
fn file(root: &Path) -> PathBuf {
    root.join("target/green.json")
}

/// Everything that a step may read, at one moment. Two are equal only where no file was written between them: one that was
/// changed and changed back has another stamp.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Seen {
    clone: Look,
    /// Links, modes, and the machine.
    machine: String,
}

impl Seen {
    /// As it is now. `None` where a folder cannot be read: then nothing is unchanged.
    pub(super) fn now(root: &Path) -> Option<Seen> {
        Seen::beside(root, machine(root))
    }

    /// With what is known of the machine.
    fn beside(root: &Path, machine: String) -> Option<Seen> {
        let files = files(root)?;
        Some(Seen { clone: Look::at(&files), machine: forms(&files) + &machine })
    }

    /// Stands for the content of all of it, whenever it was written.
    pub(super) fn key(&self) -> Key {
        self.clone.key(&self.machine)
    }
}

/// Every file of the clone: also those that git does not know, or ignores.
fn files(root: &Path) -> Option<BTreeSet<PathBuf>> {
    let is_read = |entry: &DirEntry| {
        let path = entry.path().strip_prefix(root).unwrap_or(entry.path());
        !LEFT_OUT.iter().any(|it| path == Path::new(it)) && LEFT_OUT_BY_NAME.iter().all(|it| entry.file_name() != *it)
    };
    let mut found = BTreeSet::from([root.join(INSTALLED)]);
    for entry in WalkDir::new(root).into_iter().filter_entry(is_read) {
        let entry = entry.ok()?;
        if !entry.file_type().is_dir() {
            found.insert(entry.into_path());
        }
    }
    Some(found)
}

/// What the content of files does not say: where links lead, and what may be executed.
fn forms(files: &BTreeSet<PathBuf>) -> String {
    let form = |file: &PathBuf| match fs::symlink_metadata(file) {
        Ok(about) if about.is_symlink() => Some(format!("{file:?} -> {:?}\n", fs::read_link(file).ok())),
        Ok(about) if about.permissions().mode() & 0o111 != 0 => Some(format!("{file:?} may be executed\n")),
        _ => None,
    };
    files.iter().filter_map(form).collect()
}

/// What a step may see beside the clone: the program that runs, others' programs, settings.
fn machine(root: &Path) -> String {
    let mut said = vec![format!("{root:?}"), hash_of_file(Path::new("/proc/self/exe")).unwrap_or_default()];
    for (program, word) in PROGRAMS {
        let name = if program == "cargo" { cargo() } else { program.into() };
        let version = Command::new(name).arg(word).current_dir(root).output();
        said.push(format!("{program}: {:?}", version.map(|it| it.stdout).ok()));
    }
    // Above the clone, and at home: cargo reads these too.
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(Path::new(&env::var_os("HOME")?).join(".cargo")));
    let above = root.ancestors().skip(1).map(|it| it.join(".cargo"));
    for folder in above.chain(home) {
        for name in ["config.toml", "config"] {
            said.push(format!("{:?}", hash_of_file(&folder.join(name)).ok()));
        }
    }
    said.extend(SYSTEM.map(|file| edge::file::text(file, RECORD).unwrap_or_default()));
    let mut variables: Vec<_> = env::vars_os().filter(|(name, _)| OF_A_WINDOW.iter().all(|it| name != it)).collect();
    variables.sort();
    for (name, value) in variables {
        said.push(format!("{}={}", name.display(), hash_of_bytes(value.as_bytes())));
    }
    said.join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Greens, Seen, files};
    use inputs::Key;
    use std::{fs, os::unix::fs::PermissionsExt, path::Path};

    fn small() -> tempfile::TempDir {
        let clone = tempfile::tempdir().expect("a folder");
        for (name, text) in [("Cargo.toml", "[package]"), ("docs/a.md", "A text."), ("a new folder/file", "new")] {
            write(clone.path(), name, text);
        }
        clone
    }

    fn key(root: &Path) -> Option<Key> {
        Seen::beside(root, String::new()).map(|it| it.key())
    }

    fn write(root: &Path, name: &str, text: &str) {
        let file = root.join(name);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    #[test]
    fn any_other_content_is_another_key() {
        let clone = small();
        let root = clone.path();
        let mut seen = vec![key(root).expect("a key")];
        assert_eq!(key(root).as_ref(), seen.last(), "nothing has changed");
        let mut is_new = |what: &str| {
            let now = key(root).expect("a key");
            assert!(!seen.contains(&now), "{what} is not seen");
            seen.push(now);
        };
        // As long as before, with the time of before.
        let file = root.join("docs/a.md");
        let then = fs::metadata(&file).and_then(|it| it.modified()).expect("a time");
        write(root, "docs/a.md", "B text.");
        fs::File::options().write(true).open(&file).and_then(|it| it.set_modified(then)).expect("a time");
        is_new("an edit");
        write(root, "ignored.txt", "git may ignore it");
        is_new("a new file");
        fs::rename(root.join("ignored.txt"), root.join("elsewhere.txt")).expect("a move");
        is_new("a move");
        fs::set_permissions(root.join("elsewhere.txt"), fs::Permissions::from_mode(0o755)).expect("a mode");
        is_new("a mode");
        std::os::unix::fs::symlink("a.md", root.join("docs/link")).expect("a link");
        is_new("a link");
        fs::remove_file(root.join("docs/link")).and_then(|()| fs::copy(&file, root.join("docs/link"))).expect("a copy");
        is_new("a copy in place of a link");
        fs::remove_file(root.join("a new folder/file")).expect("it was there");
        is_new("a file that is gone");
        write(root, super::INSTALLED, "{}");
        is_new("another Node package");
    }

    #[test]
    fn a_file_that_was_changed_and_changed_back_did_not_stand_still() {
        let clone = small();
        let now = || Seen::beside(clone.path(), String::new());
        let before = now();
        assert_eq!(now(), before);
        write(clone.path(), "docs/a.md", "Another.");
        write(clone.path(), "docs/a.md", "A text.");
        let after = now();
        assert_eq!(after.as_ref().map(Seen::key), before.as_ref().map(Seen::key));
        assert_ne!(after, before);
    }

    #[test]
    fn what_steps_write_is_no_change() {
        let clone = small();
        let before = key(clone.path());
        for name in ["target/debug/xtask", "lab/target/a", ".git/index", "book/assets/mermaid.min.js"] {
            write(clone.path(), name, "written by a step");
        }
        assert_eq!(key(clone.path()), before);
        // Only there: another folder of the name may hold sources.
        write(clone.path(), "crates/a/target/b.rs", "source");
        assert_ne!(key(clone.path()), before);
    }

    #[test]
    fn every_file_that_git_knows_is_in_the_key() {
        let root = crate::layout::find(None).expect("a clone").workspace;
        let known = std::process::Command::new("git").arg("-C").arg(&root).args(["ls-files", "-z"]).output();
        let known = String::from_utf8(known.expect("git").stdout).expect("names");
        let all = files(&root).expect("a clone");
        let lost: Vec<_> = known.split_terminator('\0').filter(|it| !all.contains(&root.join(it))).collect();
        assert!(lost.is_empty() && known.len() > 1000, "{lost:?}");
        let now = Seen::now(&root).expect("a clone");
        assert_eq!(now.clone.files(), all);
        assert!(now.machine.contains("rustc"), "{}", now.machine);
        assert_ne!(Seen::beside(&root, String::new()).expect("a clone").key(), now.key(), "the machine is not seen");
    }

    #[test]
    fn green_is_of_one_key_and_ends_with_a_failure() {
        let clone = small();
        let (one, other) = (Key("one".into()), Key("other".into()));
        let mut greens = Greens::read(clone.path());
        assert!(!greens.holds("book", &one), "nothing was green");
        greens.learn(&one, [("book", true), ("prose", false)]);
        greens.write(clone.path()).expect("it is kept");
        let mut greens = Greens::read(clone.path());
        assert!(greens.holds("book", &one) && !greens.holds("book", &other) && !greens.holds("prose", &one));
        greens.learn(&other, [("prose", true), ("book", false)]);
        assert!(greens.holds("prose", &other) && !greens.holds("book", &one) && !greens.holds("book", &other));
        write(clone.path(), "target/green.json", "{ cut off");
        assert_eq!(Greens::read(clone.path()), Greens::default());
    }
}
