//! `note`: what a learner wants to keep of an exercise, as Markdown in `.exit-path/notes`. Nothing else ever writes
//! there.

use super::named;
use crate::{
    cli::Note,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, paragraph},
    state::State,
    style::NEXT,
};
use anyhow::{Context, bail};
use edge::{Visible, file::RECORD, visible};
use std::{env, fs, io::IsTerminal, path::Path, process::Command};

/// Shows it, adds a line, or opens an editor.
pub fn run(layout: &Layout, args: Note) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let state = State::read(layout)?;
    let exercise = named(&course, &args.named)?;
    let name = exercise.short();
    let file = state.store.note(&exercise.key());
    if let Some(text) = &args.message {
        state.store.make_folder()?;
        add(&file, text)?;
        out::show(&paragraph("kept in ", &layout.shown(&file)))?;
    } else if args.edit {
        state.store.make_folder()?;
        edit(&file, &format!("# {name}: {}\n\n", exercise.change))?;
    } else {
        let text = read(&file)?;
        out::show(&text.as_deref().map_or_else(|| paragraph("", &format!("{name} has no note yet.")), ended))?;
        let add = format!("cargo xtask note {name} -m \"what I learned\"");
        out::show(&Line::new("to add a line: ").fitting(NEXT, &add, 2).end())?;
        out::show(&Line::new("the file:      ").fitting(anstyle::Style::new(), &layout.shown(&file), 2).end())?;
    }
    Ok(Exit::Good)
}

/// A note, if there is one.
pub(super) fn read(file: &Path) -> anyhow::Result<Option<String>> {
    match edge::file::text(file, RECORD) {
        Ok(text) if text.trim().is_empty() => Ok(None),
        Ok(text) => Ok(Some(text)),
        Err(error) if error.is_missing() => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// For a terminal, with a newline at its end.
pub(super) fn ended(text: &str) -> String {
    format!("{}\n", visible::lines(text.trim_end()))
}

fn add(file: &Path, text: &str) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", file.visible());
    fs::create_dir_all(file.parent().unwrap_or(file)).with_context(cannot)?;
    // One write in append mode: two commands at once give two lines.
    edge::file::append(file, format!("- {}\n", text.trim())).with_context(cannot)
}

fn edit(file: &Path, title: &str) -> anyhow::Result<()> {
    if !std::io::stdin().is_terminal() || !std::io::stdout().is_terminal() {
        return Err(Usage(format!("an editor needs a terminal; the note is {}", file.visible())).into());
    }
    let editor = ["VISUAL", "EDITOR"].iter().find_map(|it| env::var(it).ok().filter(|it| !it.trim().is_empty()));
    let Some(editor) = editor else {
        return Err(Usage(format!("neither VISUAL nor EDITOR is set; the note is {}", file.visible())).into());
    };
    if read(file)?.is_none() {
        fs::create_dir_all(file.parent().unwrap_or(file))?;
        edge::file::write(file, title).with_context(|| format!("cannot write {}", file.visible()))?;
    }
    // `code --wait` is a program and an argument.
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or(&editor);
    let status = Command::new(program).args(words).arg(file).status();
    match status.with_context(|| format!("cannot start {program} (from VISUAL or EDITOR)"))? {
        status if status.success() => Ok(()),
        status => bail!("{program} ended with {status}; the note is {}", file.visible()),
    }
}
