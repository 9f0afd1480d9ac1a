//! The two builds of a subject: with the lab, through cargo; and plainly, with rustc alone, as proof that it is
//! Rust at all. Nothing runs here, and nothing is explained.

use crate::{
    blame,
    diagnostics::{CargoLine, Diagnostic},
    harness::Harness,
    lab_sources,
    layout::Layout,
    process::{self, Cancel, Ended, Job, Reached},
    term::Progress,
};
use anyhow::{Context, bail};
use course::record::World;
use inputs::{Build, DepInfo, Round, Settled, settle};
use std::{collections::BTreeSet, fmt, fs, path::PathBuf, process::Command};
use supervise::Limits;

/// More than any build of a few packages says.
const MESSAGES_CAP: usize = 64 << 20;

/// What the lab's build came to.
#[derive(Debug)]
pub enum Built {
    /// The program that judges the subject.
    Program(PathBuf),
    /// It asks what only the lab's compiler can answer. One sentence for each question.
    Asks(Vec<String>),
    /// The compiler itself came to its end on the subject: how.
    Crashed(String),
    /// Errors, by whose they are.
    Refused {
        /// In the subject: it uses something the lab lacks, or it is not Rust.
        subject: Vec<Diagnostic>,
        /// In the contract: the subject has not the functions the contract calls.
        contract: Vec<Diagnostic>,
    },
}

/// Within which bounds a build runs, and what ends it from outside. Building runs somebody's code too: constants,
/// macros, and `build.rs` of crates.
#[derive(Debug, Clone, Default)]
pub struct Kept {
    /// Its bounds.
    pub limits: Limits,
    /// Ends it from another thread.
    pub cancel: Cancel,
}

impl Kept {
    /// A job of this kind.
    pub fn job(&self, command: Command) -> Job {
        let (limits, cancel) = (self.limits, self.cancel.clone());
        Job { capture: Some(MESSAGES_CAP), limits, cancel, ..Job::tool(command) }
    }

    /// Runs it. A bound that was reached is an error, [`BuildEnded`].
    pub fn run(&self, command: Command, on_tick: &mut dyn FnMut(&[u8])) -> anyhow::Result<Ended> {
        let ended = process::run(self.job(command), on_tick)?;
        // Cargo tells of a compiler that was ended, and goes on to its own end.
        let told = || {
            let words = ended.stderr.text();
            let known = [("memory allocation of ", Reached::Memory), ("SIGXCPU", Reached::Cpu)];
            known.into_iter().find(|(sign, _)| words.contains(sign)).map(|(_, reached)| reached)
        };
        match ended.reached().or_else(|| if succeeded(&ended) { None } else { told() }) {
            Some(reached) => Err(BuildEnded(reached).into()),
            None => Ok(ended),
        }
    }
}

/// The compiler was not done with a subject within its bounds.
#[derive(Debug)]
pub struct BuildEnded(pub Reached);

impl fmt::Display for BuildEnded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the build reached a limit: {:?}", self.0)
    }
}

impl std::error::Error for BuildEnded {}

/// Builds a generated package: one cargo invocation, and another one where what was read was not what was looked at
/// before. What comes out belongs to the bytes in [`Settled::look`].
pub fn with_lab(
    layout: &Layout,
    harness: &Harness,
    kept: &Kept,
    progress: &mut Progress,
) -> anyhow::Result<Settled<Built>> {
    lab_sources::refresh(layout)?;
    let always = [harness.subject.clone(), harness.contract.clone()];
    settle(&harness.dir.join("inputs.json"), &always, "", |round| {
        harness.write(layout, round)?;
        let mut attempt = attempt(layout, harness, kept, progress)?;
        if !round.is_known && attempt.is_stale() {
            // Cargo kept the program of other bytes. Without its notes it keeps nothing.
            attempt.forget(harness)?;
            attempt = self::attempt(layout, harness, kept, progress)?;
            if attempt.is_stale() {
                bail!("cargo does not build {} anew, although it changed", harness.subject.display());
            }
        }
        attempt.told(layout, harness, round)
    })
}

/// Has the package built anew the next time, whatever cargo thinks of it.
pub fn distrust(harness: &Harness) -> anyhow::Result<()> {
    let memory = harness.dir.join("inputs.json");
    fs::remove_file(&memory).with_context(|| format!("cannot remove {}", memory.display()))
}

