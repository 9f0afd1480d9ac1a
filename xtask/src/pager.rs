//! Long answers on a terminal, through the reader's pager: `$PAGER`, otherwise `less`, as git does it. What fits the window, and what
//! goes elsewhere, is printed as ever.

use crate::out;
use anstream::{AutoStream, ColorChoice, adapter::strip_str};
use edge::visible;
use std::{
    env,
    io::{self, IsTerminal, Write},
    process::{Command, Stdio},
};

/// Prints `text`, page by page where it does not fit.
///
/// # Errors
/// As [`out::show`].
pub fn show(text: &str) -> anyhow::Result<()> {
    let height = console::Term::stdout().size_checked().map(|(rows, _)| usize::from(rows));
    let fits = height.is_none_or(|rows| text.lines().count() < rows);
    if fits || !(io::stdout().is_terminal() && io::stdin().is_terminal()) || !paged(text) {
        return out::show(text);
    }
    Ok(())
}

/// Whether a pager took it.
fn paged(text: &str) -> bool {
    let chosen = env::var("PAGER").unwrap_or_else(|_| "less".to_owned());
    let Some(words) = shlex::split(&chosen).filter(|words| words.first().is_some_and(|it| it != "cat")) else {
        return false;
    };
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).stdin(Stdio::piped());
    // Colours, no page for what fits, and the text stays on the screen afterwards.
    if env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut pager) = command.spawn() else { return false };
    let coloured = AutoStream::choice(&io::stdout()) != ColorChoice::Never;
    let text = visible::coloured(text);
    let text = if coloured { text.to_string() } else { strip_str(&text).to_string() };
    if let Some(mut input) = pager.stdin.take() {
        // A reader who quits early has read enough.
        let _ = input.write_all(text.as_bytes());
    }
    pager.wait().is_ok_and(|it| it.success())
}
