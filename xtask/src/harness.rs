//! The package that is built for one subject: the subject as its library, the contract as its program, and the
//! lab's `std` and `core` in place of the real ones. One subject is one package, so that a syntax error in one
//! of them cannot touch another.

use crate::{
    exit::Usage,
    layout::{Layout, fingerprint, write_if_changed},
    process::{Cancel, signals},
};
use anyhow::{Context, bail};
use course::{Exercise, record::World};
use inputs::{Round, literal};
use std::{
    fs::{self, File, TryLockError},
    path::{Component, Path, PathBuf},
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

    /// Any file that can be read more than once, under a name that a compiler can be given.
    pub fn file(path: &Path) -> anyhow::Result<Subject> {
        let file = path.canonicalize().with_context(|| Usage(format!("no file {}", path.display())))?;
        if !file.is_file() {
            let what = if file.is_dir() { "a folder" } else { "no regular file" };
            let text = format!("{} is {what}: name a file, for instance {}/lib.rs", shown(path), shown(path));
            return Err(Usage(text).into());
        }
        if file.to_str().is_none_or(|it| it.contains(char::is_control)) {
            let text = format!(
                "{} has a control character in its path, or bytes that are no UTF-8: cargo cannot be given such a name. \
                 Copy the file to a plain one",
                shown(&file)
            );
            return Err(Usage(text).into());
        }
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        Ok(Subject { name: Some(stem), file })
    }

    /// A name for folders and programs. Two files with the same stem get different ones.
    fn key(&self) -> String {
        let stem = self.name.as_deref().unwrap_or("learner");
        let plain = stem.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        // A file system takes 255 bytes, and cargo puts words around this.
        format!("{}-{}", plain.take(40).collect::<String>(), fingerprint(&self.file))
    }
}

/// A path that may have anything in it.
fn shown(path: &Path) -> String {
    path.to_string_lossy().escape_debug().to_string()
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
    /// What its package is called, and its program.
    pub program: String,
    /// Held as long as this package is in use. A second check of the same file waits for the first.
    _in_use: File,
}

/// Why this exercise cannot be judged on this system, if it cannot.
pub fn missing_here(exercise: &Exercise) -> Option<&'static str> {
    let needs_linux = exercise.record.world == World::Processes && !cfg!(target_os = "linux");
    needs_linux.then_some("it is about children, SIGCHLD and subreapers as Linux has them; use a container, or WSL")
}

/// Makes the folder of the package for `subject`; [`Harness::write`] puts the package into it. `waits` is called where another
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
    let lock = dir.join("lock");
    let in_use = File::create(&lock).with_context(|| format!("cannot write {}", lock.display()))?;
    match in_use.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            waits();
            wait_for(&in_use, cancel)?;
        }
        // Without a lock two checks could build each other's file.
        Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the folder of the check"),
    }
    let program = format!("check-{}-{}", exercise.slug, subject.key());
    let (contract, world) = (exercise.contract(), exercise.record.world);
    let harness = Harness { subject: subject.file.clone(), contract, world, program, _in_use: in_use, dir };
    seed_lock(layout, &harness.dir)?;
    Ok(harness)
}

impl Harness {
    /// Writes manifest and program for one build, or leaves them alone where they read so already.
    pub fn write(&self, layout: &Layout, round: &Round) -> anyhow::Result<()> {
        write_if_changed(&self.dir.join("Cargo.toml"), &manifest(layout, self, round))?;
        write_if_changed(&self.dir.join("src/main.rs"), &program(self, round))?;
        Ok(())
    }

    /// Whether a file belongs to the subject, and not to us: the contract, or what is generated.
    fn is_of_the_subject(&self, file: &Path) -> bool {
        file != self.contract && file.starts_with("/") && !file.starts_with(&self.dir)
    }