/// One run of cargo, as data.
struct Attempt {
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

fn attempt(layout: &Layout, harness: &Harness, kept: &Kept, progress: &mut Progress) -> anyhow::Result<Attempt> {
    let mut ended = cargo(layout, harness, kept, true, progress)?;
    let downloads = !succeeded(&ended) && needs_network(&ended);
    if downloads {
        progress.note("downloading the crates that the lab needs, once");
        // Nothing is said while crates come down, so silence has no limit here.
        let patient = Kept { limits: Limits { quiet: None, ..kept.limits }, ..kept.clone() };
        ended = cargo(layout, harness, &patient, false, progress)?;
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
    fn is_stale(&self) -> bool {
        self.library.iter().chain(&self.program).any(|it| it.fresh)
    }

    /// Removes cargo's notes about the package.
    fn forget(&self, harness: &Harness) -> anyhow::Result<()> {
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
    fn told(self, layout: &Layout, harness: &Harness, round: &Round) -> anyhow::Result<Build<Built>> {
        let info = |artifact: &Artifact| DepInfo::beside(&artifact.file).and_then(|file| DepInfo::read(&file).ok());
        let of_library = self.library.as_ref().and_then(info);
        let of_program = self.program.as_ref().and_then(info);
        // Of the two, whichever compiled: a library that is kept must be known, also where the contract does not fit it.
        let mut read = BTreeSet::new();
        // Left out: what is generated, and what the lab itself is made of, which has packages of its own.
        let ours = [&harness.dir, &layout.lab(), &layout.workspace.join("dump")];
        for info in of_library.iter().chain(&of_program) {
            let others = info.files.iter().filter(|it| it.is_absolute() && !ours.iter().any(|dir| it.starts_with(dir)));
            read.extend(others.cloned());
        }
        let told = of_library.is_some();
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
                "the crates that the lab needs could not be downloaded\n{}\n  to mend, once and with network: \
                 cargo fetch --manifest-path lab/shadow/Cargo.toml",
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
        if of_program.is_none() && told {
            read.extend(round.files.iter().cloned());
        }
        Ok(Build { output, read: told.then_some(read) })
    }
}

fn cargo(
    layout: &Layout,
    harness: &Harness,
    kept: &Kept,
    offline: bool,
    progress: &mut Progress,
) -> anyhow::Result<Ended> {
    let words = ["build", "--message-format", "json"];
    let mut command =
        inputs::cargo::cargo(&layout.workspace, &words, &harness.dir.join("Cargo.toml"), &layout.build_dir());
    if offline {
        command.arg("--offline");
    }
    kept.run(command, &mut |stdout| {
        let built = stdout.windows(19).filter(|it| it == b"\"compiler-artifact\"").count();
        progress.tick(&format!("building the lab, once: {built} crates"));
    })
}

pub fn succeeded(ended: &Ended) -> bool {
    ended.status.is_some_and(|status| status.success())
}

/// Whether cargo gave up only because it was told to stay offline.
pub fn needs_network(ended: &Ended) -> bool {
    let words = ended.stderr.text();
    words.contains("--offline") || words.contains("offline mode")
}

/// What rustc alone says about a file.
#[derive(Debug, Clone, Default)]
pub struct Plain {
    /// Its errors; empty where it is valid Rust.
    pub errors: Vec<Diagnostic>,
    /// How the compiler itself came to its end, if it did.
    pub crash: Option<String>,
}

impl Plain {
    /// Whether it is Rust.
    pub fn passed(&self) -> bool {
        self.errors.is_empty() && self.crash.is_none()
    }
}

/// Compiles `subject` against the real `std`, without the lab. What passed once is not compiled again until one of the
/// files that the compiler read holds something else.
pub fn plainly(layout: &Layout, harness: &Harness, kept: &Kept) -> anyhow::Result<Plain> {
    let rustc = inputs::cargo::rustc();
    // Another compiler may say something else.
    let about = format!("{}\n{:?}", rustc.display(), fs::metadata(&rustc).and_then(|it| it.modified()).ok());
    let memory = harness.dir.join("plain.json");
    let settled = settle(&memory, std::slice::from_ref(&harness.subject), &about, |round| {
        if round.is_known {
            return Ok(Build { output: Plain::default(), read: None });
        }
        let (output, read) = match harness.world {
            World::Threads => rustc_alone(layout, harness, kept)?,
            _ => crate::plain_crates::check(layout, harness, kept, round)?,
        };
        let read = read.filter(|_| output.passed());
        Ok(Build { output, read: read.map(|info| info.files.into_iter().collect()) })
    })?;
    Ok(settled.output)
}

fn rustc_alone(layout: &Layout, harness: &Harness, kept: &Kept) -> anyhow::Result<(Plain, Option<DepInfo>)> {
    let mut command = Command::new(inputs::cargo::rustc());
    inputs::cargo::unsteered(&mut command);
    command.current_dir(&layout.workspace).args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--crate-name",
        "subject",
    ]);
    let read = harness.dir.join("plain.d");
    command.arg(format!("--emit=metadata,dep-info={}", read.display()));
    command.args(["-A", "warnings", "--diagnostic-width", "80"]);
    command.args(["--error-format", "json", "--json", "diagnostic-rendered-ansi"]);
    command.arg("-o").arg(harness.dir.join("plain.rmeta")).arg(&harness.subject);
    let ended = kept.run(command, &mut |_| {})?;
    let words = ended.stderr.text();
    let said = words.lines().filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok());
    let errors: Vec<Diagnostic> = said.filter(Diagnostic::is_error).collect();
    let passed = succeeded(&ended);
    let crash = blame::signal(&ended).filter(|_| !passed && errors.is_empty());
    if !passed && errors.is_empty() && crash.is_none() {
        bail!("{}", blame::no_build(&words, &harness.dir));
    }
    let errors = if passed { Vec::new() } else { errors };
    let info = if passed {
        Some(DepInfo::read(&read).with_context(|| format!("cannot read {}", read.display()))?)
    } else {
        None
    };
    Ok((Plain { errors, crash }, info))
}
