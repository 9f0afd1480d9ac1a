//! A build whose inputs stood still. What is remembered between builds lies in one file beside the package.

use crate::look::{Key, Look};
use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeSet,
    fs,
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
};
use thiserror::Error;

/// How often a build is done again, because its inputs changed or turned out to be more.
const ROUNDS: usize = 5;

/// What is known of the last build.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Memory {
    /// Another one for each build that is begun: what a build left behind that was never seen to its end has a key
    /// that no later build asks for.
    salt: String,
    /// The key of what was built, if the inputs were the same before and after.
    whole: Option<Key>,
    /// What the compiler read.
    files: BTreeSet<PathBuf>,
}

/// One attempt.
#[derive(Debug, Clone)]
pub struct Round {
    /// What is built has to carry it.
    pub key: Key,
    /// The files that the compiler is expected to read.
    pub files: BTreeSet<PathBuf>,
    /// Whether the last build was this one, and its inputs stood still.
    pub is_known: bool,
}

/// What an attempt came to.
#[derive(Debug)]
pub struct Build<T> {
    /// The outcome.
    pub output: T,
    /// What the compiler read; `None` where it gave up before it could tell.
    pub read: Option<BTreeSet<PathBuf>>,
}

/// A build, and the bytes it belongs to.
#[derive(Debug)]
pub struct Settled<T> {
    /// The outcome.
    pub output: T,
    /// What the program carries.
    pub key: Key,
    /// What the compiler read, as it was before, during and after the build.
    pub look: Look,
}

/// The inputs changed during each of a few builds in a row.
#[derive(Debug, Error)]
#[error("the files changed during each of {ROUNDS} builds; try again when nothing writes them any more")]
pub struct KeepsChanging;

/// Builds until the inputs are the same before and after, and no file was read that was not looked at before.
/// `always` are inputs whatever the compiler says; `about` is whatever else the build depends on; `memory` is where
/// the list of inputs is kept until the next time.
///
/// # Errors
/// [`KeepsChanging`], whatever `build` says, and a memory that cannot be written.
pub fn settle<T>(
    memory: &Path,
    always: &[PathBuf],
    about: &str,
    mut build: impl FnMut(&Round) -> anyhow::Result<Build<T>>,
) -> anyhow::Result<Settled<T>> {
    let part = Part { memory: memory.to_owned(), always: always.to_vec() };
    let mut all = settle_all(&[part], about, |rounds| Ok(vec![build(&rounds[0])?]))?;
    all.pop().context("a build without an outcome")
}

/// One of the packages that are built together: each has inputs of its own, and a key of its own.
#[derive(Debug, Clone)]
pub struct Part {
    /// Where the list of its inputs is kept until the next time.
    pub memory: PathBuf,
    /// Its inputs, whatever the compiler says.
    pub always: Vec<PathBuf>,
}

/// The same for several packages that one command builds: `build` is given a round for each, and has an outcome for each.
/// All of them are built again where one has to be; those that stood still are known then.
///
/// # Errors
/// Those of [`settle`].
pub fn settle_all<T>(
    parts: &[Part],
    about: &str,
    mut build: impl FnMut(&[Round]) -> anyhow::Result<Vec<Build<T>>>,
) -> anyhow::Result<Vec<Settled<T>>> {
    let mut known: Vec<Memory> = parts.iter().map(Memory::of).collect();
    for _ in 0..ROUNDS {
        let begun = parts.iter().zip(&mut known).map(|(part, known)| known.begin(part, about));
        let begun = begun.collect::<anyhow::Result<Vec<(Look, Round)>>>()?;
        let rounds: Vec<Round> = begun.iter().map(|(_, round)| round.clone()).collect();
        let built = build(&rounds)?;
        ensure!(built.len() == parts.len(), "{} packages were built, and {} asked for", built.len(), parts.len());
        let mut settled = Vec::new();
        for (((part, known), (before, round)), built) in parts.iter().zip(&mut known).zip(begun).zip(built) {
            settled.extend(known.end(part, before, &round, built)?);
        }
        if settled.len() == parts.len() {
            return Ok(settled);
        }
    }
    Err(KeepsChanging.into())
}

impl Memory {
    fn of(part: &Part) -> Memory {
        let kept = fs::read(&part.memory).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut known: Memory = kept.unwrap_or_default();
        known.files.extend(part.always.iter().cloned());
        known
    }

    /// Looks at all inputs before a build.
    fn begin(&mut self, part: &Part, about: &str) -> anyhow::Result<(Look, Round)> {
        let before = Look::at(&self.files);
        let key = |salt: &str| before.key(&format!("{about}\n{salt}"));
        let is_known = self.whole.as_ref() == Some(&key(&self.salt));
        if !is_known {
            self.salt = format!("{:016x}", RandomState::new().hash_one(0));
            self.whole = None;
            // Before the build: one that is interrupted must not be believed afterwards.
            keep(&part.memory, self)?;
        }
        let round = Round { key: key(&self.salt), files: self.files.clone(), is_known };
        Ok((before, round))
    }

    /// Looks at them again after it. `None`: it does not count.
    fn end<T>(
        &mut self,
        part: &Part,
        before: Look,
        round: &Round,
        built: Build<T>,
    ) -> anyhow::Result<Option<Settled<T>>> {
        let Build { output, read } = built;
        let told = read.is_some();
        let mut read = read.unwrap_or_else(|| self.files.clone());
        read.extend(part.always.iter().cloned());
        if !read.is_subset(&self.files) {
            // Nobody looked at them before the compiler did.
            (self.files, self.whole) = (read, None);
            return Ok(None);
        }
        if Look::at(&self.files) != before {
            self.whole = None;
            return Ok(None);
        }
        if told && !round.is_known {
            self.whole = Some(round.key.clone());
            keep(&part.memory, self)?;
        }
        Ok(Some(Settled { output, key: round.key.clone(), look: before.only(&read) }))
    }
}

