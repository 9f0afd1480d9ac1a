//! `explore`: a binary of its own plays; it is built when it is first asked for. It holds what draws on a terminal, which nobody
//! should wait for before a first verdict.

use super::book;
use crate::{
    cli::{Explore, Played, Trace},
    exit::Exit,
    layout::Layout,
};
use anyhow::Context;
use std::os::unix::process::CommandExt;
use std::process::Command;

/// The player takes the place of this process: it has the terminal from now on.
pub fn run(layout: &Layout, args: Explore) -> anyhow::Result<Exit> {
    let mut command = player(layout, args.played)?;
    for (flag, _) in [("--failure", args.failure), ("--print", args.print)].iter().filter(|(_, on)| *on) {
        command.arg(flag);
    }
    Err(command.exec()).context("cannot start what plays")
}

/// `trace`: the same program writes the schedule down, and does not play.
pub fn trace(layout: &Layout, args: Trace) -> anyhow::Result<Exit> {
    let mut command = player(layout, args.played)?;
    command.arg("--trace").arg(args.out);
    Err(command.exec()).context("cannot start what writes the trace")
}

/// The program, with the words for what is played.
fn player(layout: &Layout, played: Played) -> anyhow::Result<Command> {
    let course = layout.load()?;
    let exercise = super::named(&course, &played.named)?.short();
    book::build_tool(layout, "exit-path-explore")?;
    let mut command = book::tool(layout, "exit-path-explore");
    command.arg(exercise).arg("--workspace").arg(&layout.workspace).arg("--course").arg(&layout.course);
    let words = [("--variant", played.variant), ("--property", played.property), ("--replay", played.replay)];
    for (flag, value) in words.into_iter().filter_map(|(flag, value)| Some((flag, value?))) {
        command.arg(flag).arg(value);
    }
    if let Some(file) = played.subject {
        command.arg("--subject").arg(file);
    }
    Ok(command)
}
