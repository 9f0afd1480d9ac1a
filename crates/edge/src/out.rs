//! Answers on standard output. Somebody may cut one short: `cargo xtask list | head` ends the reader, and that is no fault.
//! A full disk is one: an answer that nobody got must not look like a success.

use std::io::{self, ErrorKind, Write};

/// Writes an answer, whole.
///
/// # Errors
/// What the system says, but for a reader that is gone.
pub fn write(out: &mut impl Write, text: &str) -> io::Result<()> {
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}
