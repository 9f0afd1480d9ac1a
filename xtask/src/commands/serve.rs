//! `serve`: the book with live reload, until Ctrl-C. The book's own binary does the work, and prints the address.

use super::book;
use crate::{
    cli::Serve,
    exit::Exit,
    layout::Layout,
    process::{self, Job, Tree},
};

/// Starts the server and stays with it. Ctrl-C ends both.
pub fn run(layout: &Layout, args: Serve) -> anyhow::Result<Exit> {
    book::build_the_tool(layout)?;
    let mut command = book::command(layout, "serve");
    if let Some(port) = args.port {
        command.arg("--port").arg(port.to_string());
    }
    if args.open {
        command.arg("--open");
    }
    for host in args.allow_host {
        command.arg("--allow-host").arg(host);
    }
    // A browser that it opens is the reader's, and stays.
    let job = Job { tree: Tree::Group, ..Job::tool(command) };
    let ended = process::run(job, &mut |_| {})?;
    Ok(Exit::from_good(ended.status.is_some_and(|status| status.success())))
}
