//! The exit codes of our own programs: the commands, the workshop, the book's tool, and a check's program.

/// Solved, or done.
pub const GOOD: u8 = 0;
/// Any other verdict, or a check that found something.
pub const BAD: u8 = 1;
/// The command line means nothing.
pub const MISUSED: u8 = 2;
/// The program could not do its work; the reason is on its standard error.
pub const FAILED: u8 = 3;
/// Somebody asked it to stop: 128 and the number of SIGINT.
pub const INTERRUPTED: u8 = 130;
