//! Why a build came to nothing that is neither the subject's fault nor the contract's; and what a subject must not ask
//! its compiler. Pure functions from what cargo and rustc said to sentences, except that sources are read for a line.

use crate::{diagnostics::Diagnostic, harness::Harness};
use edge::{Visible, file::SOURCE};
use inputs::DepInfo;
use std::{os::unix::process::ExitStatusExt, path::Path};
use supervise::Ended;

/// What the compiler of a check can answer and a reviewer's cannot: its environment, and files of the kernel. A subject
/// could tell by them where it runs, and be right only there.
pub(crate) fn questions(harness: &Harness, library: &DepInfo) -> Vec<String> {
    let line_of = |words: &str| {
        library.files.iter().find_map(|file| {
            let text = edge::file::text(file, SOURCE).ok()?;
            let line = text.lines().position(|line| line.contains(words))?;
            Some(format!("{}:{}: ", harness.name_of(file), line + 1))
        })
    };
    let variables = library.environment.iter().map(|name| {
        let place = line_of(&format!("\"{name}\"")).unwrap_or_default();
        format!("{place}the lab does not model `env!`: the compiler's `{name}` is not the one of a real build")
    });
    let kernel = library.files.iter().filter(|file| file.exists() && !inputs::is_ordinary(file)).map(|file| {
        let place = line_of(&file.to_string_lossy()).unwrap_or_default();
        format!("{place}the lab includes files only, and {} is none: each reader gets other bytes", file.visible())
    });
    variables.chain(kernel).collect()
}

/// Whether an error says that the real `std` got into the program: it has no `LAB`.
pub(crate) fn is_about_the_canary(error: &Diagnostic) -> bool {
    error.message.contains("`LAB`") && error.primary().is_some_and(|it| it.file_name.ends_with("src/main.rs"))
}

/// How rustc was ended, if a signal did it.
pub(crate) fn signal(ended: &Ended) -> Option<String> {
    let signal = ended.status?.signal()?;
    Some(nix::sys::signal::Signal::try_from(signal).map_or("a signal", |it| it.as_str()).to_owned())
}

/// The same, from cargo's words: `(signal: 11, SIGSEGV: invalid memory reference)`.
pub(crate) fn crash(words: &str) -> Option<String> {
    let (_, rest) = words.split_once("(signal: ")?;
    let name = rest.split([' ', ':', ')', ',']).find(|it| it.starts_with("SIG"));
    Some(name.unwrap_or("a signal").to_owned())
}

/// The verdict's words for a compiler that did not survive.
pub(crate) fn crashed(how: &str) -> String {
    format!(
        "rustc itself was ended by {how} while it compiled this file. That is no error in the code's meaning, and no \
         verdict on it: expressions, types or macros that are nested thousands deep do that. Break them up."
    )
}

/// What to say, and what to do, where cargo, the linker or the disk failed. `dir` is where the build was put.
pub(crate) fn no_build(words: &str, dir: &Path) -> String {
    let has = |signs: &[&str]| signs.iter().any(|it| words.contains(it));
    let (what, mend) = match () {
        () if has(&["`LAB`"]) => (
            "the replacement std is not in use: the program was built against a real crate",
            "this toolchain takes a dependency named `std` otherwise than the pinned one; see docs/lab.md, \
             \"The replacement std\""
                .to_owned(),
        ),
        () if has(&["No space left", "Disk quota", "os error 28)", "os error 122)"]) => {
            ("the disk is full", "free some space, or build elsewhere: CARGO_TARGET_DIR=/some/folder".to_owned())
        }
        () if has(&["Read-only file system", "Permission denied", "os error 30)", "os error 13)"]) => (
            "the build could not write",
            format!("make {} yours, or build elsewhere: CARGO_TARGET_DIR=/some/folder", dir.visible()),
        ),
        () if has(&["linking with", "linker `", "ld returned"]) => (
            "the linker failed",
            "see what it says above. Flags of yours (RUSTFLAGS, build.rustflags) are left out here; a linker holds that \
             is named as such: CARGO_TARGET_<TRIPLE>_LINKER, or `linker` below `[target.<triple>]`"
                .to_owned(),
        ),
        () if has(&["rustup", "toolchain"]) => (
            "cargo did not start: rustup has no toolchain for it",
            "see what it says above; HOME, RUSTUP_HOME and CARGO_HOME say where rustup looks".to_owned(),
        ),
        () if has(&["could not execute process", "No such file or directory"]) => (
            "cargo could not start what it needs",
            "see what it says above: a program that PATH or a cargo configuration names is not there".to_owned(),
        ),
        () if has(&["E0786", "E0460", "E0461", "E0463", "E0514", "incremental compilation"]) => {
            ("what was built earlier is damaged", format!("remove {} and try again", dir.visible()))
        }
        () if has(&["failed to parse", "could not load Cargo configuration", "error in "]) => (
            "cargo does not take its configuration",
            "see what it says above, and which file it names".to_owned(),
        ),
        () => ("the lab itself does not build", "see what the compiler says above".to_owned()),
    };
    format!("{what}\n{}\n  to fix: {mend}", words.trim_end())
}

#[cfg(test)]
mod tests {
    use super::{crash, no_build};
    use std::path::Path;

    #[test]
    fn each_cause_is_named_and_a_folder_is_removed_only_where_that_helps() {
        let table = [
            ("error: could not execute process `/x rustc` (never executed)", "could not start what it needs"),
            ("error: rustup could not choose a version of cargo to run", "rustup has no toolchain"),
            ("error: linking with `cc` failed: exit status: 1", "the linker failed"),
            ("failed to write /t/x: Permission denied (os error 13)", "could not write"),
            ("error[E0425]: cannot find value `LAB` in crate `std`", "the replacement std is not in use"),
            ("error[E0786]: found invalid metadata files for crate `lab`", "is damaged"),
            ("error: No space left on device (os error 28)", "the disk is full"),
        ];
        for (words, cause) in table {
            let text = no_build(words, Path::new("/t/lab/build"));
            assert!(text.starts_with(cause) || text.contains(cause), "{words}: {text}");
            assert!(text.contains(words), "cargo's own words stay: {text}");
            assert_eq!(text.contains("remove /t/lab/build"), cause == "is damaged", "{text}");
        }
    }

    #[test]
    fn a_signal_is_found_in_cargos_words() {
        let words =
            "Caused by:\n  process didn't exit successfully: `rustc …` (signal: 11, SIGSEGV: invalid memory reference)";
        assert_eq!(crash(words).as_deref(), Some("SIGSEGV"));
        assert_eq!(crash("(exit status: 101)"), None);
    }
}
