//! The two sides of a card, in 80 columns. Nothing is asked here.

use crate::{
    render::{
        code::broken,
        line::{Line, WIDTH, paragraph},
    },
    style::{BOLD, DIM, LOOK, paint},
};
use anyhow::Context;
use edge::{Visible, file::RECORD};
use records::quiz::Card;
use std::path::Path;

/// A card and what its program prints.
pub(super) struct Shown<'a> {
    pub(super) card: &'a Card,
    printed: String,
}

impl<'a> Shown<'a> {
    /// Reads the program's output.
    pub(super) fn read(root: &Path, card: &'a Card) -> anyhow::Result<Shown<'a>> {
        let file = card.printed().with_context(|| format!("card `{}` has no evidence", card.id))?;
        let printed = edge::file::text(root.join(&file), RECORD)
            .with_context(|| format!("{} is missing: `git checkout -- evidence` puts it back", file.visible()))?;
        Ok(Shown { card, printed })
    }

    /// What is known, and the comment.
    pub(super) fn front(&self, number: usize, of: usize) -> String {
        let card = self.card;
        let count = format!("{number} of {of}");
        let mut text =
            "\n".to_owned() + &Line::default().styled(BOLD, &card.id).plain(" · ").plain(card.topic.words()).end();
        text = text.trim_end().to_owned() + &Line::new("  ").styled(DIM, &count).end();
        if let Some(situation) = &card.situation {
            text += &paragraph("  ", situation);
        }
        if let Some((_, snippet)) = card.snippet() {
            text += &code(snippet);
        }
        text + &paint(LOOK, &paragraph("  > ", &card.comment))
    }

    /// The answer, and the run that decides it.
    pub(super) fn back(&self) -> String {
        let card = self.card;
        let mut text = Line::new("  ").styled(BOLD, card.answer.words()).end();
        text += &paragraph("  ", &card.why);
        let program = card.program().map(|it| it.visible().to_string()).unwrap_or_default();
        text += &Line::new("  ").styled(DIM, &format!("{program} prints:")).end();
        text += &code(&self.printed);
        text + &paint(DIM, &paragraph("  source: ", &card.source))
    }
}

/// Lines of code, indented.
fn code(text: &str) -> String {
    let lines = text.trim_matches('\n').lines().flat_map(|line| broken(line, WIDTH - 4));
    lines.map(|line| format!("    {line}").trim_end().to_owned() + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::{Shown, WIDTH};
    use records::quiz as cards;
    use std::path::Path;

    #[test]
    fn every_card_fits_a_terminal_of_80_columns() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let all = cards::read(&root).expect("cards").expect("a list of cards");
        assert!(all.len() >= 40);
        for card in &all {
            let shown = Shown::read(&root, card).expect("its run");
            let text = format!("{}{}", shown.front(all.len(), all.len()), shown.back());
            let text = anstream::adapter::strip_str(&text).to_string();
            for line in text.lines() {
                assert!(line.chars().count() <= WIDTH, "{}: {line}", card.id);
            }
        }
    }
}
