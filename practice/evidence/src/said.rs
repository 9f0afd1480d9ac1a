//! What a program said, as the cards quote it: its output, and how it ended where that was no success.

use std::{fmt::Write as _, os::unix::process::ExitStatusExt, process::Output};

/// Standard output; after a failure the first line of standard error (the rest holds addresses) and the status.
pub(crate) fn by(output: &Output) -> String {
    let mut text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return text;
    }
    let errors = String::from_utf8_lossy(&output.stderr);
    // The race detector draws a line first.
    if let Some(first) = errors.lines().find(|line| !line.trim_matches(['=', ' ']).is_empty()) {
        let _ = writeln!(text, "stderr: {first}");
    }
    let _ = match (output.status.code(), output.status.signal()) {
        (Some(code), _) => writeln!(text, "exit status {code}"),
        (None, signal) => writeln!(text, "ended by signal {}", signal.unwrap_or_default()),
    };
    text
}
