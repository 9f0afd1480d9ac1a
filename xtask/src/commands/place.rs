//! Where I am and what comes next: `cargo xtask` alone, `next`, `skip`, `jump`, `redo`. None of them holds anybody
//! back, and none of them but `redo` touches a file of the learner's.

use super::{named, named_or_here, reset, updates};
use crate::{
    cli::Named,
    exit::Exit,
    layout::Layout,
    out,
    render::line::{Line, change, paragraph},
    state::{State, warn_of_files},
    style::{BOLD, DIM, NEXT},
};
use progress::{NextStep, Stage, Standing, path, place};
use records::{Course, Exercise, Sort};

/// What a bare `cargo xtask` says.
pub fn here(layout: &Layout) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut state = State::read(layout)?;
    updates::tell(layout, &course, &mut state);
    let places = Standing::rung(&course, &state.progress);
    warn_of_files(layout, &places);
    let mut text = match place::current(&places, &state.progress) {
        Some(place) => described(place, &places, layout),
        None => all_done(&places),
    };
    text += "\n";
    let is_new = state.progress.current.is_none() && !course.drills.is_empty();
    let scenarios = course.exercises.first().filter(|_| is_new);
    if let Some(first) = scenarios {
        text += &row("a whole pull request instead", &format!("cargo xtask jump {}", first.short()));
    }
    for (what, command) in [("the book", "serve --open"), ("all exercises", "list"), ("all commands", "--help")] {
        text += &row(what, &format!("cargo xtask {command}"));
    }
    out::show(&text)?;
    Ok(Exit::Good)
}

/// Goes on to the next open exercise.
pub fn next(layout: &Layout) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut state = State::read(layout)?;
    updates::tell(layout, &course, &mut state);
    let places = Standing::rung(&course, &state.progress);
    warn_of_files(layout, &places);
    // Solved or not, it is the one that was chosen last.
    let chosen = state.progress.current.as_ref().and_then(|key| course.all().find(|it| it.key() == *key));
    let now = chosen.map(|it| Standing::of(it, &state.progress));
    let text = match now.or_else(|| place::current(&places, &state.progress).cloned()) {
        None => all_done(&places),
        Some(now) => match path::next(&course, &state.progress, now.exercise) {
            Some((next, because)) => {
                state.change(|progress| progress.go_on(&next.exercise.key(), because))?;
                let places = Standing::of_sort(&course, next.exercise.sort, &state.progress);
                let why = because.words(now.exercise).map(|it| paragraph("", &it)).unwrap_or_default();
                why + &described(&next, &places, layout)
            }
            None if now.stage.is_open() => {
                let text = format!("{} is the only exercise that is left.\n", now.exercise.short());
                text + &described(&now, &places, layout)
            }
            None => all_done(&places),
        },
    };
    out::show(&text)?;
    Ok(Exit::Good)
}

/// Leaves an exercise out.
pub fn skip(layout: &Layout, args: Named) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut state = State::read(layout)?;
    let places = Standing::rung(&course, &state.progress);
    let exercise = match (&args.exercise, place::current(&places, &state.progress)) {
        (None, Some(now)) => now.exercise,
        _ => named(&course, &args)?,
    };
    let name = exercise.short();
    if state.of(&exercise.key()).solved {
        out::show(&format!("{name} is solved already; there is nothing to skip\n"))?;
        return Ok(Exit::Good);
    }
    let next = path::next(&course, &state.progress, exercise).map(|(it, _)| it.exercise.key());
    state.change(|progress| {
        progress.entry(&exercise.key()).skipped = true;
        progress.current.clone_from(&next);
    })?;
    let places = Standing::rung(&course, &state.progress);
    let mut text = Line::new(&format!("{name} is skipped; to come back: "))
        .fitting(NEXT, &format!("cargo xtask jump {name}"), 2)
        .end();
    text += &match place::current(&places, &state.progress) {
        Some(place) => described(place, &places, layout),
        None => all_done(&places),
    };
    out::show(&text)?;
    Ok(Exit::Good)
}

