//! The reader's editor, chosen and started as git does it: `VISUAL`, `EDITOR`, then whatever git would take.

use crate::exit::Usage;
use anyhow::{Context, bail};
use edge::Visible;
use std::{env, path::Path, process::Command};

/// Opens a file, and waits for the end of the editor.
pub(super) fn open(file: &Path) -> anyhow::Result<()> {
    let named = ["VISUAL", "EDITOR"].iter().find_map(|it| env::var(it).ok().filter(|it| !it.trim().is_empty()));
    let Some(editor) = named.or_else(of_git) else {
        let text = format!("neither VISUAL nor EDITOR is set, and git has no editor; your draft is {}", file.visible());
        return Err(Usage(text).into());
    };
    // Through a shell, as git starts it: the words of an editor may be quoted.
    let mut command = Command::new("sh");
    command.arg("-c").arg(format!("{editor} \"$@\"")).arg(&editor).arg(file);
    match command.status().with_context(|| format!("cannot start {editor}"))? {
        status if status.success() => Ok(()),
        status => bail!("{editor} ended with {status}; your draft is {}", file.visible()),
    }
}

fn of_git() -> Option<String> {
    let said = Command::new("git").args(["var", "GIT_EDITOR"]).output().ok().filter(|it| it.status.success())?;
    let editor = String::from_utf8(said.stdout).ok()?;
    Some(editor.trim().to_owned()).filter(|it| !it.is_empty())
}
