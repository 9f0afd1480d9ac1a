//! `solutions/<slug>/workshop.toml`: what a facilitator should know about a scenario, and a key cannot say.

use anyhow::{Context, bail};
use edge::file::RECORD;
use records::Exercise;
use serde::Deserialize;

/// One `workshop.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Notes {
    /// What people say that is not so, and what to answer. In order of the level it is typical of.
    pub answer: Vec<Answer>,
    /// What to put on the board when a table is stuck: three, from the gentlest to the plainest.
    pub rescue: Vec<String>,
    /// What to say, and when.
    pub speaker: Vec<Speaker>,
    /// The last question of the session.
    pub closing: String,
    /// Habits that teams have reason to take home from here; the team chooses one, or its own.
    pub habits: Vec<String>,
}

/// A likely false answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Of whom it is typical: 1 is new to concurrency, 3 reviews such code, 5 writes it.
    pub level: u8,
    /// The answer, in their words.
    pub says: String,
    /// What to say to it: a question before a correction.
    pub reply: String,
}

/// A note for one part of the session.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Speaker {
    /// `solo`, `board`, `reveal`, …: free words.
    pub at: String,
    /// What to say or do.
    pub say: String,
}

impl Notes {
    /// The notes of an exercise.
    ///
    /// # Errors
    /// If the file is missing, has a key that we do not know, or lacks a part.
    pub fn of(exercise: &Exercise) -> anyhow::Result<Notes> {
        let path = exercise.solutions_dir.join("workshop.toml");
        let shown = format!("solutions/{}/workshop.toml", exercise.slug);
        let text = edge::file::text(&path, RECORD).with_context(|| format!("{shown}: write it, as those beside it"))?;
        let notes: Notes = toml::from_str(&text).with_context(|| shown.clone())?;
        if notes.rescue.len() != 3 {
            bail!("{shown}: a facilitator takes three rescue hints along, and it has {}", notes.rescue.len());
        }
        if let Some(answer) = notes.answer.iter().find(|it| !(1..=5).contains(&it.level)) {
            bail!("{shown}: a level is from 1 to 5, and \"{}\" has {}", answer.says, answer.level);
        }
        if !notes.answer.is_sorted_by_key(|it| it.level) || notes.answer.len() < 3 {
            bail!("{shown}: it takes three answers or more, in order of their levels");
        }
        if notes.speaker.is_empty() || notes.habits.is_empty() {
            bail!("{shown}: it needs a note for the speaker and a habit");
        }
        Ok(notes)
    }
}
