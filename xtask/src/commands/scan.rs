//! `scan`: the scanner's own binary does the work; it is built when it is first asked for. It holds two grammars in C,
//! which nobody should wait for before a first verdict.

use super::book;
use crate::{
    cli::Scan,
    exit::Exit,
    layout::Layout,
    process::{self, Job},
};

/// Hands the words on. Paths in them mean what they mean in the reader's own folder.
pub fn run(layout: &Layout, args: &Scan) -> anyhow::Result<Exit> {
    book::build_tool(layout, "exit-path-scan")?;
    let mut command = book::tool(layout, "exit-path-scan");
    command.args(&args.words);
    let ended = process::run(Job::tool(command), &mut |_| {})?;
    Ok(Exit::of_tool(ended.status))
}
