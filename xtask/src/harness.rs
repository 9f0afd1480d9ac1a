//! The package that is built for one subject: the subject as its library, the contract as its program, and the
//! lab's `std` and `core` in place of the real ones. One subject is one package, so that a syntax error in one
//! of them cannot touch another.

use crate::{
    layout::{Layout, fingerprint, hash_of, write_if_changed},
    process::{Cancel, signals},
};
use anyhow::{Context, bail};
use course::{Exercise, record::World};
use std::{
    fs::{self, File, TryLockError},
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use supervise::{Cancelled, Interrupted};

/// How long one wait for another check lasts.
const TICK: Duration = Duration::from_millis(20);

/// A file that is judged.
#[derive(Debug, Clone)]
pub struct Subject {
    /// `None` for the learner's own file; otherwise how it reads in a headline.
    pub name: Option<String>,
    /// Where it is.
    pub file: PathBuf,
}

impl Subject {
    /// The learner's file.
    pub fn learner(exercise: &Exercise) -> Subject {
        Subject { name: None, file: exercise.subject() }
    }

    /// A variant.
    pub fn variant(exercise: &Exercise, name: &str) -> Subject {
        Subject { name: Some(name.to_owned()), file: exercise.variant_file(name) }
    }

    /// Any file.
    pub fn file(path: &Path) -> anyhow::Result<Subject> {
        let file = path.canonicalize().with_context(|| format!("no file {}", path.display()))?;
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Subject { name: Some(stem), file })
    }

    /// A name for folders and packages. Two files with the same stem get different ones.
    fn key(&self) -> String {
        let stem = self.name.as_deref().unwrap_or("learner");
        let plain: String = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).collect();
        format!("{}-{}", plain.to_lowercase(), fingerprint(&self.file))
    }
}

/// A generated package.
#[derive(Debug)]
pub struct Harness {
    /// Its folder.
    pub dir: PathBuf,
    /// The subject's file, absolute: what the compiler's messages name.
    pub subject: PathBuf,
    /// The contract's file, absolute.
    pub contract: PathBuf,
    /// Which of the lab's worlds it runs in.
    pub world: World,
    /// Held as long as this package is in use. A second check of the same file waits for the first.
    _in_use: File,
}

/// Why this exercise cannot be judged on this system, if it cannot.
pub fn missing_here(exercise: &Exercise) -> Option<&'static str> {
    let needs_linux = exercise.record.world == World::Processes && !cfg!(target_os = "linux");
    needs_linux.then_some("it is about children, SIGCHLD and subreapers as Linux has them; use a container, or WSL")
}

/// Writes the package for `subject`, or leaves it alone where it is already there. `waits` is called where another
/// check of the same file comes first; while that one runs, `cancel` and Ctrl-C are looked at.
pub fn generate(
    layout: &Layout,
    exercise: &Exercise,
    subject: &Subject,
    cancel: &Cancel,
    waits: &dyn Fn(),
) -> anyhow::Result<Harness> {
    if let Some(reason) = missing_here(exercise) {
        bail!("{} needs Linux: {reason}", exercise.short());
    }
    let dir = layout.generated(exercise).join(subject.key());
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let in_use = File::create(dir.join("lock"))?;
    match in_use.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waits();
            wait_for(&in_use, cancel)?;
        }
        // Without a lock two checks could build each other's file.
        Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the folder of the check"),
    }
    let package = format!("check-{}-{}", exercise.slug, subject.key());
    let (contract, world) = (exercise.contract(), exercise.record.world);
    let harness = Harness { subject: subject.file.clone(), contract, world, _in_use: in_use, dir };
    let manifest = manifest(layout, &package, &harness)?;
    write_if_changed(&harness.dir.join("Cargo.toml"), &manifest)?;
    write_if_changed(&harness.dir.join("src/main.rs"), &program(&harness))?;
    seed_lock(layout, &harness.dir)?;
    Ok(harness)
}

fn wait_for(in_use: &File, cancel: &Cancel) -> anyhow::Result<()> {
    loop {
        match in_use.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if signals::caught() => return Err(Interrupted.into()),
            Err(TryLockError::WouldBlock) if cancel.is_cancelled() => return Err(Cancelled.into()),
            Err(TryLockError::WouldBlock) => thread::sleep(TICK),
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
    }
}

