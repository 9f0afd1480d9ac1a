//! What is remembered about a learner between two commands: hints shown, exercises solved. It lives outside the
//! tracked tree, in `target/exit-path/state.toml`; deleting it loses nothing else.

use crate::layout::{Layout, write_if_changed};
use anyhow::Context;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io::ErrorKind, path::PathBuf};

/// The whole memory.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    /// By the record's `id`, which survives a rename of the folder.
    exercise: BTreeMap<String, Memory>,
    #[serde(skip)]
    file: PathBuf,
}

/// What is remembered about one exercise.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// How many hints were shown.
    pub hints: usize,
    /// Whether the learner's file was solved once.
    pub solved: bool,
}

impl State {
    /// Reads it; nothing is remembered where there is no file.
    pub fn read(layout: &Layout) -> anyhow::Result<State> {
        let file = layout.memory.join("state.toml");
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", file.display())),
        };
        let state: State = toml::from_str(&text)
            .with_context(|| format!("{} is damaged; remove it: only hints and ticks are lost", file.display()))?;
        Ok(State { file, ..state })
    }

    /// What is remembered about an exercise.
    pub fn of(&self, id: &str) -> Memory {
        self.exercise.get(id).cloned().unwrap_or_default()
    }

    /// Changes it, and writes it down.
    pub fn update(&mut self, id: &str, change: impl FnOnce(&mut Memory)) -> anyhow::Result<()> {
        change(self.exercise.entry(id.to_owned()).or_default());
        let text = format!("# Written by `cargo xtask`: hints shown, exercises solved.\n\n{}", toml::to_string(self)?);
        write_if_changed(&self.file, &text)?;
        Ok(())
    }
}
