//! `workshop`: the workshop's own binary does the work; it is built first if need be.

use super::book;
use crate::{
    cli::Workshop,
    exit::Exit,
    layout::Layout,
    process::{self, Job},
};

/// Hands the words on. Paths in them mean what they mean in the reader's own folder.
pub fn run(layout: &Layout, args: Workshop) -> anyhow::Result<Exit> {
    book::build_tool(layout, "workshop")?;
    let mut command = book::tool(layout, "workshop");
    command.arg("--course").arg(&layout.course).args(args.words);
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    Ok(match ended.status.and_then(|status| status.code()) {
        Some(0) => Exit::Good,
        Some(2) => Exit::Misused,
        Some(3) => Exit::Failed,
        _ => Exit::Bad,
    })
}
