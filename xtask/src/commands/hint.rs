//! `hint`: from the gentlest to the plainest, one more with each call.

use crate::{
    cli::Hint,
    exit::Exit,
    layout::Layout,
    out,
    render::line::{Line, paragraph},
    state::{State, remember},
    style::{BOLD, NEXT},
};
use records::Exercise;

/// Shows the hints so far and the next one.
pub fn run(layout: &Layout, args: Hint) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    out::show(&one_more(layout, exercise, args.all)?)?;
    Ok(Exit::Good)
}

/// The hints so far and the next one, as text; it is written down that they were shown.
pub(super) fn one_more(layout: &Layout, exercise: &Exercise, all: bool) -> anyhow::Result<String> {
    let hints = &exercise.record.hint;
    let known = State::read_or_empty(layout).of(&exercise.key()).hints.min(hints.len());
    let shown = if all { hints.len() } else { (known + 1).min(hints.len()) };
    let title = format!("hint {shown} of {}", hints.len());
    let mut text = Line::default().styled(BOLD, &exercise.short()).plain(" · ").plain(&title).end();
    for (index, hint) in hints.iter().take(shown).enumerate() {
        text += &paragraph(&format!("{:>3}. ", index + 1), &hint.text);
    }
    let (words, command) =
        if shown < hints.len() { ("one more: ", "hint") } else { ("that was the last one; try it: ", "check") };
    let command = format!("cargo xtask {command} {}", exercise.short());
    text += &Line::new("  ").plain(words).styled(NEXT, &command).end();
    remember(layout, exercise, |memory| memory.hints = memory.hints.max(shown));
    Ok(text)
}
