//! The workbook's commands: `cargo xtask …`. This file parses and dispatches; each command is a module.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]
#![expect(unreachable_pub, reason = "a program exports nothing; `pub` says what a module offers to its neighbours")]

mod bounds;
mod cli;
mod commands;
mod exit;
mod help;
mod judging;
mod layout;
mod out;
mod pager;
mod process;
mod render;
mod state;
mod style;
mod term;
mod typed;

use clap::FromArgMatches;
use cli::{Cli, Task};
use exit::Exit;
use std::process::ExitCode;

fn main() -> ExitCode {
    supervise::enter();
    commands::watch::enter();
    let words = help::command().get_matches();
    match dispatch(Cli::from_arg_matches(&words).unwrap_or_else(|error| error.exit())) {
        Ok(exit) => exit.into(),
        Err(error) => {
            out::tell(&render::labelled("error", &typed::typed(&format!("{error:#}"))));
            exit::code_of(&error)
        }
    }
}

fn dispatch(cli: Cli) -> anyhow::Result<Exit> {
    process::signals::install()?;
    let course = typed::course(cli.course);
    if let (Some(Task::New(_)), Some(course)) = (&cli.task, &course) {
        commands::new::folder_for_a_course(course)?;
    }
    let layout = layout::find(course.as_deref())?;
    match cli.task {
        None => commands::place::here(&layout),
        Some(Task::List(args)) => commands::list::run(&layout, args),
        Some(Task::Next) => commands::place::next(&layout),
        Some(Task::Skip(args)) => commands::place::skip(&layout, args),
        Some(Task::Jump(args)) => commands::place::jump(&layout, args),
        Some(Task::Redo(args)) => commands::place::redo(&layout, args),
        Some(Task::Progress(args)) => commands::progress::run(&layout, args),
        Some(Task::Closing(args)) => commands::closing::run(&layout, &args),
        Some(Task::Note(args)) => commands::note::run(&layout, args),
        Some(Task::Explain(args)) => commands::explain::run(&layout, args),
        Some(Task::Review(args)) => commands::review::run(&layout, args),
        Some(Task::Promise(args)) => commands::promise::run(&layout, args),
        Some(Task::Card(args)) => commands::card::run(&layout, args),
        Some(Task::Check(args)) => commands::check::run(&layout, args),
        Some(Task::Explore(args)) => commands::explore::run(&layout, args),
        Some(Task::Trace(args)) => commands::explore::trace(&layout, args),
        Some(Task::Watch(args)) => commands::watch::run(&layout, args),
        Some(Task::Run(args)) => commands::run::run(&layout, args),
        Some(Task::Hint(args)) => commands::hint::run(&layout, args),
        Some(Task::Diff(args)) => commands::diff::run(&layout, args),
        Some(Task::Solution(args)) => commands::solution::run(&layout, args),
        Some(Task::Quiz(args)) => commands::quiz::run(&layout, args),
        Some(Task::Reset(args)) => commands::reset::run(&layout, args),
        Some(Task::Template(args)) => commands::template::run(&layout, &args),
        Some(Task::Serve(args)) => commands::serve::run(&layout, args),
        Some(Task::Book) => commands::book::run(&layout),
        Some(Task::Workshop(args)) => commands::workshop::run(&layout, &args),
        Some(Task::Scan(args)) => commands::scan::run(&layout, &args),
        Some(Task::Test(args)) => commands::test::run(&layout, args),
        Some(Task::Verify(args)) => commands::verify::run(&layout, args),
        Some(Task::Mutate(args)) => commands::mutate::run(&layout, args),
        Some(Task::Corpus(args)) => commands::corpus::run(&layout, &args),
        Some(Task::Repeat(args)) => commands::repeat::run(&layout, args),
        Some(Task::Prose(args)) => commands::prose::run(&layout, args),
        Some(Task::Gen(args)) => commands::r#gen::run(&layout, args),
        Some(Task::New(args)) => commands::new::run(&layout, args),
        Some(Task::Bench(args)) => commands::bench::run(&layout, args),
        Some(Task::Judge(args)) => commands::judge::run(args),
    }
}
