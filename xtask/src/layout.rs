//! Where this clone is. Every other path comes from there: see [`Layout`].

pub use checker::layout::{Layout, write_if_changed};

use anyhow::Context;
use std::{
    env,
    path::{Path, PathBuf},
};

/// The layout of this clone, with the course at `course` where one was named.
pub fn find(course: Option<&Path>) -> anyhow::Result<Layout> {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map_or(env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    let clone = manifest.join("..").canonicalize().context("the clone has moved: run `cargo xtask` again")?;
    Layout::of(clone, course)
}
