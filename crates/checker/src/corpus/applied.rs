//! The text of a probe: `fixed.rs` with its patch, by git, which wrote most of the patches.

#![cfg_attr(not(test), expect(clippy::disallowed_methods, reason = "a folder of the tool's own, gone at once"))]

use crate::layout::Layout;
use anyhow::Context;
use edge::{Visible, file::RECORD};
use records::{Exercise, probes::Probe};
use std::{fs, process::Command};
use supervise::Job;

/// What is kept of git's words.
const WORDS: usize = 1 << 16;

/// The patched text; or why the patch does not fit.
pub(super) fn to_fixed(layout: &Layout, exercise: &Exercise, probe: &Probe) -> anyhow::Result<Result<String, String>> {
    // Two commands may be at it.
    let folder = layout.generated(exercise).join(format!("applied-{}", std::process::id()));
    fs::create_dir_all(&folder).with_context(|| format!("cannot create {}", folder.visible()))?;
    let file = folder.join("lib.rs");
    fs::copy(exercise.variant_file("fixed"), &file).context("cannot copy the fix")?;
    let mut git = Command::new("git");
    // Not as a part of the clone around it.
    git.env("GIT_CEILING_DIRECTORIES", layout.generated(exercise)).env_remove("GIT_DIR").env_remove("GIT_WORK_TREE");
    git.arg("apply").arg(&probe.patch).current_dir(&folder);
    let ended = supervise::run(Job { capture: Some(WORDS), ..Job::tool(git) }, &mut |_| {})?;
    let text = match ended.status.is_some_and(|it| it.success()) {
        true => Ok(edge::file::text(&file, RECORD)?),
        false => Err(format!("it does not fit to fixed.rs any more: {}", ended.stderr.text().trim_end())),
    };
    fs::remove_dir_all(&folder).with_context(|| format!("cannot remove {}", folder.visible()))?;
    Ok(text)
}
