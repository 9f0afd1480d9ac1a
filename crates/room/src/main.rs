//! The room's own binary, which `cargo xtask workshop room` starts. This file reads the words, prints, and says how it ended;
//! the work is in the library.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

use anyhow::Context;
use clap::Parser;
use edge::visible;
use protocol::exit;
use room::{
    forget::forget,
    open::{Refused, open},
};
use std::{
    io::{self, Write},
    process::ExitCode,
};
use workshop_cli::HandedRoom;

fn main() -> ExitCode {
    let handed = HandedRoom::parse();
    let ended = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let ended = ended.context("cannot start").and_then(|runtime| {
        runtime.block_on(async {
            let say = |text: &str| edge::out::write(&mut io::stdout().lock(), &visible::lines(text));
            if handed.room.forget.is_some() {
                return say(&forget(handed).await?).context("cannot say which names were removed");
            }
            let open = open(handed).await?;
            say(&open.text).context("cannot say where the room is")?;
            tokio::select! {
                ended = open.serve() => ended,
                _ = tokio::signal::ctrl_c() => Ok(()),
            }
        })
    });
    let Err(error) = ended else { return ExitCode::from(exit::GOOD) };
    let code = match () {
        () if error.is::<Refused>() => exit::BAD,
        () if error.is::<records::UnknownExercise>() => exit::MISUSED,
        () => exit::FAILED,
    };
    let text = if code == exit::BAD { error.to_string() } else { format!("error: {error:#}") };
    let _nobody_listens = writeln!(io::stderr().lock(), "{}", visible::lines(&text));
    ExitCode::from(code)
}
