//! `quiz`: would you send this comment? On a terminal a card is shown, a key answers it, and then comes the run that
//! decides. A round has ten, and goes on where it was left. Elsewhere the cards are printed with their answers.

mod round;
mod show;

use crate::{
    cli::{self, MessageFormat},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, paragraph, plural},
    state::State,
    style::{BAD, BOLD, DIM, GOOD, NEXT, paint},
};
use anyhow::{Context, anyhow};
use progress::{Progress, record::Quiz};
use records::quiz::{self as cards, Answer, Card, Topic};
use std::io::{self, BufRead, IsTerminal, Write};

/// Asks, lists or prints.
pub fn run(layout: &Layout, args: cli::Quiz) -> anyhow::Result<Exit> {
    let all = match cards::read(&layout.course) {
        None => return Err(anyhow!("{} is missing: `git checkout -- {0}` puts it back", cards::FILE)),
        Some(read) => read.map_err(|problem| anyhow!("{problem}"))?,
    };
    let chosen = chosen(&all, &args.cards)?;
    if args.list {
        match args.message_format {
            MessageFormat::Human => list(&chosen)?,
            MessageFormat::Json => out::json(&chosen)?,
        }
        return Ok(Exit::Good);
    }
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        let cards = shown(layout, &chosen)?;
        for (at, card) in cards.iter().enumerate() {
            out::show(&format!("{}{}", card.front(at + 1, cards.len()), card.back()))?;
        }
        return Ok(Exit::Good);
    }
    let mut state = State::read(layout)?;
    let left = round::rest(&all, &state.progress.quiz);
    let cards = if args.cards.is_empty() && !args.wrong && !args.again && !left.is_empty() {
        left
    } else {
        let round = round::of(&chosen, &state.progress.quiz, args.wrong);
        let ids: Vec<String> = round.iter().map(|it| it.id.clone()).collect();
        state.change(|progress| {
            (progress.quiz.of, progress.quiz.right, progress.quiz.round) = (ids.len(), 0, ids);
        })?;
        round
    };
    if cards.is_empty() {
        out::show(&paragraph("", "None of these was answered wrong the last time."))?;
        return Ok(Exit::Good);
    }
    ask(&shown(layout, &cards)?, &all, &mut state)
}

/// The cards with what their programs print.
fn shown<'c>(layout: &Layout, cards: &[&'c Card]) -> anyhow::Result<Vec<show::Shown<'c>>> {
    cards.iter().map(|card| show::Shown::read(&layout.course, card)).collect()
}

/// The cards that were named, in their order in the file.
fn chosen<'a>(all: &'a [Card], names: &[String]) -> anyhow::Result<Vec<&'a Card>> {
    let topic = |card: &Card| serde_json::to_value(card.topic).ok().and_then(|it| it.as_str().map(str::to_owned));
    let fits = |card: &Card, name: &String| card.id == *name || topic(card).as_ref() == Some(name);
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|card| fits(card, name))) {
        let text = format!("no card and no topic is called `{unknown}`\n  the cards: cargo xtask quiz --list");
        return Err(Usage(text).into());
    }
    Ok(all.iter().filter(|card| names.is_empty() || names.iter().any(|name| fits(card, name))).collect())
}

fn list(cards: &[&Card]) -> anyhow::Result<()> {
    for topic in Topic::ALL {
        let of_topic: Vec<_> = cards.iter().filter(|card| card.topic == topic).collect();
        if of_topic.is_empty() {
            continue;
        }
        out::line(&paint(BOLD, topic.words()))?;
        for card in of_topic {
            out::show(&Line::new("  ").plain(&card.id).column(36).styled(DIM, &card.evidence).end())?;
        }
    }
    out::line(&plural(cards.len(), "card"))
}

