//! What is kept of reviews that were written in an editor, in `.exit-path`: the draft under way, and what was submitted, in the form
//! in which the book's page "Progress" exports and imports it.

use anyhow::Context;
use edge::{
    Visible,
    file::{RECORD, SHEET},
};
use progress::{Marks, Reviewed, Store, store};
use records::{
    Exercise,
    sheet::{Sheet, revision},
};
use serde::Deserialize;
use serde_json::{Value, json};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files of one exercise.
pub(super) struct Kept {
    store: Store,
    draft: PathBuf,
    file: PathBuf,
    /// As a page calls the entry: `exercise-2-…@revision`.
    key: String,
    title: String,
}

/// What a submitted review found and missed, for what comes next. Its words are not in it.
pub(super) fn marks(done: &Value, exercise: &Exercise) -> anyhow::Result<Marks> {
    let reviewed = Reviewed::deserialize(&done["result"]).context("the grader's sum is damaged")?;
    let key = exercise.review()?;
    Ok(reviewed.marks(|id| key.finding.iter().any(|it| it.hazard == id)))
}

impl Kept {
    /// Those of an exercise. Nothing is read or written yet.
    pub(super) fn of(store: &Store, exercise: &Exercise) -> Kept {
        let read = |name: &str| edge::file::text(exercise.variant_file(name), RECORD).unwrap_or_default();
        let dir = store.dir().join("reviews");
        Kept {
            draft: dir.join(format!("{}.diff", exercise.key())),
            file: store.dir().join("reviews.json"),
            key: format!("{}@{}", exercise.slug, revision(&read("before"), &read(exercise.head()))),
            title: match exercise.is_numbered() {
                true => format!("Exercise {}: {}", exercise.record.number, exercise.topic().replace('-', " ")),
                false => format!("Card {}: {}", exercise.record.number, exercise.record.title),
            },
            store: store.clone(),
        }
    }

    /// The draft's file.
    pub(super) fn draft(&self) -> &Path {
        &self.draft
    }

    /// Where submitted reviews are.
    pub(super) fn file(&self) -> &Path {
        &self.file
    }

    /// The draft, if there is one.
    pub(super) fn draft_text(&self) -> anyhow::Result<Option<String>> {
        match edge::file::text(&self.draft, SHEET) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Makes a draft where there is none.
    pub(super) fn make_draft(&self, blank: impl FnOnce() -> anyhow::Result<String>) -> anyhow::Result<()> {
        if self.draft_text()?.is_none() {
            self.write(&blank()?)?;
        }
        Ok(())
    }

    /// Another draft; the one that was there is kept under the name that comes back.
    pub(super) fn replace_draft(&self, text: &str) -> anyhow::Result<Option<PathBuf>> {
        let older = match self.draft_text()? {
            Some(before) if before != text => Some(self.aside(&before)?),
            _ => None,
        };
        self.write(text)?;
        Ok(older)
    }

    /// It was never more than the blank one.
    pub(super) fn forget_draft(&self) -> anyhow::Result<()> {
        fs::remove_file(&self.draft).with_context(|| format!("cannot remove {}", self.draft.visible()))
    }

    fn write(&self, text: &str) -> anyhow::Result<()> {
        self.store.make_folder()?;
        fs::create_dir_all(self.draft.parent().unwrap_or(&self.draft)).context("cannot make a folder for drafts")?;
        Ok(store::replace(&self.draft, text.as_bytes())?)
    }

    fn aside(&self, text: &str) -> anyhow::Result<PathBuf> {
        let stem = self.draft.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let file = store::unused(self.draft.parent().unwrap_or(&self.draft), &format!("{stem}-kept"), "diff");
        store::replace(&file, text.as_bytes())?;
        Ok(file)
    }

    fn all(&self) -> anyhow::Result<Value> {
        match edge::file::text(&self.file, SHEET) {
            Ok(text) => {
                let all: Value = serde_json::from_str(&text)
                    .with_context(|| format!("{} is damaged; move it away", self.file.visible()))?;
                let known = all["format"] == "exit-path-progress" && all["version"] == 1 && all["items"].is_object();
                anyhow::ensure!(known, "{} is of another version of the workbook; move it away", self.file.visible());
                Ok(all)
            }
            Err(error) if error.is_missing() => {
                Ok(json!({ "format": "exit-path-progress", "version": 1, "items": {} }))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// How many reviews of it were submitted.
    pub(super) fn attempts(&self) -> anyhow::Result<u32> {
        let all = self.all()?;
        Ok(all["items"][&self.key]["done"].as_array().map_or(0, |it| u32::try_from(it.len()).unwrap_or(u32::MAX)))
    }

    /// The last review that was submitted.
    pub(super) fn last(&self) -> anyhow::Result<Option<Sheet>> {
        let all = self.all()?;
        let last = all["items"][&self.key]["done"].as_array().and_then(|it| it.last());
        last.map(|it| Sheet::deserialize(&it["sheet"]).context("a submitted review is damaged")).transpose()
    }

    /// Adds a submitted review, and puts its draft aside. Nothing of the draft goes before the review is kept.
    pub(super) fn submit(&self, done: Value) -> anyhow::Result<()> {
        self.store.make_folder()?;
        let mut all = self.all()?;
        let entry = &mut all["items"][&self.key];
        if !entry.is_object() {
            let draft = json!({ "comments": [], "decision": null, "confidence": null, "seconds": 0 });
            *entry = json!({ "title": self.title, "draft": draft, "done": [] });
        }
        entry["done"].as_array_mut().context("the list of submitted reviews is damaged")?.push(done);
        store::replace(&self.file, (serde_json::to_string_pretty(&all)? + "\n").as_bytes())?;
        if let Some(text) = self.draft_text()? {
            self.aside(&text)?;
            self.forget_draft()?;
        }
        Ok(())
    }
}
