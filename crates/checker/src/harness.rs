//! The package that is built for one subject: the subject as its library, the contract as its program, and the
//! lab's `std` and `core` in place of the real ones. One subject is one package, so that a syntax error in one
//! of them cannot touch another. How its files read is in `generated`.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{
    event::{Event, Listener},
    generated,
    layout::{Layout, write_if_changed},
    subject::Subject,
};
use anyhow::{Context, bail};
use inputs::Round;
use records::{
    Exercise,
    record::{Lent, World},
};
use std::{
    fs::{self, File, TryLockError},
    path::{Component, Path, PathBuf},
    thread,
    time::Duration,
};
use supervise::{Cancel, Cancelled, Interrupted, signals};

/// How long one wait for another check lasts.
const TICK: Duration = Duration::from_millis(20);

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
    /// What its record lends it beside the crates of the world.
    pub crates: Vec<Lent>,
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

/// Makes the folder of the package for `subject`; [`Harness::write`] puts the package into it. Where another check of the same
/// file comes first, the listener hears of it; while that one runs, `cancel` and Ctrl-C are looked at.
pub fn generate(
    layout: &Layout,
    exercise: &Exercise,
    subject: &Subject,
    cancel: &Cancel,
    listener: Listener<'_>,
) -> anyhow::Result<Harness> {
    if let Some(reason) = missing_here(exercise) {
        bail!("{} needs Linux: {reason}", exercise.short());
    }
    let dir = layout.generated(exercise).join(subject.key());
    fs::create_dir_all(&dir).with_context(|| format!("cannot create {}", dir.display()))?;
    let in_use = locked(&dir, cancel, listener)?;
    let program = format!("check-{}-{}", exercise.slug, subject.key());
    let (contract, world) = (exercise.contract(), exercise.record.world);
    let crates = exercise.record.crates.clone();
    let harness = Harness { subject: subject.file.clone(), contract, world, crates, program, _in_use: in_use, dir };
    seed_lock(layout, &harness.dir)?;
    Ok(harness)
}

impl Harness {
    /// Writes manifest and program for one build, or leaves them alone where they read so already.
    pub fn write(&self, layout: &Layout, round: &Round) -> anyhow::Result<()> {
        write_if_changed(&self.dir.join("Cargo.toml"), &generated::manifest(layout, self, round))?;
        write_if_changed(&self.dir.join("src/main.rs"), &generated::program(self, round))?;
        Ok(())
    }

    /// Whether a file belongs to the subject, and not to us: the contract, or what is generated.
    pub fn is_of_the_subject(&self, file: &Path) -> bool {
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

/// The lock of a folder that packages are generated in: without it two checks could build each other's file. Where somebody
/// else holds it, the listener hears of it.
pub(crate) fn locked(dir: &Path, cancel: &Cancel, listener: Listener<'_>) -> anyhow::Result<File> {
    let lock = dir.join("lock");
    let in_use = File::create(&lock).with_context(|| format!("cannot write {}", lock.display()))?;
    match in_use.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            listener(Event::Waits);
            wait_for(&in_use, cancel)?;
        }
        Err(TryLockError::Error(error)) => return Err(error).context("cannot lock the folder of the check"),
    }
    Ok(in_use)
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