/// One card after the other, until the last one, `q` or the end of input. Each answer is kept before the next card is shown.
fn ask(cards: &[show::Shown], all: &[Card], state: &mut State) -> anyhow::Result<Exit> {
    let of = state.progress.quiz.of.max(cards.len());
    let mut lines = io::stdin().lock().lines();
    for (at, shown) in cards.iter().enumerate() {
        let card = shown.card;
        out::show(&shown.front(of - cards.len() + at + 1, of))?;
        let Some(answer) = answer(&mut lines)? else {
            let left = plural(cards.len() - at, "card");
            let line = Line::new(&format!("{left} of this round left: "));
            out::show(&("\n".to_owned() + &line.fitting(NEXT, "cargo xtask quiz", 2).end()))?;
            return Ok(Exit::Good);
        };
        let is_right = answer == card.answer;
        state.change(|progress| keep(progress, card, is_right))?;
        let (style, word) = if is_right { (GOOD, "yes") } else { (BAD, "no") };
        out::line(&paint(style, word))?;
        out::show(&shown.back())?;
    }
    out::show(&summed(&state.progress.quiz, of, all))?;
    Ok(Exit::Good)
}

/// An answer, for the next rounds and for what comes next on the ladder. The same comment answered again proves little: its answer
/// was shown. Another one with the hazard counts.
fn keep(progress: &mut Progress, card: &Card, is_right: bool) {
    let quiz = &mut progress.quiz;
    let answered = quiz.answers.entry(card.id.clone()).or_default();
    answered.asked += 1;
    answered.right += u32::from(is_right);
    answered.last = is_right;
    quiz.round.retain(|id| *id != card.id);
    quiz.right += usize::from(is_right);
    let from = format!("quiz-{}", card.id);
    for hazard in &card.hazards {
        match is_right {
            true => progress.met(hazard, &from),
            false => progress.missed(hazard, &from),
        }
    }
}

/// The round, and all rounds so far.
fn summed(quiz: &Quiz, of: usize, all: &[Card]) -> String {
    let known = || all.iter().filter_map(|card| quiz.answers.get(&card.id));
    let (seen, wrong) = (known().count(), known().filter(|it| !it.last).count());
    let mut text = format!("\n{} of {of} right; {seen} of {} seen\n", quiz.right, all.len());
    text += &Line::new("ten more: ").fitting(NEXT, "cargo xtask quiz", 2).end();
    if wrong > 0 {
        let line = Line::new(&format!("the {wrong} that you had wrong last: "));
        text += &line.fitting(NEXT, "cargo xtask quiz --wrong", 2).end();
    }
    text
}

/// What was typed; `None` for `q` and at the end of input.
fn answer(lines: &mut impl Iterator<Item = io::Result<String>>) -> anyhow::Result<Option<Answer>> {
    loop {
        out::show(&format!("{} ", paint(NEXT, "would you send it? a agree, d disagree, n needs evidence, q quit:")))?;
        io::stdout().flush()?;
        let Some(line) = lines.next().transpose().context("cannot read your answer")? else { return Ok(None) };
        match key(&line) {
            Key::Answer(answer) => return Ok(Some(answer)),
            Key::Quit => return Ok(None),
            Key::Other => {}
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Key {
    Answer(Answer),
    Quit,
    Other,
}

fn key(line: &str) -> Key {
    match line.trim().to_lowercase().chars().next() {
        Some('a') => Key::Answer(Answer::Agree),
        Some('d') => Key::Answer(Answer::Disagree),
        Some('n') => Key::Answer(Answer::NeedsEvidence),
        Some('q') => Key::Quit,
        _ => Key::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{Answer, Key, key};

    #[test]
    fn one_letter_answers() {
        assert_eq!(key(" A\n"), Key::Answer(Answer::Agree));
        assert_eq!(key("disagree"), Key::Answer(Answer::Disagree));
        assert_eq!(key("n"), Key::Answer(Answer::NeedsEvidence));
        assert_eq!(key("q"), Key::Quit);
        assert_eq!(key(""), Key::Other);
        assert_eq!(key("7"), Key::Other);
    }
}