/// Goes to any exercise.
pub fn jump(layout: &Layout, args: Named) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = named_or_here(&course, &args)?;
    let mut state = State::read(layout)?;
    state.change(|progress| {
        progress.current = Some(exercise.key());
        if let Some(memory) = progress.exercises.get_mut(&exercise.key()) {
            memory.skipped = false;
        }
    })?;
    out::show(&chosen(&course, exercise, &state, layout))?;
    Ok(Exit::Good)
}

/// Begins an exercise afresh.
pub fn redo(layout: &Layout, args: Named) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let mut state = State::read(layout)?;
    let exercise = named(&course, &args)?;
    // The file first: where it cannot be kept, nothing else changes either.
    reset::put_back(layout, exercise)?;
    state.change(|progress| {
        progress.current = Some(exercise.key());
        let memory = progress.entry(&exercise.key());
        let rounds = memory.rounds + u32::from(memory.solved);
        let (checks, rest) = (memory.checks, std::mem::take(&mut memory.rest));
        *memory = progress::Memory { rounds, checks, rest, ..progress::Memory::default() };
    })?;
    out::show(&chosen(&course, exercise, &state, layout))?;
    Ok(Exit::Good)
}

/// The exercise that was named, among those of its kind.
fn chosen(course: &Course, exercise: &Exercise, state: &State, layout: &Layout) -> String {
    let places = Standing::of_sort(course, exercise.sort, &state.progress);
    let place = places.iter().find(|it| it.exercise.key() == exercise.key());
    place.map(|it| described(it, &places, layout)).unwrap_or_default()
}

/// An exercise, how far it is, and what to do.
fn described(place: &Standing<'_>, places: &[Standing<'_>], layout: &Layout) -> String {
    let exercise = place.exercise;
    let solved = places.iter().filter(|it| it.stage == Stage::Solved).count();
    let mut text = Line::default()
        .styled(BOLD, &exercise.short())
        .plain(" · ")
        .plain(&change(&exercise.change))
        .plain(" · ")
        .plain(&place.words())
        .right(DIM, &format!("{solved} of {} solved", places.len()))
        .end();
    let is_small = exercise.sort != Sort::Scenario;
    if is_small && place.stage != Stage::Solved {
        text += &paragraph("  ", &exercise.record.focus);
    }
    let is_clean = exercise.sort == Sort::Card && place.stage.was_solved() && exercise.is_clean();
    if (is_small && !is_clean) || matches!(place.stage, Stage::Begun | Stage::Unsolved) {
        let file = layout.shown(&exercise.subject());
        text += &Line::new("  your file: ").fitting(DIM, &file, 4).end();
    }
    let NextStep { why, command } = place.step();
    text += &row(&why, &command);
    if let Some(NextStep { why, command }) = place.help() {
        text += &row(&why, &command);
    }
    if place.stage == Stage::SolvedEarlier {
        text += &row("compare with the reference fix", &format!("cargo xtask solution {}", exercise.short()));
    }
    if place.stage.was_solved() {
        text += &row("write down what you learned", &format!("cargo xtask note {}", exercise.short()));
        if places.len() > 1 {
            text += &row("go on", "cargo xtask next");
        }
    }
    text
}

/// `  <what>:   <command>`.
fn row(what: &str, command: &str) -> String {
    Line::new(&format!("  {what}: ")).column(35).fitting(NEXT, command, 4).end()
}

fn all_done(places: &[Standing<'_>]) -> String {
    let count = |stage| places.iter().filter(|it| it.stage == stage).count();
    let (solved, skipped) = (count(Stage::Solved) + count(Stage::SolvedEarlier), count(Stage::Skipped));
    let sum = match skipped {
        0 => format!("All {solved} exercises are solved."),
        _ => format!("{solved} exercises are solved, {skipped} are skipped, and none is open."),
    };
    let mut text = paragraph("", &sum);
    text += &row("what you trained", "cargo xtask progress");
    if let Some(place) = places.iter().find(|it| it.stage == Stage::Skipped) {
        text += &row("take one up again", &format!("cargo xtask jump {}", place.exercise.short()));
    } else if let Some(place) = places.first() {
        text += &row("do one once more", &format!("cargo xtask redo {}", place.exercise.short()));
    }
    text
}
