//! The pages' scripts, asked from a terminal: the workshop's binary runs them, and is built first if need be. An order goes there as a
//! file and comes back as JSON.

use crate::{
    commands::book,
    layout::{Layout, write_if_changed},
    process::{self, Job},
};
use anyhow::{Context, bail};
use records::{Exercise, sheet::Sheet};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::PathBuf;

/// Bytes of an answer: a thousand comments, and what is said of each.
const ANSWER: usize = 256 << 20;

/// Asks about one exercise.
pub(super) struct Desk<'l> {
    layout: &'l Layout,
    slug: String,
    order: PathBuf,
}

/// What a text is.
pub(super) enum Read {
    /// A review, with what has to be said of it.
    Taken { sheet: Box<Sheet>, notes: Vec<String> },
    /// None; why, with its line.
    Wrong(String),
}

/// A claim that a comment may make.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Claim {
    pub(super) id: String,
    pub(super) text: String,
}

/// One question about a comment.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Question {
    comment: String,
    /// The findings that it may say: one, or two.
    asked: Vec<String>,
    pub(super) options: Vec<Claim>,
    /// The comment's words, and its place.
    pub(super) text: String,
    pub(super) place: String,
}

/// What was answered.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Chosen {
    question: Question,
    chosen: Option<String>,
    partly: bool,
}

impl Chosen {
    /// The claim at this place; none of them with `None`.
    pub(super) fn of(question: &Question, at: Option<usize>, partly: bool) -> Chosen {
        let chosen = at.and_then(|at| question.options.get(at)).map(|it| it.id.clone());
        Chosen { question: question.clone(), chosen, partly }
    }
}

/// What a grader says.
pub(super) enum Graded {
    /// It has to ask first; and whether an approval says nothing.
    Asks { questions: Vec<Question>, unreasoned: bool },
    /// The comparison, and what is kept of it.
    Done(Box<Compared>, Done),
}

/// What a page keeps of a submitted review, as a page has it.
pub(super) type Done = Value;

/// A review beside its key, as words.
#[derive(Debug, Deserialize)]
pub(super) struct Compared {
    pub(super) profile: Vec<(String, String)>,
    pub(super) comments: Vec<OneComment>,
    pub(super) rest: String,
    pub(super) besides: Vec<Besides>,
    pub(super) traps: Vec<TrapTold>,
    pub(super) points: f64,
    pub(super) sum: String,
    pub(super) parts: String,
    pub(super) caps: Vec<String>,
}

/// A comment, and what it is.
#[derive(Debug, Deserialize)]
pub(super) struct OneComment {
    pub(super) place: String,
    pub(super) badge: String,
    pub(super) titles: String,
    pub(super) text: String,
    pub(super) why: String,
    pub(super) models: Vec<String>,
}

/// A finding that no comment says.
#[derive(Debug, Deserialize)]
pub(super) struct Besides {
    pub(super) badge: String,
    pub(super) title: String,
    pub(super) lines: [u32; 2],
    pub(super) property: Option<String>,
    pub(super) model: String,
}

/// Correct code that looks wrong.
#[derive(Debug, Deserialize)]
pub(super) struct TrapTold {
    pub(super) said: String,
    pub(super) claim: String,
    pub(super) why: String,
}

impl<'l> Desk<'l> {
    /// Builds what answers.
    pub(super) fn open(layout: &'l Layout, exercise: &Exercise) -> anyhow::Result<Desk<'l>> {
        book::build_tool(layout, "workshop")?;
        let order = layout.lab_target.join("desk").join(format!("order-{}.json", std::process::id()));
        Ok(Desk { layout, slug: exercise.slug.clone(), order })
    }

    /// A draft for an editor: blank, or with these comments.
    pub(super) fn draft(&self, sheet: Option<&Sheet>) -> anyhow::Result<String> {
        text_of(&self.ask(&json!({ "ask": "draft", "sheet": sheet }))?)
    }

    /// Reads a review in any of its forms.
    pub(super) fn read(&self, text: &str) -> anyhow::Result<Read> {
        let answer = self.ask(&json!({ "ask": "read", "text": text }))?;
        if let Some(wrong) = answer["wrong"].as_str() {
            return Ok(Read::Wrong(wrong.to_owned()));
        }
        let sheet = Sheet::deserialize(&answer["sheet"]).context("the reader of reviews answered something else")?;
        Ok(Read::Taken { sheet: Box::new(sheet), notes: Vec::deserialize(&answer["notes"]).unwrap_or_default() })
    }

    /// Writes a review in one of its forms.
    pub(super) fn write(&self, sheet: &Sheet, form: &str) -> anyhow::Result<String> {
        text_of(&self.ask(&json!({ "ask": "write", "sheet": sheet, "form": form }))?)
    }

    /// Grades. Without `chosen` it may ask first.
    pub(super) fn grade(&self, sheet: &Sheet, chosen: Option<&[Chosen]>, at: u64) -> anyhow::Result<Graded> {
        let mut answer = self.ask(&json!({ "ask": "grade", "sheet": sheet, "chosen": chosen, "at": at }))?;
        if answer["questions"].is_array() {
            let questions = Vec::deserialize(&answer["questions"]).context("the grader asks something else")?;
            return Ok(Graded::Asks { questions, unreasoned: answer["unreasoned"] == true });
        }
        let compared = Compared::deserialize(&answer["compared"]).context("the grader answered something else")?;
        Ok(Graded::Done(Box::new(compared), answer["done"].take()))
    }

    fn ask(&self, order: &Value) -> anyhow::Result<Value> {
        write_if_changed(&self.order, &order.to_string())?;
        let mut command = book::tool(self.layout, "workshop");
        command
            .arg("--course")
            .arg(&self.layout.course)
            .arg("desk")
            .arg("--order")
            .arg(&self.order)
            .arg("--")
            .arg(&self.slug);
        let ended = process::run(Job { capture: Some(ANSWER), ..Job::tool(command) }, &mut |_| {})?;
        // Nobody else has this name, and nobody needs it any more.
        let _already_gone = std::fs::remove_file(&self.order);
        if !ended.status.is_some_and(|it| it.success()) {
            bail!("the review cannot be worked on\n{}", ended.stderr.text().trim_end());
        }
        serde_json::from_str(&ended.stdout.text()).context("the workshop's binary answered something else")
    }
}

fn text_of(answer: &Value) -> anyhow::Result<String> {
    Ok(answer["text"].as_str().context("the answer has no text")?.to_owned())
}