    /// What readers call a file: `src/lib.rs` for the subject, `src/order.rs` for its module, and the bare name for what
    /// lies elsewhere.
    pub fn name_of(&self, file: &Path) -> String {
        if file == self.subject {
            return "src/lib.rs".to_owned();
        }
        let beside = self.subject.parent().and_then(|dir| file.strip_prefix(dir).ok());
        let beside = beside.filter(|it| it.components().all(|part| matches!(part, Component::Normal(_))));
        match beside {
            Some(inside) if self.is_of_the_subject(file) => Path::new("src").join(inside).display().to_string(),
            _ => file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        }
    }
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

/// The manifest carries the key of the sources, where cargo looks: a lint's settings are arguments of rustc, so another
/// value is another build. (A description is none: cargo does not look at it.)
fn manifest(layout: &Layout, harness: &Harness, round: &Round) -> String {
    let tasks = harness.world == World::Tasks;
    let dependencies = dependencies(layout, harness.world);
    let profile = if tasks { PROFILE_OF_TASKS } else { PROFILE_OF_THREADS };
    let profile = profile.replace("PROFILE", inputs::cargo::PROFILE);
    format!(
        r#"# Generated by `cargo xtask check`; edits are lost.
[package]
name = "{program}"
version = "0.0.0"
edition = "2024"
publish = false

[lib]
name = "subject"
path = {subject}
test = false
doctest = false

[[bin]]
name = "{program}"
path = "src/main.rs"

[dependencies]
{dependencies}
[lints.rust]
unsafe_code = "forbid"
unexpected_cfgs = {{ level = "allow", check-cfg = ['cfg(sources, values("{key}"))'] }}

{own}
{profile}
[workspace]
"#,
        program = harness.program,
        subject = literal::toml(&harness.subject),
        key = round.key,
        // Lines of the subject, for a run that hangs; where a task waits is read off the stack, so names are needed too.
        own = inputs::cargo::profile(if tasks { "1" } else { "\"line-tables-only\"" }),
    )
}

fn dependencies(layout: &Layout, world: World) -> String {
    let tasks = world == World::Tasks;
    let shadow = |name: &str| literal::toml(&layout.shadow(name));
    let features = if tasks { ", features = [\"tasks\"]" } else { "" };
    let mut lines = format!("std = {{ package = \"labstd\", path = {}{features} }}\n", shadow("std"));
    lines += &format!("core = {{ package = \"labcore\", path = {} }}\n", shadow("core"));
    lines += &format!("lab = {{ path = {}{features} }}\n", literal::toml(&layout.lab()));
    if tasks {
        lines += &format!("tokio = {{ package = \"labtokio\", path = {} }}\n", shadow("tokio"));
        lines += &format!("tokio-util = {{ package = \"labtokio-util\", path = {} }}\n", shadow("tokio-util"));
    }
    if world == World::Processes {
        lines += &format!("nix = {{ package = \"labnix\", path = {} }}\n", shadow("nix"));
    }
    lines
}

/// No lines of anything but the subject, since linking is faster without.
/// Named one by one: `"*"` would also optimise the derive macros, which doubles the time to the first verdict.
const PROFILE_OF_THREADS: &str = r#"[profile.PROFILE.package."*"]
debug = false

[profile.PROFILE.package.lab]
opt-level = 3
[profile.PROFILE.package.labstd]
opt-level = 3
[profile.PROFILE.package.corosensei]
opt-level = 3
"#;

/// Whatever is on the stack between two tasks is read while somebody waits.
const PROFILE_OF_TASKS: &str = r#"[profile.PROFILE.package.lab]
opt-level = 3
[profile.PROFILE.package.labstd]
opt-level = 3
[profile.PROFILE.package.corosensei]
opt-level = 3
[profile.PROFILE.package.labtokio]
opt-level = 1
[profile.PROFILE.package.tokio]
opt-level = 1
[profile.PROFILE.package.backtrace]
opt-level = 3
[profile.PROFILE.package.gimli]
opt-level = 3
[profile.PROFILE.package.addr2line]
opt-level = 3
[profile.PROFILE.package.object]
opt-level = 3
[profile.PROFILE.package.miniz_oxide]
opt-level = 3
"#;

/// The program of a check. It cannot be built against the real `std`: that has no `LAB`. It carries the key of the
/// bytes that it was built from, and hands it back with its report.
fn program(harness: &Harness, round: &Round) -> String {
    let of_subject = round.files.iter().filter(|file| harness.is_of_the_subject(file) && file.exists());
    // The subject comes first.
    let of_subject: Vec<&PathBuf> =
        [&harness.subject].into_iter().chain(of_subject.filter(|file| **file != harness.subject)).collect();
    let files = of_subject.iter().copied().chain([&harness.contract]);
    let files: Vec<String> = files
        .map(|file| format!("({}, {})", literal::rust(file), literal::rust(Path::new(&harness.name_of(file)))))
        .collect();
    let (main, sources) = match harness.world {
        World::Tasks => {
            let is_text = |file: &&&PathBuf| fs::read(file).is_ok_and(|bytes| str::from_utf8(&bytes).is_ok());
            let texts = of_subject.iter().filter(is_text).map(|file| {
                format!("({}, include_str!({}))", literal::rust(Path::new(&harness.name_of(file))), literal::rust(file))
            });
            ("main_of_tasks", format!(", &[{}]", texts.collect::<Vec<_>>().join(", ")))
        }
        _ => ("main", String::new()),
    };
    let canary = match harness.world {
        World::Tasks => "const _: [(); 4] = [std::LAB, core::LAB, tokio::LAB, tokio_util::LAB];",
        World::Processes => "const _: [(); 3] = [std::LAB, core::LAB, nix::LAB];",
        World::Threads => "const _: [(); 2] = [std::LAB, core::LAB];",
    };
    format!(
        r#"//! Generated by `cargo xtask check`; edits are lost.
{canary}
#[path = {contract}]
mod contract;
fn main() {{
    lab::harness::{main}("{key}", contract::PROPERTIES, &[{files}]{sources})
}}
"#,
        contract = literal::rust(&harness.contract),
        key = round.key,
        files = files.join(", "),
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
        let lock = dir.join("Cargo.lock");
        fs::write(&lock, text).with_context(|| format!("cannot write {}", lock.display()))?;
    }
    Ok(())
}
