//! The two builds of a subject: with the lab, through cargo; and plainly, with rustc alone, as proof that it is
//! Rust at all. Nothing runs here, and nothing is explained.

use crate::{
    diagnostics::{CargoLine, Diagnostic},
    harness::Harness,
    layout::Layout,
    process::{self, Cancel, Ended, Job, Reached},
    term::Progress,
};
use anyhow::{Context, bail};
use course::record::World;
use std::{
    env, fmt, fs,
    path::{Path, PathBuf},
    process::Command,
};
use supervise::Limits;

/// More than any build of a few packages says.
const MESSAGES_CAP: usize = 64 << 20;

/// What the lab's build came to.
pub enum Built {
    /// The program that judges the subject.
    Program(PathBuf),
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

/// Builds a generated package: one cargo invocation.
pub fn with_lab(layout: &Layout, harness: &Harness, kept: &Kept, progress: &mut Progress) -> anyhow::Result<Built> {
    let mut ended = cargo(layout, harness, kept, true, progress)?;
    let download = !succeeded(&ended) && needs_network(&ended);
    if download {
        progress.note("downloading the crates that the lab needs, once");
        // Nothing is said while crates come down, so silence has no limit here.
        let patient = Kept { limits: Limits { quiet: None, ..kept.limits }, ..kept.clone() };
        ended = cargo(layout, harness, &patient, false, progress)?;
    }
    let mut program = None;
    let (mut subject, mut contract, mut others) = (Vec::new(), Vec::new(), Vec::new());
    for line in ended.stdout.text().lines() {
        match serde_json::from_str(line) {
            Ok(CargoLine::CompilerArtifact { target, executable: Some(path) }) if target.kind == ["bin"] => {
                program = Some(path);
            }
            Ok(CargoLine::CompilerMessage { target, message }) if message.is_error() => {
                // An error without a place is no fault of the code: the linker failed, or the compiler did.
                match (message.primary().is_some(), target.name.as_str(), target.kind.first().map(String::as_str)) {
                    (true, "subject", _) => subject.push(message),
                    (true, _, Some("bin")) => contract.push(message),
                    _ => others.push(message),
                }
            }
            _ => {}
        }
    }
    match program {
        Some(program) if succeeded(&ended) => Ok(Built::Program(program)),
        _ if others.is_empty() && !(subject.is_empty() && contract.is_empty()) => {
            Ok(Built::Refused { subject, contract })
        }
        _ if download && others.is_empty() => bail!(
            "the crates that the lab needs could not be downloaded\n{}\n  to mend, once and with network: \
             cargo fetch --manifest-path lab/shadow/Cargo.toml",
            ended.stderr.text().trim_end()
        ),
        _ => {
            let words: Vec<String> = others.iter().map(|it| it.shown(&harness.subject)).collect();
            bail!(
                "the lab itself does not build\n{}{}\n  to mend: remove {} and try again",
                words.join(""),
                ended.stderr.text().trim_end(),
                layout.build_dir().display()
            )
        }
    }
}

fn cargo(
    layout: &Layout,
    harness: &Harness,
    kept: &Kept,
    offline: bool,
    progress: &mut Progress,
) -> anyhow::Result<Ended> {
    // Under `cargo xtask` this is cargo itself, and not rustup's stand-in for it, which costs a few milliseconds.
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // From the clone, so that its pinned toolchain and its cargo settings hold, wherever the package lies.
    command.current_dir(&layout.workspace).args(["build", "--message-format", "json"]);
    command.arg("--manifest-path").arg(harness.dir.join("Cargo.toml"));
    command.arg("--target-dir").arg(layout.build_dir());
    if offline {
        command.arg("--offline");
    }
    kept.run(command, &mut |stdout| {
        progress.tick(&doing(stdout));
    })
}

/// What a build is at, by what cargo has said so far. Cargo names fresh crates first, and at once: where there are some
/// and no other, the lab was built before, and what is left is the subject.
fn doing(stdout: &[u8]) -> String {
    let said = String::from_utf8_lossy(stdout);
    let artifacts = || said.lines().filter(|line| line.contains("\"compiler-artifact\""));
    let built = artifacts().filter(|line| line.contains("\"fresh\":false")).count();
    let fresh = artifacts().count() - built;
    // The subject and its contract are two artifacts of one package.
    match (built, fresh) {
        (0..=2, 1..) => "building your file".to_owned(),
        _ => format!("building the lab, once: {built} crates"),
    }
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
#[derive(Debug)]
pub struct Plain {
    /// Its errors; empty where it is valid Rust.
    pub errors: Vec<Diagnostic>,
}

/// Compiles `subject` against the real `std`, without the lab. A file that passed once is not compiled again
/// until it changes: a copy of what passed lies beside the package.
pub fn plainly(layout: &Layout, harness: &Harness, kept: &Kept) -> anyhow::Result<Plain> {
    if harness.world != World::Threads {
        return crate::plain_crates::check(layout, harness, kept);
    }
    let rustc = rustc();
    let text = fs::read(&harness.subject).with_context(|| format!("no file {}", harness.subject.display()))?;
    let passed = [rustc.to_string_lossy().as_bytes(), b"\n", &text].concat();
    let stamp = harness.dir.join("plain.passed");
    if fs::read(&stamp).is_ok_and(|earlier| earlier == passed) {
        return Ok(Plain { errors: Vec::new() });
    }
    let mut command = Command::new(rustc);
    command.current_dir(&layout.workspace).args([
        "--edition",
        "2024",
        "--crate-type",
        "lib",
        "--crate-name",
        "subject",
    ]);
    command.args(["--emit", "metadata", "-A", "warnings", "--diagnostic-width", "80"]);
    command.args(["--error-format", "json", "--json", "diagnostic-rendered-ansi"]);
    command.arg("-o").arg(harness.dir.join("plain.rmeta")).arg(&harness.subject);
    let ended = kept.run(command, &mut |_| {})?;
    let words = ended.stderr.text();
    let said = words.lines().filter_map(|line| serde_json::from_str::<Diagnostic>(line).ok());
    let errors: Vec<Diagnostic> = said.filter(Diagnostic::is_error).collect();
    match (succeeded(&ended), errors.is_empty()) {
        (true, _) => fs::write(&stamp, passed)?,
        (false, false) => {}
        (false, true) => bail!("rustc failed on {} without an error\n{words}", harness.subject.display()),
    }
    Ok(Plain { errors })
}

/// The compiler that belongs to the cargo in use.
fn rustc() -> PathBuf {
    let beside = env::var_os("CARGO").map(|cargo| Path::new(&cargo).with_file_name("rustc"));
    beside.filter(|path| path.is_file()).unwrap_or_else(|| "rustc".into())
}

#[cfg(test)]
mod tests {
    use super::doing;

    fn said(fresh: usize, built: usize) -> String {
        let line =
            |fresh: bool| format!("{{\"reason\":\"compiler-artifact\",\"executable\":null,\"fresh\":{fresh}}}\n");
        doing((line(true).repeat(fresh) + &line(false).repeat(built)).as_bytes())
    }

    #[test]
    fn only_a_build_of_the_lab_is_called_one() {
        assert_eq!(said(0, 0), "building the lab, once: 0 crates");
        assert_eq!(said(0, 12), "building the lab, once: 12 crates");
        assert_eq!(said(41, 0), "building your file");
        assert_eq!(said(41, 2), "building your file");
        assert_eq!(said(30, 5), "building the lab, once: 5 crates");
    }
}
