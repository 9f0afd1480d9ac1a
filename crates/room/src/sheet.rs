//! A draft as a page keeps it, and the review that it is: the same sheet that the mailed form exports, so `merge` takes both.
//! Pure.

use records::{
    review::Decision,
    sheet::{self, BadSheet, Comment, FORMAT, Sheet, VERSION},
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// The pull request that a room is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// Its slug.
    pub exercise: String,
    /// Which two versions.
    pub revision: String,
}

/// What a page sends: its entry of the review desk, and the comments that are open on the pages of its author, by their ids. Its
/// `revs` stay in the text, which the page joins with its own; nothing here reads them.
#[derive(Debug, Deserialize)]
struct Sent {
    entry: Entry,
    #[serde(default)]
    open: BTreeMap<String, Writing>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    draft: Draft,
}

#[derive(Debug, Deserialize)]
struct Draft {
    comments: Vec<Comment>,
    decision: Option<Decision>,
    confidence: Option<u8>,
}

#[derive(Debug, Deserialize)]
struct Writing {
    form: Comment,
}

/// A draft that was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Review {
    /// The sheet that is counted.
    pub sheet: Sheet,
    /// Whether its author has decided. Who has not yet is counted as `comment`, which is what a forge calls a review without a
    /// decision.
    pub decided: bool,
}

/// Why a draft is none.
#[derive(Debug, thiserror::Error)]
pub enum BadDraft {
    /// Not what a page sends.
    #[error("It is no draft of a review: {0}.")]
    Form(#[from] serde_json::Error),
    /// A value that cannot be.
    #[error("It is no draft of a review: {0}.")]
    Sheet(#[from] BadSheet),
    /// A comment that no page lets anybody write.
    #[error("A comment has more than {MOST_TEXT} characters.")]
    Long,
}

/// Characters of a comment, as in `sheet.js`.
const MOST_TEXT: usize = 20_000;

/// The review that a draft is. An open comment is part of it as soon as it says something; it stands in the place of the one
/// that it changes.
///
/// # Errors
/// If it is no draft.
pub fn read(body: &str, about: &About, reader: Option<&str>, stage: sheet::Stage) -> Result<Review, BadDraft> {
    let Sent { entry: Entry { draft }, open } = serde_json::from_str(body)?;
    let mut comments = draft.comments;
    for Writing { form } in open.into_values().filter(|it| !it.form.text.trim().is_empty()) {
        match comments.iter_mut().find(|it| it.id == form.id) {
            Some(same) => *same = form,
            None => comments.push(form),
        }
    }
    if comments.iter().any(|it| it.text.chars().count() > MOST_TEXT) {
        return Err(BadDraft::Long);
    }
    let sheet = Sheet {
        format: FORMAT.to_owned(),
        version: VERSION,
        exercise: about.exercise.clone(),
        revision: about.revision.clone(),
        reader: reader.map(str::to_owned),
        attempt: 1,
        stage: Some(stage),
        decision: draft.decision.unwrap_or(Decision::Comment),
        confidence: draft.confidence,
        comments,
        seconds: None,
        answers: None,
    };
    sheet.check()?;
    Ok(Review { sheet, decided: draft.decision.is_some() })
}

impl Review {
    /// Whether there is anything in it.
    pub fn says_nothing(&self) -> bool {
        self.sheet.comments.is_empty() && !self.decided
    }
}

/// What a sheet is called among the files of an export: by number, since two people may have one name, or none.
pub fn file_name(stage: Option<sheet::Stage>, number: usize) -> String {
    let stage = if stage == Some(sheet::Stage::Pair) { "pair" } else { "solo" };
    format!("{stage}-{number:03}.json")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn about() -> About {
        About { exercise: "exercise-2-x".to_owned(), revision: "r".to_owned() }
    }

    fn comment(id: &str, text: &str) -> Value {
        json!({ "id": id, "file": "src/lib.rs", "side": "new", "start": 3, "end": 4, "label": "issue", "severity": "nit", "hazard": null, "text": text })
    }

    fn texts(body: &Value) -> Vec<String> {
        let review = read(&body.to_string(), &about(), None, sheet::Stage::Solo).unwrap();
        review.sheet.comments.into_iter().map(|it| it.text).collect()
    }

    #[test]
    fn an_open_comment_is_part_of_the_review_and_takes_the_place_of_the_one_it_changes() {
        let draft = json!({ "comments": [comment("a", "one"), comment("b", "two")], "decision": null, "confidence": null, "seconds": 0, "revs": { "a": 1 } });
        let sent = |open: Value| json!({ "entry": { "title": "t", "draft": draft, "done": [] }, "open": open });
        let open = |id: &str, text: &str| json!({ "form": comment(id, text), "was": null });
        assert_eq!(texts(&sent(json!({}))), ["one", "two"]);
        assert_eq!(texts(&sent(json!({ "c": open("c", "thr") }))), ["one", "two", "thr"]);
        assert_eq!(texts(&sent(json!({ "a": open("a", "ONE"), "d": open("d", "four") }))), ["ONE", "two", "four"]);
        assert_eq!(texts(&sent(json!({ "a": open("a", "  ") }))), ["one", "two"]);
    }

    #[test]
    fn who_has_not_decided_comments() {
        let sent = |decision: Value| {
            json!({ "entry": { "draft": { "comments": [], "decision": decision, "confidence": 80 } } }).to_string()
        };
        let review = read(&sent(Value::Null), &about(), Some("Ada"), sheet::Stage::Pair).unwrap();
        assert_eq!((review.decided, review.sheet.decision, review.says_nothing()), (false, Decision::Comment, true));
        assert_eq!((review.sheet.reader.as_deref(), review.sheet.stage), (Some("Ada"), Some(sheet::Stage::Pair)));
        let review = read(&sent(json!("approve")), &about(), None, sheet::Stage::Solo).unwrap();
        assert_eq!((review.decided, review.sheet.decision, review.says_nothing()), (true, Decision::Approve, false));
    }

    #[test]
    fn what_is_no_draft_is_refused_with_a_sentence() {
        let with = |draft: Value| json!({ "entry": { "draft": draft } }).to_string();
        let (twice, long) = (comment("a", "x"), comment("a", &"x".repeat(MOST_TEXT + 1)));
        for wrong in [
            "".to_owned(),
            "[]".to_owned(),
            "{}".to_owned(),
            with(json!({ "comments": [{ "id": "a" }], "decision": null, "confidence": null })),
            with(json!({ "comments": [], "decision": "merge", "confidence": null })),
            with(json!({ "comments": [], "decision": null, "confidence": 20 })),
            with(json!({ "comments": [twice, twice], "decision": null, "confidence": null })),
            with(json!({ "comments": [long], "decision": null, "confidence": null })),
        ] {
            let error = read(&wrong, &about(), None, sheet::Stage::Solo).unwrap_err().to_string();
            assert!(error.ends_with('.') && error.len() > 20, "{wrong}: {error}");
        }
    }
}
