//! What the team sees together. Reviews become a report by `workshop::merge`, as mailed ones do, so nothing is counted in two
//! ways. The report knows the key. It leaves this module in two parts: the board, which is written here field by field, and all
//! of it for whoever shows a [`KeyOpen`].

use crate::{
    counts,
    sheet::{About, Review, file_name},
    stage::KeyOpen,
};
use records::{Course, sheet::Stage as Of};
use serde_json::{Value, json};
use workshop::merge::{self, File, MergeRequest, Merged};

/// The team's report.
pub struct Report {
    merged: Merged,
    /// People whose own review says `comment` because they did not decide.
    undecided: usize,
}

/// The reviews as files, under names that say nothing of their authors.
///
/// # Errors
/// None that a review of ours can have.
pub fn files(reviews: &[Review]) -> anyhow::Result<Vec<File>> {
    let text = |it: &Review| anyhow::Ok(serde_json::to_string_pretty(&it.sheet)? + "\n");
    let mut numbers = [0, 0];
    let mut name = |it: &Review| {
        let number = &mut numbers[usize::from(it.sheet.stage == Some(Of::Pair))];
        *number += 1;
        file_name(it.sheet.stage, *number)
    };
    reviews.iter().map(|it| Ok(File { name: name(it), text: text(it)? })).collect()
}

impl Report {
    /// Merges. It takes a processor, for seconds where many have written much.
    ///
    /// # Errors
    /// If a key cannot be read, or a script of the merge fails.
    pub fn of(course: &Course, about: &About, reviews: &[Review], names: bool) -> anyhow::Result<Report> {
        let request = MergeRequest { files: files(reviews)?, wanted: Some(about.exercise.clone()), names };
        let merged = merge::merge(course, &request)?;
        Ok(Report {
            merged,
            undecided: reviews.iter().filter(|it| !it.decided && it.sheet.stage == Some(Of::Solo)).count(),
        })
    }

    /// What stands on the board before the key is open. It has who marked which lines, the comments that are disputed, and the
    /// decisions; it does not have what any of them is worth.
    pub fn board(&self) -> Value {
        let view = &self.merged.view;
        let hazards = &view["hazards"];
        let mark = |it: &Value| {
            let hazard = it["hazard"].as_str().map(|id| hazards[id].clone());
            json!({ "who": it["who"], "label": it["label"], "severity": it["severity"], "hazard": hazard,
                    "text": it["text"], "from": it["from"], "to": it["to"] })
        };
        let topic = |it: &Value| {
            let marks = it["marks"].as_array().into_iter().flatten().map(mark);
            json!({ "from": it["from"], "to": it["to"], "who": it["who"], "marks": marks.collect::<Vec<_>>() })
        };
        let disputed = view["disputed"].as_array().into_iter().flatten().map(topic);
        json!({
            "reviews": view["counts"][0]["reviews"], "undecided": self.undecided, "decisions": view["decisions"], "heat": view["heat"],
            "disputed": disputed.collect::<Vec<_>>(), "refused": self.merged.refused,
        })
    }

    /// All that the report counts, with the key.
    pub fn key(&self, _: KeyOpen) -> &Value {
        &self.merged.view
    }

    /// Its counts as a table; `None` where too few reviewed.
    pub fn counts(&self, open: KeyOpen) -> Option<String> {
        counts::csv(&self.merged.view, open)
    }

    /// The report for a wiki.
    pub fn markdown(&self, _: KeyOpen) -> &str {
        &self.merged.markdown
    }

    /// The report as a page.
    pub fn html(&self, _: KeyOpen) -> &str {
        &self.merged.html
    }
}
