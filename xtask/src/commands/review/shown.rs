//! How a review that was compared reads in a terminal. The sentences are the pages' own; here is only where they stand. What a
//! reader wrote is made visible.

use super::desk::{Compared, Question};
use crate::{
    render::line::{Line, paragraph, quote, width},
    style::{BAD, BOLD, DIM, GOOD, LOOK},
};
use edge::visible;
use records::sheet::Sheet;

/// One question, with its claims by number.
pub(super) fn question(question: &Question) -> String {
    let mut text = String::from("\n");
    text += &Line::default().styled(BOLD, &format!("You wrote on {}:", question.place)).end();
    text += &own_words("  | ", &question.text);
    text += &Line::new("Which of these is your point?").end();
    for (at, claim) in question.options.iter().enumerate() {
        text += &paragraph(&format!("  {}  ", at + 1), &claim.text);
    }
    text += &paragraph("  0  ", "None of them: I mean another point");
    text + &paragraph(
        "",
        "A number; with a p behind it if your words say only a part of it; or Enter, to leave it open:",
    )
}

/// The whole comparison: profile first, number last.
pub(super) fn compared(it: &Compared, sheet: &Sheet) -> String {
    let title =
        if sheet.attempt > 1 { format!("Your review, attempt {}", sheet.attempt) } else { "Your review".to_owned() };
    let mut text = "\n".to_owned() + &Line::default().styled(BOLD, &title).end();
    if sheet.attempt > 1 {
        text += &paragraph("  ", "You had seen the key before this attempt. Progress counts the first one.");
    }
    for (name, words) in &it.profile {
        text += &paragraph(&format!("  {name:<15}"), words);
    }
    if !it.comments.is_empty() {
        text += &heading("Your comments");
    }
    for comment in &it.comments {
        let style = match comment.badge.as_str() {
            "found" => GOOD,
            "this code is right" => BAD,
            _ => LOOK,
        };
        text += &Line::new("  ").styled(style, &comment.badge).plain(&format!(" · {}", comment.place)).end();
        if !comment.titles.is_empty() {
            text += &paragraph("    ", &format!("{}.", comment.titles));
        }
        text += &own_words("    | ", &comment.text);
        if !comment.why.is_empty() {
            text += &paragraph("    ", &visible::lines(&comment.why));
        }
        text.extend(comment.models.iter().map(|it| model(it)));
    }
    if !it.besides.is_empty() {
        text += &heading(&it.rest);
    }
    for finding in &it.besides {
        let [from, to] = finding.lines;
        let lines = if from == to { format!("line {from}") } else { format!("lines {from} to {to}") };
        let style = if finding.badge == "missed" { BAD } else { LOOK };
        text += &Line::new("  ").styled(style, &finding.badge).plain(&format!(" · {lines}")).end();
        text += &paragraph("    ", &format!("{}.", finding.title));
        text += &model(&finding.model);
        if let Some(property) = &finding.property {
            text += &paragraph("    the promise that breaks: ", property);
        }
    }
    if !it.traps.is_empty() {
        text += &heading("Correct code that looks wrong");
    }
    for trap in &it.traps {
        text += &Line::new("  ").styled(DIM, &trap.said).end();
        text += &paragraph("    | ", &trap.claim);
        text += &paragraph("    ", &trap.why);
    }
    text += &heading("The number");
    text += &Line::new("  ").styled(BOLD, &format!("{} of 100", it.points)).plain(&format!(": {}", it.sum)).end();
    text += &paragraph("  ", &format!("{}.", it.parts));
    text.extend(it.caps.iter().map(|it| paragraph("  ", it)));
    text + "\n"
}

fn heading(words: &str) -> String {
    "\n".to_owned() + &Line::default().styled(BOLD, words).end()
}

/// What a reader wrote, line by line: its indent is code's.
fn own_words(margin: &str, text: &str) -> String {
    let room = width().saturating_sub(margin.len());
    let line = |line: &str| match line.chars().count() <= room {
        true => Line::new(margin).plain(line).end(),
        false => quote(margin, line),
    };
    visible::lines(text).lines().map(line).collect()
}

fn model(words: &str) -> String {
    Line::new("    ").styled(DIM, "the model comment:").end() + &paragraph("    ", words)
}
