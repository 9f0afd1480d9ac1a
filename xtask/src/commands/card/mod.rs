//! `card`: a pull request of one screen in a terminal, then three questions: which lines, which hazard, which decision. What they
//! come to is said by `review::marks`; how it reads is in `shown`, and what is typed is understood in `asked`.

mod asked;
mod shown;

use crate::{
    cli::Card,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    state::{self, State},
};
use anyhow::Context;
use asked::Asked;
use progress::{Facts, Marks, Standing};
use records::{Course, Exercise, Sort, hazards::Hazard, review::Decision};
use review::marks::{self, Mark};
use std::io::{IsTerminal, stdin, stdout};

/// Shows the pull request, asks, and compares.
pub fn run(layout: &Layout, args: Card) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let state = State::read(layout)?;
    let exercise = chosen(&course, &state, args.card.as_deref())?;
    let hazards = records::hazards::read(&course.root).transpose().map_err(|problem| anyhow::anyhow!("{problem}"))?;
    let hazards = hazards.unwrap_or_default();
    let lines = shown::lines(exercise)?;
    let answers = match args.decision {
        Some(decision) => {
            let marks = args.mark.iter().map(|it| mark(it, lines, &hazards)).collect::<anyhow::Result<_>>()?;
            Asked { marks, decision: decision.into() }
        }
        None => {
            out::show(&shown::pull_request(exercise)?)?;
            if !(stdin().is_terminal() && stdout().is_terminal()) {
                out::show(&shown::without_terminal(exercise))?;
                return Ok(Exit::Good);
            }
            match asked::ask(&exercise.record.focus, lines, &hazards)? {
                Some(answers) => answers,
                None => return Ok(Exit::Good),
            }
        }
    };
    let key = exercise.review()?;
    let compared = marks::compare(&key, &answers.marks, answers.decision);
    let first = state.of(&exercise.key()).marks.is_none();
    out::show(&shown::compared(&compared, &key, &answers, exercise, &hazards))?;
    // What is right as it stands is done with an approval that blames nothing. The rest is fixed.
    let done = exercise.is_clean() && compared.decision && compared.alarms() == 0;
    let facts = Facts::read(exercise);
    let is_edited = facts.edited();
    state::remember_all(layout, exercise, |progress| {
        let marks = Marks {
            seen: compared.seen(),
            unseen: compared.unseen(),
            alarms: compared.alarms(),
            decision: compared.decision,
        };
        progress.reviewed(&exercise.key(), marks);
        let memory = progress.entry(&exercise.key());
        if done && !is_edited {
            memory.solved = true;
            memory.solved_for = Some(facts.shipped.promises);
            memory.solved_file = facts.file;
            memory.skipped = false;
        }
    });
    let after = State::read_or_empty(layout);
    out::show(&shown::onward(&Standing::of(exercise, &after.progress), first, layout))?;
    Ok(Exit::from_good(compared.decision && compared.missed.is_empty() && compared.alarms() == 0))
}

/// The card that was named, by number or name; otherwise the one the learner is at, or the first that is open.
fn chosen<'a>(course: &'a Course, state: &State, typed: Option<&str>) -> anyhow::Result<&'a Exercise> {
    let cards = course.of_sort(Sort::Card);
    let Some(typed) = typed else {
        let current = cards.iter().find(|it| Some(it.key()) == state.progress.current);
        let open = || cards.iter().find(|it| Standing::of(it, &state.progress).stage.is_open());
        return current.or_else(open).or(cards.first()).context("this course has no cards");
    };
    let number = typed.parse::<u32>().ok();
    if let Some(card) = cards.iter().find(|it| Some(it.record.number) == number) {
        return Ok(card);
    }
    let none = || Usage(format!("no card is called `{typed}`\n  the cards: cargo xtask list --cards"));
    let found = course.find(typed).map_err(|_| none())?;
    match found.sort {
        Sort::Card => Ok(found),
        _ => Err(none().into()),
    }
}

/// `36-42`, `36` or `36-42=event-order`.
fn mark(typed: &str, of: u32, hazards: &[Hazard]) -> anyhow::Result<Mark> {
    let (place, name) = typed.split_once('=').map_or((typed, None), |(place, name)| (place, Some(name)));
    let lines = asked::lines(place, of).map_err(Usage)?;
    let hazard = match name {
        None => None,
        Some(name) => match asked::meant(name, hazards).as_slice() {
            [one] => Some(one.id.clone()),
            _ => return Err(Usage(format!("no hazard is called `{name}`\n  all names: cargo xtask explain")).into()),
        },
    };
    Ok(Mark { lines, hazard })
}

impl From<crate::cli::Decided> for Decision {
    fn from(decided: crate::cli::Decided) -> Decision {
        match decided {
            crate::cli::Decided::Approve => Decision::Approve,
            crate::cli::Decided::Comment => Decision::Comment,
            crate::cli::Decided::RequestChanges => Decision::RequestChanges,
        }
    }
}
