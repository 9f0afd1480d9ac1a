//! The workbook's commands: `cargo xtask …`. This file parses and dispatches; each command is a module.

#![expect(unreachable_pub, reason = "a program exports nothing; `pub` says what a module offers to its neighbours")]

mod cli;
mod commands;
mod compile;
mod diagnostics;
mod exit;
mod explain;
mod harness;
mod judge;
mod layout;
mod limits;
mod plain_crates;
mod process;
mod render;
mod stacks;
mod state;
mod style;
mod term;
mod verdict;

use clap::Parser;
use cli::{Cli, Task};
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    supervise::enter();
    match dispatch(Cli::parse()) {
        Ok(exit) => exit.into(),
        Err(error) => {
            anstream::eprintln!("{}", render::labelled("error", &format!("{error:#}")));
            exit::code_of(&error)
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    process::signals::install()?;
    let layout = layout::Layout::find(cli.course.as_deref())?;
    match cli.task {
        None => Ok(commands::welcome()),
        Some(Task::Check(args)) => commands::check::run(&layout, args),
        Some(Task::Run(args)) => commands::run::run(&layout, args),
        Some(Task::Hint(args)) => commands::hint::run(&layout, args),
        Some(Task::Diff(args)) => commands::diff::run(&layout, args),
        Some(Task::Solution(args)) => commands::solution::run(&layout, args),
        Some(Task::Reset(args)) => commands::reset::run(&layout, args),
        Some(Task::Serve(args)) => commands::serve::run(&layout, args),
        Some(Task::Book) => commands::book::run(&layout),
        Some(Task::Test(args)) => commands::test::run(&layout, args),
        Some(Task::Verify(args)) => commands::verify::run(&layout, args),
        Some(Task::Gen(args)) => commands::r#gen::run(&layout, args),
        Some(Task::Bench(args)) => commands::bench::run(&layout, args),
        Some(Task::Judge(args)) => commands::judge::run(args),
    }
}
