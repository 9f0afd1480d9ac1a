//! The names and lines by which the tool and a program that it runs know each other. None of them is a secret: what makes a
//! report ours is its nonce.

/// The variable that names the descriptor for the report.
pub const REPORT_FD: &str = "EXIT_PATH_REPORT_FD";

/// In front of the reason, on standard error, where a check's program could not do its work. It ends with
/// [`exit::FAILED`](crate::exit::FAILED) then.
pub const LAB_FAILED: &str = "the lab failed: ";

/// In front of what the lab says on standard error before a panic that cannot unwind aborts the process: which property
/// ran, and where.
pub const LAST_WORDS: &str = "the lab's last words: ";

/// How the first line of the stacks begins that a program prints when it gets SIGQUIT (package `dump`).
pub const STACKS: &str = "-- stacks of ";
/// How the last line of them begins.
pub const END_OF_STACKS: &str = "-- end of stacks";
