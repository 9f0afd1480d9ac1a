//! The only place that prints. An answer goes to standard output, and its loss is an error; a remark goes to standard
//! error, and where nobody listens there, nobody is left who could be told.
//!
//! Our own text is painted with colour codes and has no other control characters. Whatever slipped through until here is
//! made visible.

use anyhow::Context;
use edge::visible;
use serde::Serialize;
use std::io::Write;

/// Prints an answer with its colours, where the output takes them.
///
/// # Errors
/// A full disk, for instance. A reader that is gone is no error.
pub fn show(text: &str) -> anyhow::Result<()> {
    edge::out::write(&mut anstream::stdout().lock(), &visible::coloured(text)).context(LOST)
}

/// Prints an answer of one line.
///
/// # Errors
/// As [`show`].
pub fn line(text: &str) -> anyhow::Result<()> {
    show(&format!("{text}\n"))
}

/// Prints data as one line of JSON.
///
/// # Errors
/// As [`show`].
pub fn json(data: &impl Serialize) -> anyhow::Result<()> {
    let text = serde_json::to_string(data)? + "\n";
    edge::out::write(&mut std::io::stdout().lock(), &visible::json(&text)).context(LOST)
}

/// Says something beside the answer.
pub fn tell(text: &str) {
    let _nobody_listens = writeln!(anstream::stderr().lock(), "{}", visible::coloured(text));
}

const LOST: &str = "cannot write the answer";
