//! `prose`: the text of the pages. What is wrong is found by `course`; here are the commands, which only we know.

use crate::{
    cli::{Cli, Prose},
    exit::Exit,
    layout::{Layout, write_if_changed},
    out, render,
};
use clap::{Parser, error::ErrorKind};
use records::{Course, WORDS};

/// Prints every problem of every page.
pub fn run(layout: &Layout, args: Prose) -> anyhow::Result<Exit> {
    if args.learn {
        let changed = write_if_changed(&layout.course.join(WORDS), &records::words_in_use(&layout.course)?)?;
        match changed {
            true => out::line(&format!("{WORDS} is written; look at what is new in it: git diff {WORDS}"))?,
            false => out::line(&format!("{WORDS}: nothing to do"))?,
        }
    }
    let course = layout.load()?;
    let found = records::prose(&layout.course, &|words| understood(&course, words))?;
    for problem in &found {
        out::tell(&render::labelled("error", &problem.to_string()));
    }
    match found.len() {
        0 => out::line("the text of the pages is in order")?,
        1 => out::line("1 thing to fix")?,
        n => out::line(&format!("{n} things to fix"))?,
    }
    Ok(Exit::from_good(found.is_empty()))
}

/// Whether a reader could type this after `cargo xtask`.
fn understood(course: &Course, words: &[String]) -> Result<(), String> {
    let line = ["cargo xtask".to_owned()].into_iter().chain(words.iter().cloned());
    // A sentence may name a command without all that it needs. What a reader types is run elsewhere.
    let means = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion, ErrorKind::MissingRequiredArgument];
    match Cli::try_parse_from(line) {
        Err(error) if !means.contains(&error.kind()) => {
            let text = error.to_string();
            let first = text.lines().next().unwrap_or_default();
            return Err(first.strip_prefix("error: ").unwrap_or(first).to_owned());
        }
        _ => {}
    }
    // `exercise-2` must be there; `exercise-N` stands for one.
    let named = words.iter().find(|it| it.strip_prefix("exercise-").is_some_and(|it| it.starts_with(char::is_numeric)));
    match named.map(|name| course.find(name)) {
        Some(Err(_)) => Err("there is no such exercise".to_owned()),
        _ => Ok(()),
    }
}
