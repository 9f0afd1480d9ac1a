//! `cargo xtask explore` is this program.

use clap::Parser;
use explore::{args::Args, terminal};
use protocol::exit;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    // The keeper of a lab process is this program, started once more.
    supervise::enter();
    let (code, text) = match terminal::run(&Args::parse()) {
        Ok(text) => (exit::GOOD, text),
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "error: {}", edge::visible::lines(&format!("{error:#}")));
            (exit::MISUSED, String::new())
        }
    };
    let _ = std::io::stdout().write_all(text.as_bytes());
    ExitCode::from(code)
}
