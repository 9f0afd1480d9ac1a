//! `progress.json`, as types. Keys that this version does not know are kept as they are: whoever goes back to an
//! older clone for a day loses nothing of the newer one.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// The version of the file. It changes only where an older tool would misread a newer file.
pub const FORMAT: u32 = 1;

/// Everything that is remembered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Progress {
    /// The version of the file. It has no default: a file without it is damaged.
    pub format: u32,
    /// The `id` of the exercise that the learner chose last, or worked on last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// By the record's `id`. An exercise that left the course keeps its entry.
    #[serde(default)]
    pub exercises: BTreeMap<String, Memory>,
    /// Hazards that were missed, and not met since. The first one is the oldest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owed: Vec<Owed>,
    /// The comments that were judged, and the round that is under way.
    #[serde(default, skip_serializing_if = "Quiz::is_new")]
    pub quiz: Quiz,
    /// Keys of other versions.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

impl Default for Progress {
    fn default() -> Progress {
        Progress {
            format: FORMAT,
            current: None,
            exercises: BTreeMap::new(),
            owed: Vec::new(),
            quiz: Quiz::default(),
            rest: Map::new(),
        }
    }
}

/// A hazard that was missed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owed {
    /// Its id.
    pub hazard: String,
    /// Where: the key of an exercise, or `quiz`.
    pub from: String,
}

/// What is remembered about the quiz.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Quiz {
    /// By the card's id.
    pub answers: BTreeMap<String, Answered>,
    /// What is left of the round that was begun, in its order.
    pub round: Vec<String>,
    /// How many cards that round had.
    pub of: usize,
    /// How many of its answers were right so far.
    pub right: usize,
}

/// What was answered to one comment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answered {
    /// How often.
    pub asked: u32,
    /// How often the answer was right.
    pub right: u32,
    /// Whether the last one was.
    pub last: bool,
}

impl Quiz {
    fn is_new(&self) -> bool {
        *self == Quiz::default()
    }
}

/// What is remembered about one exercise.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Memory {
    /// Something was done with it: its change was read, it was run, checked, or a hint was taken.
    pub begun: bool,
    /// It was run for real once.
    pub ran: bool,
    /// How many hints were shown.
    pub hints: usize,
    /// How often the learner's file was checked.
    pub checks: u32,
    /// The learner's file was solved, in this round.
    pub solved: bool,
    /// The promises that it was solved for. With others it has to be checked again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solved_for: Option<String>,
    /// The file that was solved, as a hash: only for it the tick stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solved_file: Option<String>,
    /// The learner does not want to be led there.
    pub skipped: bool,
    /// It was offered as a part of an exercise that was left broken. It is not offered so again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub offered: bool,
    /// Earlier rounds that ended with a solved file.
    pub rounds: u32,
    /// The last verdict on the learner's file, as `--message-format json` names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The promises that it told a schedule of, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<String>,
    /// The file that this verdict is about, as a hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub checked: Option<String>,
    /// What the learner's review came to, the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub marks: Option<Marks>,
    /// What the exercise was when the learner met it last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shipped: Option<Shipped>,
    /// Keys of other versions.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// What a review came to: its lines, hazards and decision, and no words. The first one counts, since the key comes
/// after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Marks {
    /// The hazards that were found.
    pub seen: Vec<String>,
    /// The hazards that were there, and were not found.
    pub unseen: Vec<String>,
    /// Marks on code that is right.
    pub alarms: usize,
    /// Whether the decision was right.
    pub decision: bool,
}

/// What an exercise consists of, as hashes: they tell whether an update changed it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipped {
    /// The pull request's code.
    pub code: String,
    /// The properties, and the contract that checks them.
    pub promises: String,
}

impl Memory {
    /// The file that was solved. An older version of the workbook noted only the last file that was checked.
    pub fn solved_file(&self) -> Option<String> {
        let last = || self.checked.clone().filter(|_| self.verdict.as_deref() == Some("solved"));
        self.solved_file.clone().or_else(last)
    }
}

impl Progress {
    /// What is remembered about an exercise.
    pub fn of(&self, id: &str) -> Memory {
        self.exercises.get(id).cloned().unwrap_or_default()
    }

    /// The entry of an exercise, to be changed.
    pub fn entry(&mut self, id: &str) -> &mut Memory {
        self.exercises.entry(id.to_owned()).or_default()
    }

    /// Takes over what `other` knows. Nothing that was reached is lost: of two numbers the larger one stays.
    pub fn merge(&mut self, other: &Progress) {
        for (id, theirs) in &other.exercises {
            let ours = self.entry(id);
            ours.begun |= theirs.begun;
            ours.ran |= theirs.ran;
            ours.hints = ours.hints.max(theirs.hints);
            ours.checks = ours.checks.max(theirs.checks);
            ours.rounds = ours.rounds.max(theirs.rounds);
            ours.marks = ours.marks.take().or_else(|| theirs.marks.clone());
            if theirs.solved && !ours.solved {
                ours.solved = true;
                ours.solved_for.clone_from(&theirs.solved_for);
                ours.solved_file = theirs.solved_file();
            }
            // Whoever has solved it somewhere does not skip it.
            ours.skipped = (ours.skipped || theirs.skipped) && !ours.solved;
            for (key, value) in &theirs.rest {
                ours.rest.entry(key.clone()).or_insert_with(|| value.clone());
            }
        }
        for Owed { hazard, from } in &other.owed {
            self.missed(hazard, from);
        }
        for (id, theirs) in &other.quiz.answers {
            let ours = self.quiz.answers.entry(id.clone()).or_insert(*theirs);
            if theirs.asked > ours.asked {
                *ours = *theirs;
            }
        }
        if self.current.is_none() {
            self.current.clone_from(&other.current);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Progress;

    #[test]
    fn keys_of_a_newer_tool_survive() {
        let text = r#"{"format":1,"exercises":{"a":{"solved":true,"stars":[1,{"x":2}]}},"reviews":{"a":"f"}}"#;
        let mut progress: Progress = serde_json::from_str(text).expect("it parses");
        progress.entry("a").hints = 2;
        let value = serde_json::to_value(&progress).expect("it is written");
        assert_eq!(value["exercises"]["a"]["stars"][1]["x"], 2);
        assert_eq!(value["reviews"]["a"], "f");
        assert_eq!(value["exercises"]["a"]["hints"], 2);
    }

    #[test]
    fn a_file_without_a_version_is_no_progress() {
        assert!(serde_json::from_str::<Progress>("{}").is_err());
    }

    #[test]
    fn merging_loses_nothing_that_was_reached() {
        let mut ours = Progress::default();
        ours.entry("a").hints = 3;
        ours.entry("b").skipped = true;
        let mut theirs = Progress { current: Some("b".to_owned()), ..Progress::default() };
        theirs.entry("a").hints = 1;
        theirs.entry("a").solved = true;
        theirs.entry("b").solved = true;
        ours.merge(&theirs);
        assert_eq!((ours.of("a").hints, ours.of("a").solved), (3, true));
        assert_eq!((ours.of("b").skipped, ours.of("b").solved), (false, true));
        assert_eq!(ours.current.as_deref(), Some("b"));
    }
}
