//! `solution`: the reference fix as a diff, the other right fixes, and the wrong ones with the reason why; then where
//! it comes from, what it does not show, and the way on.

use super::{
    after,
    diff::{read, unified},
};
use crate::{
    cli::Solution,
    exit::{Exit, Usage},
    layout::Layout,
    pager,
    render::line::{Line, paragraph},
    state::State,
    style::{BOLD, DIM, NEXT},
};
use records::{Course, Exercise, Sort, record::Role};

/// Shows it to whoever solved the exercise, or asked twice.
pub fn run(layout: &Layout, args: Solution) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    let state = State::read_or_empty(layout);
    if !state.of(&exercise.key()).solved && !args.peek {
        let name = exercise.short();
        let text = format!(
            "{name} is not solved yet\n  a hint:       cargo xtask hint {name}\n  all the same: cargo xtask solution {name} --peek"
        );
        return Err(Usage(text).into());
    }
    if exercise.is_clean() {
        return right_as_it_stands(layout, &course, exercise, &state);
    }
    let (buggy, fixed) =
        (read(&exercise.variant_file(exercise.head()))?, read(&exercise.variant_file(exercise.fix()))?);
    let (head, fix) = (exercise.head(), exercise.fix());
    let what = if exercise.sort != Sort::Drill { "the pull request" } else { "as it came" };
    let mut text = unified(&buggy, &fixed, &format!("{head}.rs ({what})"), &format!("{fix}.rs (the reference fix)"));
    text.extend(exercise.record.edit.iter().map(|edit| paragraph("  - ", &edit.what)));
    text += &group(exercise, Role::Fixed, "Why it is right");
    text += &group(exercise, Role::Right, "Other right fixes");
    text += &group(exercise, Role::Costly, "Right, and too expensive");
    text += &group(exercise, Role::Wrong, "Fixes that look right");
    let folder = layout.shown(&exercise.solutions_dir);
    let try_one = format!("cargo xtask check {} --subject {folder}/{fix}.rs", exercise.short());
    text += "\n";
    text += &Line::new("The whole file, with its comments: ").fitting(DIM, &format!("{folder}/{fix}.rs"), 2).end();
    text += &Line::new("Try any of them: ").fitting(NEXT, &try_one, 2).end();
    text += &after::text(layout, &course, exercise, &state)?;
    pager::show(&text)?;
    Ok(Exit::Good)
}

/// A card without a fault has no fix: what it has is why.
fn right_as_it_stands(layout: &Layout, course: &Course, exercise: &Exercise, state: &State) -> anyhow::Result<Exit> {
    let head = Line::default().styled(BOLD, &exercise.short()).plain(" · the pull request is right as it stands").end();
    let why = exercise.variant(exercise.head()).map_or("", |it| it.why.as_str());
    let mut text = head + &paragraph("  ", why);
    if let Some(summary) = exercise.review()?.summary {
        text += &paragraph("  ", &summary);
    }
    pager::show(&(text + &after::text(layout, course, exercise, state)?))?;
    Ok(Exit::Good)
}

fn group(exercise: &Exercise, role: Role, title: &str) -> String {
    let mut variants = exercise.record.variant.iter().filter(|it| it.role == role).peekable();
    if variants.peek().is_none() {
        return String::new();
    }
    let mut text = "\n".to_owned() + &Line::default().styled(BOLD, title).end();
    for variant in variants {
        match variant.summary.as_str() {
            "" => text += &paragraph(&format!("  {}: ", variant.name), &variant.why),
            summary => {
                text += &paragraph(&format!("  {}: ", variant.name), summary);
                text += &paragraph("    ", &variant.why);
            }
        }
    }
    text
}
