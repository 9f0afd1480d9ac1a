//! `workshop`: the workshop's own binary does the work; it is built first if need be. It holds the grader's engine and
//! mdBook, which nobody should wait for before a first verdict. What may be asked is read here, so no help builds it.

use super::book;
use crate::{
    cli::Workshop,
    exit::Exit,
    layout::Layout,
    process::{self, Job},
};

/// Hands the task on. Paths in it mean what they mean in the reader's own folder.
pub fn run(layout: &Layout, args: &Workshop) -> anyhow::Result<Exit> {
    book::build_tool(layout, "workshop")?;
    let mut command = book::tool(layout, "workshop");
    command.arg("--course").arg(&layout.course).args(args.task.words());
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    Ok(Exit::of_tool(ended.status))
}