fn keep(file: &Path, memory: &Memory) -> anyhow::Result<()> {
    // In one step: a half-written one would be no memory, which is safe, and costs a build.
    let new = file.with_extension("new");
    fs::write(&new, serde_json::to_string(memory)?).with_context(|| format!("cannot write {}", new.display()))?;
    fs::rename(&new, file).with_context(|| format!("cannot write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::{Build, KeepsChanging, Part, settle, settle_all};
    use std::{collections::BTreeSet, fs, path::PathBuf};
    use tempfile::TempDir;

    struct Fake {
        dir: TempDir,
        builds: usize,
    }

    impl Fake {
        fn new() -> Fake {
            let fake = Fake { dir: tempfile::tempdir().expect("a folder"), builds: 0 };
            fake.write("lib.rs", "mod order;");
            fake.write("order.rs", "good");
            fake
        }

        fn file(&self, name: &str) -> PathBuf {
            self.dir.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            fs::write(self.file(name), text).expect("a file");
        }

        /// A compiler that reads both files, and does `meanwhile` while it is at it. What was built is what it read.
        fn built(&mut self, meanwhile: &dyn Fn(&Fake, usize)) -> anyhow::Result<String> {
            let (lib, order) = (self.file("lib.rs"), self.file("order.rs"));
            let mut builds = 0;
            let settled = settle(&self.file("memory"), std::slice::from_ref(&lib), "", |round| {
                builds += usize::from(!round.is_known);
                let output = if round.is_known { "kept".to_owned() } else { fs::read_to_string(&order)? };
                meanwhile(self, builds);
                Ok(Build { output, read: Some(BTreeSet::from([lib.clone(), order.clone()])) })
            });
            self.builds = builds;
            Ok(settled?.output)
        }
    }

    #[test]
    fn a_file_that_nobody_looked_at_is_built_once_more() {
        let mut fake = Fake::new();
        assert_eq!(fake.built(&|_, _| {}).expect("it builds"), "good");
        assert_eq!(fake.builds, 2);
        assert_eq!(fake.built(&|_, _| {}).expect("it builds"), "kept");
        assert_eq!(fake.builds, 0);
        fake.write("order.rs", "bad");
        assert_eq!(fake.built(&|_, _| {}).expect("it builds"), "bad");
        assert_eq!(fake.builds, 1);
    }

    #[test]
    fn a_change_during_a_build_is_built_once_more() {
        let mut fake = Fake::new();
        fake.built(&|_, _| {}).expect("it builds");
        fake.write("order.rs", "better");
        let last = fake.built(&|fake, build| {
            if build == 1 {
                fake.write("order.rs", "bad");
            }
        });
        assert_eq!(last.expect("it builds"), "bad");
    }

    #[test]
    fn a_file_that_was_swapped_and_put_back_during_a_build_is_built_once_more() {
        let mut fake = Fake::new();
        fake.built(&|_, _| {}).expect("it builds");
        let keep = fake.file("kept");
        fake.write("order.rs", "better");
        fake.built(&|fake, build| {
            if build == 1 {
                fs::rename(fake.file("order.rs"), &keep).expect("a move");
                fake.write("order.rs", "bad");
                fs::rename(&keep, fake.file("order.rs")).expect("a move");
            }
        })
        .expect("it builds");
        assert_eq!(fake.builds, 2);
    }

    #[test]
    fn an_interrupted_build_is_not_believed() {
        let mut fake = Fake::new();
        fake.built(&|_, _| {}).expect("it builds");
        fake.write("order.rs", "bad");
        let (memory, lib) = (fake.file("memory"), [fake.file("lib.rs")]);
        let stopped = settle(&memory, &lib, "", |_| anyhow::bail!("Ctrl-C") as anyhow::Result<Build<()>>);
        assert!(stopped.is_err());
        fake.write("order.rs", "good");
        assert_eq!(fake.built(&|_, _| {}).expect("it builds"), "good", "as before, and built all the same");
    }

    #[test]
    fn files_that_never_stand_still_are_no_verdict() {
        let mut fake = Fake::new();
        let error = fake.built(&|fake, build| fake.write("order.rs", &format!("{build}"))).expect_err("no verdict");
        assert!(error.is::<KeepsChanging>(), "{error}");
    }

    #[test]
    fn of_two_packages_only_the_one_that_changed_is_built_again() {
        let fake = Fake::new();
        let files = ["lib.rs", "order.rs"].map(|name| fake.file(name));
        let part = |at: usize| Part { memory: fake.file(&format!("memory-{at}")), always: vec![files[at].clone()] };
        let mut builds: Vec<Vec<bool>> = Vec::new();
        let settled = settle_all(&[part(0), part(1)], "", |rounds| {
            builds.push(rounds.iter().map(|round| !round.is_known).collect());
            let read = |at: usize| Some(BTreeSet::from([files[at].clone()]));
            let built = |at: usize| Build { output: fs::read_to_string(&files[at]).expect("a file"), read: read(at) };
            let both = vec![built(0), built(1)];
            if builds.len() == 1 {
                fake.write("order.rs", "bad");
            }
            Ok(both)
        });
        let settled = settled.expect("they build");
        assert_eq!(settled.iter().map(|it| it.output.as_str()).collect::<Vec<_>>(), ["mod order;", "bad"]);
        assert_eq!(builds, [[true, true], [false, true]]);
        assert_ne!(settled[0].key, settled[1].key);
    }
}
