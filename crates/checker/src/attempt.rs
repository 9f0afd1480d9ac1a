//! One run of cargo with the lab, as data: what it built, what it refused, what the compiler read.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{
    blame,
    build_guard::{BuildGuard, needs_network, succeeded},
    compile::{Built, cargo},
    diagnostics::{CargoLine, Diagnostic},
    event::{Event, Listener},
    harness::Harness,
    layout::Layout,
    limits::DOWNLOAD,
};
use anyhow::{Context, bail};
use inputs::{Build, DepInfo, Round};
use std::{collections::BTreeSet, fs, path::PathBuf};
use supervise::{Ended, Limits};

/// One run of cargo, as data.
pub(crate) struct Attempt {
    ended: Ended,
    /// The crates had to be downloaded first.
    downloads: bool,
    /// The subject's library, if it was built.
    library: Option<Artifact>,
    /// The program, if it was built.
    program: Option<Artifact>,
    subject: Vec<Diagnostic>,
    contract: Vec<Diagnostic>,
    others: Vec<Diagnostic>,
}

/// Something that cargo built, or found to be fresh.
struct Artifact {
    file: PathBuf,
    fresh: bool,
}

/// Runs cargo, and once more with the network where crates are missing.
pub(crate) fn attempt(
    layout: &Layout,
    harness: &Harness,
    guard: &BuildGuard,
    listener: Listener<'_>,
) -> anyhow::Result<Attempt> {
    let mut ended = cargo(layout, harness, guard, true, &mut *listener)?;
    let downloads = !succeeded(&ended) && needs_network(&ended);
    if downloads {
        listener(Event::Downloads);
        // Nothing is said while crates come down.
        let patient = BuildGuard { limits: Limits { quiet: Some(DOWNLOAD), ..guard.limits }, ..guard.clone() };
        ended = cargo(layout, harness, &patient, false, &mut *listener)?;
    }
    let output = ended.stdout.text();
    let (library, program) = (None, None);
    let (subject, contract, others) = (Vec::new(), Vec::new(), Vec::new());
    let mut attempt = Attempt { ended, downloads, library, program, subject, contract, others };
    for line in output.lines() {
        match serde_json::from_str(line) {
            Ok(CargoLine::CompilerArtifact { target, executable, filenames, fresh }) => {
                let metadata = filenames.into_iter().find(|it| it.extension().is_some_and(|it| it == "rmeta"));
                match (executable, metadata) {
                    (Some(file), _) if target.kind == ["bin"] => attempt.program = Some(Artifact { file, fresh }),
                    (_, Some(file)) if target.name == "subject" => attempt.library = Some(Artifact { file, fresh }),
                    _ => {}
                }
            }
            Ok(CargoLine::CompilerMessage { target, message }) if message.is_error() => {
                // An error without a place is no fault of the code: the linker failed, or the compiler did.
                match (message.primary().is_some(), target.name.as_str(), target.kind.first().map(String::as_str)) {
                    (true, "subject", _) => attempt.subject.push(message),
                    (true, _, Some("bin")) if !blame::is_about_the_canary(&message) => attempt.contract.push(message),
                    _ => attempt.others.push(message),
                }
            }
            _ => {}
        }
    }
    Ok(attempt)
}

impl Attempt {
    /// Whether cargo found something to be fresh. That is right only where nothing has changed.
    pub(crate) fn is_stale(&self) -> bool {
        self.library.iter().chain(&self.program).any(|it| it.fresh)
    }

    /// Removes cargo's notes about the package.
    pub(crate) fn forget(&self, harness: &Harness) -> anyhow::Result<()> {
        let Some(deps) = self.library.as_ref().and_then(|it| it.file.parent()) else { return Ok(()) };
        let notes = deps.with_file_name(".fingerprint");
        for entry in fs::read_dir(&notes).with_context(|| format!("cannot read {}", notes.display()))?.flatten() {
            if entry.file_name().to_string_lossy().starts_with(&format!("{}-", harness.program)) {
                fs::remove_dir_all(entry.path()).context("cannot remove cargo's notes about a build")?;
            }
        }
        Ok(())
    }

    /// What came of it, and what the compiler read.
    pub(crate) fn build(self, layout: &Layout, harness: &Harness, round: &Round) -> anyhow::Result<Build<Built>> {
        let info = |artifact: &Artifact| DepInfo::beside(&artifact.file).and_then(|file| DepInfo::read(&file).ok());
        let of_library = self.library.as_ref().and_then(info);
        let of_program = self.program.as_ref().and_then(info);
        // Of the two, whichever compiled: a library that is kept must be known, also where the contract does not fit it.
        let mut read = BTreeSet::new();
        // Left out: what is generated, and what the lab itself is made of, which has packages of its own.
        let ours = [&harness.dir, &layout.workspace.join("lab"), &layout.workspace.join("crates")];
        for info in of_library.iter().chain(&of_program) {
            let others = info.files.iter().filter(|it| it.is_absolute() && !ours.iter().any(|dir| it.starts_with(dir)));
            read.extend(others.cloned());
        }
        let library_is_known = of_library.is_some();
        if self.program.is_some() && (of_library.is_none() || of_program.is_none()) {
            bail!("the compiler did not say what it read for {}", harness.subject.display());
        }
        let asked = of_library.as_ref().map(|info| blame::questions(harness, info)).unwrap_or_default();
        let words = self.ended.stderr.text();
        let output = match self.program {
            Some(program) if succeeded(&self.ended) => match asked.is_empty() {
                true => Built::Program(program.file),
                false => Built::Asks(asked),
            },
            _ if self.others.is_empty() && !(self.subject.is_empty() && self.contract.is_empty()) => {
                Built::Refused { subject: self.subject, contract: self.contract }
            }
            _ if self.downloads && self.others.is_empty() => bail!(
                "the crates that the lab needs could not be downloaded\n{}\n  to fix it, once and with network: \
                 cargo fetch --manifest-path lab/Cargo.toml",
                words.trim_end()
            ),
            _ => match blame::crash(&words).filter(|_| self.library.is_none() && words.contains("`subject`")) {
                Some(how) => Built::Crashed(how),
                None => {
                    let others: Vec<String> = self.others.iter().map(|it| it.shown(&harness.subject)).collect();
                    let words = others.join("") + words.trim_end();
                    bail!("{}", blame::no_build(&words, &layout.build_dir()));
                }
            },
        };
        // A list that comes from one half of the package is added to what is known of the other.
        if of_program.is_none() && library_is_known {
            read.extend(round.files.iter().cloned());
        }
        Ok(Build { output, read: library_is_known.then_some(read) })
    }
}
