//! How a card reads in a terminal: its pull request with the numbers of its lines, and what the answers came to.

use super::asked::Asked;
use crate::{
    commands::diff::{numbered, read},
    layout::Layout,
    render::{
        line::{Line, paragraph, plural},
        markdown,
    },
    style::{BAD, BOLD, DIM, GOOD, LOOK, NEXT},
};
use edge::file::RECORD;
use progress::{NextStep, Standing};
use records::{
    Exercise,
    hazards::Hazard,
    review::{Decision, Finding, Review},
};
use review::marks::{Compared, Mark, Outcome};

/// How many lines the pull request's head has.
pub(super) fn lines(card: &Exercise) -> anyhow::Result<u32> {
    Ok(u32::try_from(read(&card.variant_file(card.head()))?.lines().count())?)
}

/// The author's text, then the whole file with what changed.
pub(super) fn pull_request(card: &Exercise) -> anyhow::Result<String> {
    let record = &card.record;
    let facts = format!("{} min, level {}", record.minutes, record.level);
    let mut text = Line::default().styled(BOLD, &card.short()).right(DIM, &facts).end() + "\n";
    text += &markdown::terminal(&edge::file::text(card.dir.join("PULL_REQUEST.md"), RECORD)?);
    text += "\n";
    text += &numbered(&read(&card.variant_file("before"))?, &read(&card.variant_file(card.head()))?);
    Ok(text)
}

/// For whoever pipes it: the questions need a terminal, or flags.
pub(super) fn without_terminal(card: &Exercise) -> String {
    let answer = format!("cargo xtask card {} --decision request-changes --mark 12-14=double-lock", card.record.id);
    paragraph("\n", &card.record.focus)
        + &Line::new("the questions need a terminal; without one, for instance:").end()
        + &Line::new("  ").styled(NEXT, &answer).end()
}

/// What each mark came to, what was missed, and the decision.
pub(super) fn compared(
    it: &Compared<'_>,
    key: &Review,
    answers: &Asked,
    card: &Exercise,
    hazards: &[Hazard],
) -> String {
    let name = |id: &str| hazards.iter().find(|it| it.id == id).map_or_else(|| id.to_owned(), |it| it.name.clone());
    let mut text = "\n".to_owned() + &Line::default().styled(BOLD, "Your review").end();
    for (mark, outcome) in answers.marks.iter().zip(&it.marks) {
        text += &marked(mark, outcome, &name);
    }
    for finding in &it.missed {
        text += &Line::new("  ").styled(BAD, "missed").plain(&format!(" · {}", place(finding.lines))).end();
        text += &paragraph("    ", &format!("{} ({}).", finding.title, name(&finding.hazard)));
        text += &model(finding);
    }
    let (style, word) = if it.decision { (GOOD, "the key decides so too") } else { (BAD, "the key decides otherwise") };
    let yours = Line::new("  ").styled(style, decision(answers.decision)).plain(&format!(" · {word}"));
    let theirs = if it.decision { String::new() } else { format!(": {}", decision(key.decision)) };
    text += &yours.plain(&theirs).end();
    if let Some(summary) = &key.summary {
        text += &paragraph("    ", summary);
    }
    for trap in &key.trap {
        let hit = it.marks.iter().any(|it| matches!(it, Outcome::Trap(one) if one.claim == trap.claim));
        if !hit {
            text += &Line::new("  ")
                .styled(DIM, "right, and looks wrong")
                .plain(&format!(" · {}", place(trap.lines)))
                .end();
            text += &paragraph("    | ", &trap.claim);
            text += &paragraph("    ", &trap.why);
        }
    }
    text + &Line::new("  ").styled(BOLD, &sum(it, key)).end() + &known(card)
}

fn marked(mark: &Mark, outcome: &Outcome<'_>, name: &dyn Fn(&str) -> String) -> String {
    let called = mark.hazard.as_deref().map_or_else(|| "no name".to_owned(), name);
    let head = |style, word: &str| {
        Line::new("  ").styled(style, word).plain(&format!(" · {} · {called}", place(mark.lines))).end()
    };
    match outcome {
        Outcome::Found(finding) => {
            head(GOOD, "found") + &paragraph("    ", &format!("{}.", finding.title)) + &model(finding)
        }
        Outcome::Place(_) => head(LOOK, "right place") + &paragraph("    ", "Its name is another one; see below."),
        Outcome::Wide(_) => {
            head(LOOK, "too many lines") + &paragraph("    ", "The finding is among them: point at its lines.")
        }
        Outcome::Trap(trap) => {
            head(BAD, "this code is right") + &paragraph("    | ", &trap.claim) + &paragraph("    ", &trap.why)
        }
        Outcome::Beside => {
            let words =
                "The key says nothing of these lines. If you can show a run that fails, you have found something new.";
            head(LOOK, "not in the key") + &paragraph("    ", words)
        }
    }
}

fn model(finding: &Finding) -> String {
    Line::new("    ").styled(DIM, "the model comment:").end() + &paragraph("    ", &finding.comment)
}

fn sum(it: &Compared<'_>, key: &Review) -> String {
    let found = key.finding.len() - it.missed.len();
    let found = match key.finding.len() {
        0 => "nothing was to be found".to_owned(),
        all => format!("{found} of {} found", plural(all, "finding")),
    };
    match it.alarms() {
        0 => found,
        alarms => format!("{found}, {}", plural(alarms, "false alarm")),
    }
}

fn known(card: &Exercise) -> String {
    match card.record.upstream.first() {
        Some(first) => paragraph("  ", &format!("Seen for real in {}#{}, for one.", first.repo, first.number)),
        None => String::new(),
    }
}

/// What comes now.
pub(super) fn onward(place: &Standing<'_>, first: bool, layout: &Layout) -> String {
    let row = |what: &str, command: &str| Line::new(&format!("  {what}: ")).column(35).fitting(NEXT, command, 4).end();
    let mut text = String::new();
    if !first {
        text += &paragraph("  ", "You had seen the key before. Your progress counts the first review.");
    }
    if !place.stage.was_solved() && !place.exercise.is_clean() {
        text += &Line::new("  your file: ").fitting(DIM, &layout.shown(&place.exercise.subject()), 4).end();
    }
    let NextStep { why, command } = match place.stage.was_solved() {
        true => NextStep { why: "go on".to_owned(), command: "cargo xtask next".to_owned() },
        false => place.step(),
    };
    text += &row(&why, &command);
    let write = format!("cargo xtask review {}", place.exercise.short());
    text + &row("say it in your own words", &write)
}

fn place(lines: [u32; 2]) -> String {
    if lines[0] == lines[1] { format!("line {}", lines[0]) } else { format!("lines {} to {}", lines[0], lines[1]) }
}

fn decision(decision: Decision) -> &'static str {
    match decision {
        Decision::Approve => "approve",
        Decision::Comment => "comment",
        Decision::RequestChanges => "request changes",
    }
}
