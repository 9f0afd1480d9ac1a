//! `workshop`: the workshop's own binary does the work; it is built first if need be. It holds the grader's engine and
//! mdBook, which nobody should wait for before a first verdict. What may be asked is read here, so no help builds it.

use super::book;
use crate::{
    cli::Workshop,
    exit::Exit,
    layout::Layout,
    process::{self, Job, Tree},
};
use std::process::Command;
use workshop_cli::{Asked, Room, Task};

/// Hands the task on. Paths in it mean what they mean in the reader's own folder.
pub fn run(layout: &Layout, args: &Workshop) -> anyhow::Result<Exit> {
    match &args.task {
        Asked::Team(task) => team(layout, task),
        Asked::Room(asked) => room(layout, asked),
    }
}

fn team(layout: &Layout, task: &Task) -> anyhow::Result<Exit> {
    book::build_tool(layout, "workshop")?;
    let mut command = book::tool(layout, "workshop");
    command.arg("--course").arg(&layout.course).args(task.words());
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    Ok(Exit::of_tool(ended.status))
}

/// Opens a room, and stays with it. Ctrl-C ends both.
fn room(layout: &Layout, asked: &Room) -> anyhow::Result<Exit> {
    let binary = book::build_apart(layout, "crates/room", "room")?;
    let mut command = Command::new(binary);
    command.arg("--course").arg(&layout.course).args(asked.words());
    let job = Job { tree: Tree::Group, ..Job::tool(command) };
    let ended = process::run(job, &mut |_| {})?;
    Ok(Exit::of_tool(ended.status))
}
