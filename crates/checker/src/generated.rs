//! The manifest and the program of a check, as text.

#![cfg_attr(
    not(test),
    expect(
        clippy::disallowed_methods,
        reason = "the folder of a check is the tool's own, and its subject was looked at before"
    )
)]

use crate::{Layout, harness::Harness, manifest::Manifest};
use course::record::World;
use inputs::{Round, literal};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The manifest of a check: the lab's crates, and how they are optimised.
pub(crate) fn manifest(layout: &Layout, harness: &Harness, round: &Round) -> String {
    let (own, profile) = (own_profile(harness.world), profiles(harness.world));
    Manifest {
        command: "cargo xtask check",
        name: &harness.program,
        subject: &harness.subject,
        has_program: true,
        dependencies: &dependencies(layout, harness.world),
        lints: "unsafe_code = \"forbid\"\n",
        key: &round.key,
        rest: &format!("\n{own}\n{profile}\n[workspace]\n"),
    }
    .text()
}

/// The profile of the subject itself: its lines, for a run that hangs. Where a task waits is read off the stack, so
/// names are needed too.
pub(crate) fn own_profile(world: World) -> String {
    inputs::cargo::profile(if world == World::Tasks { "1" } else { "\"line-tables-only\"" })
}

/// The profiles of what it is built with.
pub(crate) fn profiles(world: World) -> String {
    let profiles = if world == World::Tasks { PROFILE_OF_TASKS } else { PROFILE_OF_THREADS };
    profiles.replace("PROFILE", inputs::cargo::PROFILE)
}

/// The lab's packages, under the names of the real ones.
pub(crate) fn dependencies(layout: &Layout, world: World) -> String {
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
pub(crate) fn program(harness: &Harness, round: &Round) -> String {
    let of_subject = round.files.iter().filter(|file| harness.is_of_the_subject(file) && file.exists());
    // The subject comes first.
    let of_subject: Vec<&PathBuf> =
        [&harness.subject].into_iter().chain(of_subject.filter(|file| **file != harness.subject)).collect();
    let files = of_subject.iter().copied().chain([&harness.contract]);
    let files: Vec<String> = files
        .map(|file| format!("({}, {})", literal::rust(file), literal::rust(Path::new(&harness.name_of(file)))))
        .collect();
    let is_text = |file: &&&PathBuf| fs::read(file).is_ok_and(|bytes| str::from_utf8(&bytes).is_ok());
    // As the compiler knows them: a counterexample calls a lock what the source calls it.
    let contract = &harness.contract;
    let known = of_subject.iter().chain([&contract]).filter(is_text);
    let known =
        known.map(|file| format!("({0}, include_str!({0}))", literal::rust(file))).collect::<Vec<_>>().join(", ");
    let (main, sources) = match harness.world {
        World::Tasks => {
            let texts = of_subject.iter().filter(is_text).map(|file| {
                format!("({}, include_str!({}))", literal::rust(Path::new(&harness.name_of(file))), literal::rust(file))
            });
            ("main_of_tasks", format!(", &[{}]", texts.collect::<Vec<_>>().join(", ")))
        }
        _ => ("main", String::new()),
    };
    format!(
        r#"//! Generated by `cargo xtask check`; edits are lost.
{canary}
// A contract names it through the module around it, here and where several subjects share a program.
use ::subject;
#[path = {contract}]
mod contract;
fn main() {{
    lab::harness::sources(&[{known}]);
    lab::harness::{main}("{key}", contract::PROPERTIES, &[{files}]{sources})
}}
"#,
        canary = canary(harness.world),
        contract = literal::rust(&harness.contract),
        key = round.key,
        files = files.join(", "),
    )
}

/// Does not compile with a real `std`, `tokio` or `nix`.
pub(crate) fn canary(world: World) -> &'static str {
    match world {
        World::Tasks => "const _: [(); 4] = [std::LAB, core::LAB, tokio::LAB, tokio_util::LAB];",
        World::Processes => "const _: [(); 3] = [std::LAB, core::LAB, nix::LAB];",
        World::Threads => "const _: [(); 2] = [std::LAB, core::LAB];",
    }
}
