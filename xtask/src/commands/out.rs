//! Standard output for answers that somebody may cut short: `cargo xtask list | head` ends the reader, and that is no
//! fault of ours. `println!` would panic.

use std::io::Write;

/// Prints text with its styles, where the output takes them.
pub fn show(text: &str) {
    let mut out = anstream::stdout().lock();
    // Nobody is left who could be told.
    let _reader_is_gone = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}
