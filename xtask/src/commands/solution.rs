//! `solution`: the reference fix as a diff, the other right fixes, and the wrong ones with the reason why.

use super::diff::{read, unified};
use crate::{
    cli::Solution,
    exit::{Exit, Usage},
    layout::Layout,
    render::line::{Line, paragraph},
    state::State,
    style::{BOLD, NEXT},
};
use course::{Exercise, record::Role};

/// Shows it to whoever solved the exercise, or asked twice.
pub fn run(layout: &Layout, args: Solution) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    if !State::read(layout)?.of(&exercise.record.id).solved && !args.peek {
        let name = exercise.short();
        let text = format!(
            "{name} is not solved yet\n  a hint:       cargo xtask hint {name}\n  all the same: cargo xtask solution {name} --peek"
        );
        return Err(Usage(text).into());
    }
    let (buggy, fixed) = (read(&exercise.variant_file("buggy"))?, read(&exercise.variant_file("fixed"))?);
    anstream::print!("{}", unified(&buggy, &fixed, "buggy.rs (the pull request)", "fixed.rs (the reference fix)"));
    for edit in &exercise.record.edit {
        print!("{}", paragraph("  - ", &edit.what));
    }
    group(exercise, Role::Fixed, "Why it is right");
    group(exercise, Role::Right, "Other right fixes");
    group(exercise, Role::Costly, "Right, and too expensive");
    group(exercise, Role::Wrong, "Fixes that look right");
    let folder = layout.shown(&exercise.solutions_dir);
    anstream::print!("{}", Line::new("\nThe files: ").plain(&folder).end());
    let try_one = format!("cargo xtask check {} --subject {folder}/fixed.rs", exercise.short());
    anstream::print!("{}", Line::new("Try one:   ").styled(NEXT, &try_one).end());
    Ok(Exit::Good)
}

fn group(exercise: &Exercise, role: Role, title: &str) {
    let mut variants = exercise.record.variant.iter().filter(|it| it.role == role).peekable();
    if variants.peek().is_none() {
        return;
    }
    anstream::print!("\n{}", Line::default().styled(BOLD, title).end());
    for variant in variants {
        print!("{}", paragraph(&format!("  {}: ", variant.name), &variant.summary));
        print!("{}", paragraph("    ", &variant.why));
    }
}
