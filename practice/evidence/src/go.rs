//! The Go files: formatted, vetted, built, and run where they are programs. What a file needs stands in its first
//! lines: `// Minimum: Go 1.19`, and perhaps `// Maximum: Go 1.23`, `// Built with: -race`, `// Run with: GODEBUG=…`, or
//! `// Vet: finds what the output shows`.

use crate::{Said, said};
use anyhow::{Context, bail};
use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// Where Debian puts the Go that its oldest supported release has.
const OLD: &str = "/usr/lib/go-1.19/bin/go";

/// A Go.
pub(crate) struct Go {
    /// `go`, or its path.
    program: PathBuf,
    /// 1.19 is `(1, 19)`.
    version: (u32, u32),
    /// What the race detector needs.
    has_cgo: bool,
    dir: tempfile::TempDir,
}

impl Go {
    /// The one on `PATH`.
    pub(crate) fn find() -> anyhow::Result<Go> {
        Go::at("go".into()).context("go is not there: apt install golang-go")
    }

    /// The old one that lies beside a newer one; `None` where it is not installed, or where it is the one on `PATH`.
    pub(crate) fn old(&self) -> anyhow::Result<Option<Go>> {
        let old = Path::new(OLD).is_file().then(|| Go::at(OLD.into())).transpose()?;
        Ok(old.filter(|old| old.version < self.version))
    }

    /// Asks `go version`.
    fn at(program: PathBuf) -> anyhow::Result<Go> {
        let output = Command::new(&program).arg("version").output()?;
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let word = text.split_whitespace().find_map(|word| word.strip_prefix("go1."));
        let version = word.and_then(|rest| numbers(&format!("1.{rest}"))).context("`go version` is not understood")?;
        let cgo = Command::new(&program).args(["env", "CGO_ENABLED"]).output()?;
        let has_cgo = cgo.stdout.starts_with(b"1") && Command::new("cc").arg("--version").output().is_ok();
        Ok(Go { program, version, has_cgo, dir: tempfile::tempdir()? })
    }

    /// `Go 1.19`.
    pub(crate) fn name(&self) -> String {
        format!("Go {}.{}", self.version.0, self.version.1)
    }

    /// What the program says, or why it cannot be asked.
    pub(crate) fn said(&self, file: &Path) -> anyhow::Result<Said> {
        let text = std::fs::read_to_string(file)?;
        let header = |key: &str| text.lines().take(4).find_map(|line| line.strip_prefix(&format!("// {key}: ")));
        let wanted = header("Minimum").and_then(|it| it.strip_prefix("Go ")).and_then(numbers);
        let wanted = wanted.context("its first line does not say `// Minimum: Go 1.19`")?;
        if self.version < wanted {
            let (major, minor) = self.version;
            return Ok(Said::Skipped(format!("needs Go {}.{}, this is {major}.{minor}", wanted.0, wanted.1)));
        }
        let newest =
            header("Maximum").map(|it| it.strip_prefix("Go ").and_then(numbers).context("say `// Maximum: Go 1.23`"));
        if let Some(newest) = newest.transpose()?.filter(|newest| self.version > *newest) {
            let (major, minor) = self.version;
            return Ok(Said::Skipped(format!("is about Go {}.{}, this is {major}.{minor}", newest.0, newest.1)));
        }
        if !Command::new("gofmt").arg("-l").arg(file).output().context("gofmt")?.stdout.is_empty() {
            bail!("gofmt would change it");
        }
        let vetted = self.go(&["vet"], file);
        if header("Vet").is_some() {
            return Ok(Said::Text(finding(&String::from_utf8_lossy(&vetted.stderr))));
        }
        if !vetted.status.success() {
            bail!("go vet: {}", String::from_utf8_lossy(&vetted.stderr));
        }
        let program = self.dir.path().join(file.file_stem().unwrap_or_default());
        let out = program.to_string_lossy();
        if header("Built with").is_some_and(|it| it.contains("-race")) && !self.has_cgo {
            return Ok(Said::Skipped("the race detector needs cgo, and a C compiler".into()));
        }
        // A package is built and thrown away: there is nothing to run.
        let is_program = text.lines().any(|line| line == "package main");
        let mut words = vec!["build", "-o", if is_program { &*out } else { "/dev/null" }];
        words.extend(header("Built with"));
        let built = self.go(&words, file);
        if !built.status.success() {
            bail!("go build: {}", String::from_utf8_lossy(&built.stderr));
        }
        if !is_program {
            return Ok(Said::Text(String::new()));
        }
        let output = Command::new(&program).env_remove("GOTRACEBACK").env_remove("GODEBUG").output()?;
        Ok(Said::Text(said::by(&output)))
    }

    fn go(&self, words: &[&str], file: &Path) -> std::process::Output {
        let mut command = Command::new(&self.program);
        // A file is a program of its own: no module is looked for, and nothing is fetched.
        command
            .args(words)
            .arg(file)
            .current_dir(self.dir.path())
            .env("GO111MODULE", "off")
            .env("GOTOOLCHAIN", "local");
        command.output().expect("go was there a moment ago")
    }
}

/// `1.19`, `1.19.8` and `1.23rc1` as numbers.
fn numbers(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().split('.').map(|part| {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().ok()
    });
    Some((parts.next()??, parts.next()??))
}

/// What vet found, without the place: `vet: ./x.go:9:7: the cancel …` ends with the finding.
fn finding(errors: &str) -> String {
    let lines = errors.lines().filter(|line| !line.starts_with('#'));
    let mut text: String =
        lines.filter_map(|line| line.split_once(".go:")).map(|(_, rest)| rest).map(message).collect();
    text.insert_str(0, "go vet:\n");
    text
}

fn message(rest: &str) -> String {
    format!("  {}\n", rest.splitn(3, ':').last().unwrap_or(rest).trim())
}

#[cfg(test)]
mod tests {
    use super::{finding, numbers};

    #[test]
    fn versions_and_findings() {
        assert_eq!(numbers("1.19"), Some((1, 19)));
        assert_eq!(numbers("1.23rc1"), Some((1, 23)));
        assert_eq!(numbers("new"), None);
        let vet = "# command-line-arguments\n/x/y.go:9:7: the cancel is lost\n";
        assert_eq!(finding(vet), "go vet:\n  the cancel is lost\n");
    }
}