/// The manifest carries a hash of the sources. Cargo goes by times alone, and a file that was moved back into place
/// keeps its old one: the verdict would be that of the file before.
fn manifest(layout: &Layout, package: &str, harness: &Harness) -> anyhow::Result<String> {
    let sources = [&harness.subject, &harness.contract].map(|file| fs::read(file).unwrap_or_default());
    let tasks = harness.world == World::Tasks;
    let dependencies = dependencies(layout, harness.world);
    Ok(format!(
        r#"# Generated by `cargo xtask check`; edits are lost.
[package]
name = "{package}"
version = "0.0.0"
description = "sources {hash}"
edition = "2024"
publish = false

[lib]
name = "subject"
path = {subject}
test = false
doctest = false

[[bin]]
name = "{package}"
path = "src/main.rs"

[dependencies]
{dependencies}
[lints.rust]
unsafe_code = "forbid"

{profile}
[workspace]
"#,
        hash = hash_of(&sources.concat()),
        subject = quoted(&harness.subject),
        profile = if tasks { PROFILE_OF_TASKS } else { PROFILE_OF_THREADS },
    ))
}

fn dependencies(layout: &Layout, world: World) -> String {
    let tasks = world == World::Tasks;
    let shadow = |name: &str| quoted(&layout.shadow(name));
    let features = if tasks { ", features = [\"tasks\"]" } else { "" };
    let mut lines = format!("std = {{ package = \"labstd\", path = {}{features} }}\n", shadow("std"));
    lines += &format!("core = {{ package = \"labcore\", path = {} }}\n", shadow("core"));
    lines += &format!("lab = {{ path = {}{features} }}\n", quoted(&layout.lab()));
    if tasks {
        lines += &format!("tokio = {{ package = \"labtokio\", path = {} }}\n", shadow("tokio"));
        lines += &format!("tokio-util = {{ package = \"labtokio-util\", path = {} }}\n", shadow("tokio-util"));
    }
    if world == World::Processes {
        lines += &format!("nix = {{ package = \"labnix\", path = {} }}\n", shadow("nix"));
    }
    lines
}

/// Lines of the subject, for a run that hangs; of nothing else, since linking is faster without.
/// Named one by one: `"*"` would also optimise the derive macros, which doubles the time to the first verdict.
const PROFILE_OF_THREADS: &str = r#"[profile.dev]
debug = "line-tables-only"
[profile.dev.package."*"]
debug = false

[profile.dev.package.lab]
opt-level = 3
[profile.dev.package.labstd]
opt-level = 3
[profile.dev.package.corosensei]
opt-level = 3
"#;

/// Where a task waits is read off the stack, so names and lines are needed; and not more.
const PROFILE_OF_TASKS: &str = r#"[profile.dev]
debug = 1

[profile.dev.package.lab]
opt-level = 3
[profile.dev.package.labstd]
opt-level = 3
[profile.dev.package.corosensei]
opt-level = 3
[profile.dev.package.labtokio]
opt-level = 1
[profile.dev.package.tokio]
opt-level = 1
[profile.dev.package.backtrace]
opt-level = 3
[profile.dev.package.gimli]
opt-level = 3
[profile.dev.package.addr2line]
opt-level = 3
[profile.dev.package.object]
opt-level = 3
[profile.dev.package.miniz_oxide]
opt-level = 3
"#;

fn program(harness: &Harness) -> String {
    let (subject, contract) = (quoted(&harness.subject), quoted(&harness.contract));
    let (main, source) = match harness.world {
        World::Tasks => ("main_of_tasks", format!(", include_str!({subject})")),
        _ => ("main", String::new()),
    };
    format!(
        r#"//! Generated by `cargo xtask check`; edits are lost.
#[path = {contract}]
mod contract;
fn main() {{
    lab::harness::sources(&[({subject}, include_str!({subject})), ({contract}, include_str!({contract}))]);
    lab::harness::{main}(contract::PROPERTIES, &[({subject}, "src/lib.rs"), ({contract}, "contract.rs")]{source})
}}
"#
    )
}

/// Versions come from the lab's own lock file. Cargo adds the package itself, so the file in use differs; a copy
/// of the seed says when to start over.
pub fn seed_lock(layout: &Layout, dir: &Path) -> anyhow::Result<()> {
    let seed = layout.shadow("Cargo.lock");
    let text = fs::read_to_string(&seed).with_context(|| {
        format!("{} is missing: `git checkout -- {}` puts it back", seed.display(), layout.shown(&seed))
    })?;
    if write_if_changed(&dir.join("seed.lock"), &text)? || !dir.join("Cargo.lock").exists() {
        fs::write(dir.join("Cargo.lock"), text)?;
    }
    Ok(())
}

/// A path as a string literal; TOML and Rust agree on the form for everything a path holds.
pub fn quoted(path: &Path) -> String {
    let escaped = path.to_string_lossy().replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{escaped}\"")
}
