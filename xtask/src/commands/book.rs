//! `book`: one build of the book, by the book's own binary, which is built first if need be.

use crate::{
    exit::Exit,
    layout::Layout,
    process::{self, Job},
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
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| layout.workspace.join("target"), PathBuf::from);
    let first = !target.join("debug/mdbook-exit-path").exists();
    if first {
        println!("first build, about a minute");
    }
    let mut command = cargo(layout);
    command.args(["build", "--package", "mdbook-exit-path"]);
    if !first {
        command.arg("--quiet");
    }
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    if !ended.status.is_some_and(|status| status.success()) {
        bail!("the book's tool does not build; without network, `cargo fetch` beforehand is what it needs");
    }
    Ok(())
}

/// `mdbook-exit-path …`, from the root.
pub(super) fn command(layout: &Layout, what: &str) -> Command {
    let mut command = cargo(layout);
    command.args(["run", "--quiet", "--package", "mdbook-exit-path", "--manifest-path"]);
    command.arg(layout.workspace.join("Cargo.toml")).args(["--", what]);
    // The book is that of the folder it is started in.
    command.current_dir(&layout.course);
    command
}

fn cargo(layout: &Layout) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&layout.workspace);
    command
}
