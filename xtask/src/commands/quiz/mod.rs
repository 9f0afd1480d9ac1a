//! `quiz`: would you send this comment? On a terminal a card is shown, a key answers it, and then comes the run that
//! decides. Elsewhere the cards are printed with their answers.

mod show;

use crate::{
    cli::{MessageFormat, Quiz},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, plural},
    style::{BAD, BOLD, DIM, GOOD, NEXT, paint},
};
use anyhow::{Context, anyhow};
use records::quiz::{self as cards, Answer, Card, Topic};
use std::io::{self, BufRead, IsTerminal, Write};

/// Asks, lists or prints.
pub fn run(layout: &Layout, args: Quiz) -> anyhow::Result<Exit> {
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
    let cards =
        chosen.iter().map(|card| show::Shown::read(&layout.course, card)).collect::<anyhow::Result<Vec<_>>>()?;
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        for (at, card) in cards.iter().enumerate() {
            out::show(&format!("{}{}", card.front(at + 1, cards.len()), card.back()))?;
        }
        return Ok(Exit::Good);
    }
    ask(&cards)
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

/// One card after the other, until the last one, `q` or the end of input.
fn ask(cards: &[show::Shown]) -> anyhow::Result<Exit> {
    let (mut right, mut asked) = (0, 0);
    let mut lines = io::stdin().lock().lines();
    for (at, card) in cards.iter().enumerate() {
        out::show(&card.front(at + 1, cards.len()))?;
        let Some(answer) = answer(&mut lines)? else { break };
        asked += 1;
        let (style, word) = if answer == card.card.answer { (GOOD, "yes") } else { (BAD, "no") };
        right += usize::from(answer == card.card.answer);
        out::line(&paint(style, word))?;
        out::show(&card.back())?;
    }
    if asked > 0 {
        out::line(&format!("{right} of {} right", plural(asked, "answer")))?;
    }
    Ok(Exit::Good)
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
