//! `template`: the words for a comment, one situation at a time; and files that a team can drop into a repository of
//! its own. What the files say is in [`team`].

mod team;

use crate::{
    cli::{MessageFormat, Template as Args},
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, paragraph, plural},
    state::State,
    style::{BOLD, DIM, NEXT},
};
use records::{
    Course,
    saying::{
        self, Table,
        templates::{Group, Template, Templates},
    },
};

/// Lists them, shows one, or writes the files of a team.
pub fn run(layout: &Layout, args: &Args) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let templates = table::<Templates>(&course)?.template;
    match (&args.out, &args.name) {
        (Some(out), _) => team::write(&course, &templates, out),
        (None, Some(name)) => show(layout, &course, &templates, name, args.peek),
        (None, None) if args.message_format == MessageFormat::Json => {
            out::json(&templates)?;
            Ok(Exit::Good)
        }
        (None, None) => {
            list(&templates)?;
            Ok(Exit::Good)
        }
    }
}

/// A table of the book; a command that needs it fails without it.
fn table<T: Table>(course: &Course) -> anyhow::Result<T> {
    match saying::read::<T>(&course.root) {
        None => anyhow::bail!("{} cannot be read\n  to fix: git checkout -- {}", T::FILE, T::FILE),
        Some(Err(problem)) => anyhow::bail!("{problem}"),
        Some(Ok((table, _))) => Ok(table),
    }
}

fn list(templates: &[Template]) -> anyhow::Result<()> {
    for group in Group::ALL {
        let inside: Vec<&Template> = templates.iter().filter(|it| it.group == group).collect();
        if inside.is_empty() {
            continue;
        }
        out::show(&Line::default().styled(BOLD, group.title()).end())?;
        for template in inside {
            out::show(&Line::new("  ").styled(NEXT, &template.id).column(22).plain(&template.name).end())?;
        }
    }
    let all = Line::default().plain(&plural(templates.len(), "template"));
    out::show(&format!("\n{}", all.plain(". One of them: ").styled(NEXT, "cargo xtask template core").end()))?;
    let files = "cargo xtask template --all --out DIR";
    out::show(&Line::new("For your own repository: ").styled(NEXT, files).end())
}

fn show(layout: &Layout, course: &Course, all: &[Template], name: &str, peek: bool) -> anyhow::Result<Exit> {
    // A reader who has the hazard's name from a review means the comment that reports it.
    let reports = |it: &&Template| it.hazards.iter().any(|hazard| hazard == name);
    let Some(template) = all.iter().find(|it| it.id == name).or_else(|| all.iter().find(reports)) else {
        let near = records::names::meant(name, all.iter().map(|it| it.id.clone()));
        let text = format!("no template is called `{name}`{near}\n  all of them: cargo xtask template");
        return Err(Usage(text).into());
    };
    out::show(&Line::default().styled(BOLD, &template.id).plain(" · ").plain(&template.name).end())?;
    out::show(&paragraph("  when      ", &template.when))?;
    out::show(&paragraph("  not       ", &template.not))?;
    out::show(&Line::new("  用于      ").styled(DIM, &template.cue).end())?;
    out::show(&format!("\n{}\n", paragraph("  ", &template.form)))?;
    for (slot, what) in template.slots_in_order() {
        out::show(&paragraph(&format!("  {:<22}", format!("[{slot}]")), what))?;
    }
    example(layout, course, template, peek)?;
    Ok(Exit::Good)
}

/// The example speaks of an exercise, and may give a finding away.
fn example(layout: &Layout, course: &Course, template: &Template, peek: bool) -> anyhow::Result<()> {
    let at = &template.example.at;
    let exercise = course.find(&at.scenario)?;
    if !peek && !State::read(layout)?.of(&exercise.record.id).solved {
        let text = format!("The example is from {}, which you have not solved; it may name a finding.", at.scenario);
        out::show(&format!("\n{}", paragraph("  ", &text)))?;
        let command = format!("cargo xtask template {} --peek", template.id);
        out::show(&Line::new("  All the same: ").styled(NEXT, &command).end())?;
        return Ok(());
    }
    let file = format!("{}, {}.rs", at.scenario, at.variant);
    out::show(&format!("\n{}", Line::new("  ").styled(BOLD, "Example").plain(" · ").styled(DIM, &file).end()))?;
    out::show(&paragraph("  ", &template.example.text))?;
    out::show(&format!("\n{}", Line::new("  ").styled(BOLD, "The same, weak").end()))?;
    out::show(&paragraph("  ", &template.weak.text))?;
    out::show(&paragraph("  lacks     ", &template.weak.lacks))?;
    Ok(())
}
