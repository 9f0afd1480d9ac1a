//! `book`: one build of the book, by the book's own binary, which is built first if need be.

use crate::{
    exit::Exit,
    layout::Layout,
    out,
    process::{self, Job},
    typed::flag,
};
use anyhow::bail;
use std::{env, path::PathBuf, process::Command};

/// Builds it into `target/book`.
pub fn run(layout: &Layout) -> anyhow::Result<Exit> {
    build_the_tool(layout)?;
    let ended = process::run(Job::tool(command(layout, "build")), &mut |_| {})?;
    Ok(Exit::from_good(ended.status.is_some_and(|status| status.success())))
}

/// Builds the book's binary. The first time takes a while, so cargo shows what it does, and we say how long.
pub(super) fn build_the_tool(layout: &Layout) -> anyhow::Result<()> {
    build_tool(layout, "mdbook-exit-path")
}

/// Builds one of our other binaries, in the same way. It is chosen out of the packages of a plain `cargo test`, and shares
/// their build: `--package` would ask for other features of tokio.
pub(super) fn build_tool(layout: &Layout, package: &str) -> anyhow::Result<()> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| layout.workspace.join("target"), PathBuf::from);
    let first = !target.join("debug").join(package).exists();
    if first {
        out::line(&format!("building {package}, once: about a minute"))?;
    }
    let mut command = cargo();
    command.args(["build", "--bin", package]).current_dir(&layout.workspace);
    if !first {
        command.arg("--quiet");
    }
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    if !ended.status.is_some_and(|status| status.success()) {
        bail!("`{package}` does not build; without network, `cargo fetch` beforehand is what it needs");
    }
    Ok(())
}

/// Builds the binary of a package that is a workspace of its own; gives where it is. It shares the root's folder, and so what
/// both are made of.
pub(super) fn build_apart(layout: &Layout, dir: &str, binary: &str) -> anyhow::Result<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| layout.workspace.join("target"), PathBuf::from);
    let built = target.join("debug").join(binary);
    let mut command = cargo();
    command.arg("build").arg("--manifest-path").arg(layout.workspace.join(dir).join("Cargo.toml"));
    command.arg("--target-dir").arg(&target).current_dir(&layout.workspace);
    if built.exists() {
        command.arg("--quiet");
    } else {
        out::line(&format!("building {binary}, once: some minutes"))?;
    }
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    if !ended.status.is_some_and(|status| status.success()) {
        bail!(
            "`{binary}` does not build; without network, `cargo fetch --manifest-path {dir}/Cargo.toml` beforehand is what it needs"
        );
    }
    Ok(built)
}

/// `mdbook-exit-path …`, from the root.
pub(super) fn command(layout: &Layout, what: &str) -> Command {
    let mut command = tool(layout, "mdbook-exit-path");
    // The book is that of the folder it is started in.
    command.arg(what).current_dir(&layout.course);
    // Its pages name commands, too: see `crates/book/src/typed.rs`.
    command.env("EXIT_PATH_COURSE_FLAG", flag());
    command
}

/// One of our binaries, in the reader's own folder.
pub(super) fn tool(layout: &Layout, package: &str) -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "--manifest-path"]).arg(layout.workspace.join("Cargo.toml"));
    command.args(["--bin", package, "--"]);
    command
}

fn cargo() -> Command {
    Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
