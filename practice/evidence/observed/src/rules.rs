//! The alert rules of the page: `promtool` of Debian's package `prometheus` checks them, and plays series against them.

use anyhow::Context as _;
use std::{env, path::Path, process::Command};

/// Whether `alerts.yml` is well formed, and fires where `alerts_test.yml` says. Without promtool it is skipped by name; in CI
/// that is an error, since `.ci/run` installs it.
///
/// # Errors
///
/// There is no promtool in CI, or it does not start.
pub(crate) fn hold(dir: &Path) -> anyhow::Result<bool> {
    let promtool = |words: &[&str]| Command::new("promtool").args(words).current_dir(dir).status();
    if Command::new("promtool").arg("--version").output().is_err() {
        anyhow::ensure!(env::var_os("CI").is_none(), "promtool is not there: apt install prometheus");
        println!("skipped alerts.yml: there is no promtool; apt install prometheus");
        return Ok(true);
    }
    let checked = promtool(&["check", "rules", "alerts.yml"]).context("promtool check")?;
    let tested = promtool(&["test", "rules", "alerts_test.yml"]).context("promtool test")?;
    Ok(checked.success() && tested.success())
}
