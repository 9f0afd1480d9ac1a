//! A verdict as a terminal may have it. A report holds what a learner's code said: panic messages, names of threads, of
//! tasks and of files. Only what has gone through here is rendered, so nothing is printed raw by an oversight.

use checker::Checked;
use edge::visible;
use protocol::{Counterexample, Outcome, Place, PropertyReport, Verdict};
use std::ops::Deref;

/// A check whose every text is visible. Only [`Seen::of`] makes one.
#[derive(Debug)]
pub struct Seen(Checked);

impl Seen {
    /// The same check, with every text made visible.
    pub fn of(checked: &Checked) -> Seen {
        let mut seen = checked.clone();
        seen.judged.properties.iter_mut().for_each(property);
        for words in &mut seen.judged.words {
            *words = match seen.judged.verdict {
                // rustc's own colours; what it quotes was made visible where its message was read.
                Verdict::DoesNotCompile => visible::coloured(words),
                _ => visible::lines(words).into_owned(),
            };
        }
        text(&mut seen.printed.text);
        Seen(seen)
    }
}

impl Deref for Seen {
    type Target = Checked;

    fn deref(&self) -> &Checked {
        &self.0
    }
}

fn property(property: &mut PropertyReport) {
    line(&mut property.id);
    match &mut property.outcome {
        Outcome::Holds | Outcome::Undecided => {}
        Outcome::Fails { message, .. }
        | Outcome::TooManySteps { message }
        | Outcome::Diverged { message }
        | Outcome::NotModelled { message } => text(message),
    }
    if let Some(example) = &mut property.counterexample {
        counterexample(example);
    }
}

fn counterexample(example: &mut Counterexample) {
    for step in &mut example.steps {
        line(&mut step.actor);
        text(&mut step.text);
        step.note.iter_mut().for_each(text);
        step.at.iter_mut().for_each(place);
    }
    for stuck in &mut example.stuck {
        line(&mut stuck.actor);
        text(&mut stuck.waits_for);
        stuck.held_by.iter_mut().for_each(line);
        [&mut stuck.at, &mut stuck.held_since, &mut stuck.spawned_at].into_iter().flatten().for_each(place);
    }
}

fn place(place: &mut Place) {
    line(&mut place.file);
}

fn line(text: &mut String) {
    *text = visible::line(text).into_owned();
}

fn text(text: &mut String) {
    *text = visible::lines(text).into_owned();
}
