//! `run`: the exercise as it is, with real threads. It is expected to hang; then the wall limit ends it.

use crate::{
    cli::Run,
    exit::Exit,
    layout::Layout,
    process::{self, Job},
    render::line::{Line, paragraph},
    style::{BOLD, NEXT},
};
use anyhow::bail;
use std::{env, process::Command, time::Duration};

/// Builds it, runs it, and says what was seen.
pub fn run(layout: &Layout, args: Run) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    let cargo = || {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        command.current_dir(&exercise.dir);
        command
    };
    // Built first: the wall limit is for the run.
    let mut build = cargo();
    build.args(["build", "--quiet"]);
    let built = process::run(Job::tool(build), &mut |_| {})?;
    if !built.status.is_some_and(|status| status.success()) {
        bail!("{} does not build", exercise.short());
    }
    anstream::print!(
        "{}",
        Line::default()
            .styled(BOLD, &exercise.short())
            .plain(&format!(" runs for real, for at most {} s. If it hangs, that is the incident.", args.wall))
            .end()
    );
    let mut command = cargo();
    command.args(["run", "--quiet"]);
    let wall = Some(Duration::from_secs(args.wall.into()));
    let ended = process::run(Job { wall, ..Job::subject(command) }, &mut |_| {})?;
    let next = |what: &str, command: &str| {
        anstream::print!(
            "{}",
            Line::new(what).styled(NEXT, &format!("cargo xtask {command} {}", exercise.short())).end()
        );
    };
    match ended.status {
        None => {
            print!(
                "{}",
                paragraph(
                    "",
                    &format!("Still running after {} s, so it was ended.{}", args.wall, threads(&ended.threads))
                )
            );
            next("which order of steps did that: ", "check");
            Ok(Exit::Bad)
        }
        Some(status) if status.success() => {
            println!("It ended by itself. One run shows one order of steps; others may still hang.");
            next("every order of steps: ", "check");
            Ok(Exit::Good)
        }
        Some(status) => {
            println!("It ended with {status}.");
            next("which order of steps did that: ", "check");
            Ok(Exit::Bad)
        }
    }
}

/// Which threads were alive, where the system tells it.
fn threads(names: &[String]) -> String {
    match names {
        [] => String::new(),
        names => format!(" Alive at that moment: {}.", names.join(", ")),
    }
}
