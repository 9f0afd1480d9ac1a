//! The workshop's own binary, which `cargo xtask workshop` starts. This file reads the words, prints, and says how it ended;
//! the work is in the library.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

use anyhow::Context;
use clap::Parser;
use edge::visible;
use protocol::exit;
use std::{
    io::{self, Write},
    process::ExitCode,
};
use workshop::tasks::{self, Refused};
use workshop_cli::Handed;

fn main() -> ExitCode {
    let ended = tasks::run(Handed::parse()).and_then(|answer| {
        answer.beside.iter().for_each(|it| tell(it));
        edge::out::write(&mut io::stdout().lock(), &visible::lines(&answer.text)).context("cannot write the answer")
    });
    let Err(error) = ended else { return ExitCode::from(exit::GOOD) };
    let code = match () {
        () if error.is::<Refused>() => exit::BAD,
        () if error.is::<records::UnknownExercise>() => exit::MISUSED,
        () => exit::FAILED,
    };
    // What was refused says itself what to ask for.
    tell(&if code == exit::BAD { error.to_string() } else { format!("error: {error:#}") });
    ExitCode::from(code)
}

/// Says something beside the answer. Where nobody listens, nobody is left who could be told.
fn tell(text: &str) {
    let _nobody_listens = writeln!(io::stderr().lock(), "{}", visible::lines(text));
}
