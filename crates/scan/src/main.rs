//! `exit-path-scan`: reads the words, asks the library, prints.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

mod cli;
mod help;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run(&help::words())
}
