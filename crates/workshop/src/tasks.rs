//! The three tasks, from what was asked for to what is said about it. Nothing is printed here.

use crate::{
    desk, figures,
    merge::{self, MergeRequest},
    pack::{self, PackRequest},
    plan::{self, Wish},
    timetable,
};
use anyhow::Context;
use edge::{Visible, file::SHEET};
use records::Course;
use std::{collections::BTreeSet, fs, path::PathBuf};
use workshop_cli::{Handed, Merge, Pack, Plan, Task, Work};

/// What a task says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// The answer.
    pub text: String,
    /// What is said beside it: the files that were not counted.
    pub beside: Vec<String>,
}

/// What cannot be done as it was asked; the text says what to ask for.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(pub String);

/// Does it.
///
/// # Errors
/// [`Refused`], [`records::UnknownExercise`], and whatever cannot be read or written.
pub fn run(handed: Handed) -> anyhow::Result<Answer> {
    let root = handed.course.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")));
    let course = Course::load(&root).context("the course cannot be read")?;
    match handed.task {
        Work::Team(Task::Plan(asked)) => propose(&course, asked),
        Work::Team(Task::Pack(asked)) => write_folders(&course, &asked),
        Work::Team(Task::Merge(asked)) => write_report(&course, &asked),
        Work::Desk(asked) => {
            let order = edge::file::text(&asked.order, SHEET)?;
            let answer = desk::answer(&course, &asked.exercise, &order)?;
            Ok(Answer { text: edge::visible::json(&answer).into_owned() + "\n", beside: Vec::new() })
        }
        Work::Figures(asked) => {
            let answer = figures::answer(&course, &asked.names)?;
            Ok(Answer { text: edge::visible::json(&answer).into_owned() + "\n", beside: Vec::new() })
        }
    }
}

fn propose(course: &Course, asked: Plan) -> anyhow::Result<Answer> {
    let done = asked.done.iter().map(|name| Ok(course.find(name)?.slug.clone()));
    let wish = Wish {
        minutes: asked.minutes,
        people: asked.people,
        level: asked.level,
        hazard: asked.hazard,
        done: done.collect::<anyhow::Result<_>>()?,
    };
    if let Some(why) = plan::unknown_hazard(course, &wish)? {
        return Err(Refused(why).into());
    }
    let text = plan::text(&wish, &plan::candidates(course, &wish)?).map_err(Refused)?;
    Ok(Answer { text, beside: Vec::new() })
}

fn write_folders(course: &Course, asked: &Pack) -> anyhow::Result<Answer> {
    if timetable::form(asked.minutes).is_none() {
        let (least, most) = (timetable::SHORTEST, timetable::LONGEST);
        return Err(Refused(format!("a session has {least} to {most} minutes; for more, plan two")).into());
    }
    let mut exercises: Vec<_> = asked.exercises.iter().map(|name| course.find(name)).collect::<Result<_, _>>()?;
    let mut seen = BTreeSet::new();
    exercises.retain(|it| seen.insert(it.slug.clone()));
    pack::write(&PackRequest { course, exercises, minutes: asked.minutes }, &asked.out)?;
    let out = asked.out.visible();
    let text = format!(
        "{out}/participant  mail or host it: no answer is in there (searched)\n{out}/facilitator  keep it: start \
         with {out}/facilitator/index.html\n"
    );
    Ok(Answer { text, beside: Vec::new() })
}

fn write_report(course: &Course, asked: &Merge) -> anyhow::Result<Answer> {
    let wanted = asked.exercise.as_ref().map(|name| course.find(name)).transpose()?.map(|it| it.slug.clone());
    let (mut files, mut unreadable) = (Vec::new(), Vec::new());
    for path in &asked.files {
        match merge::file(path) {
            Ok(file) => files.push(file),
            Err(refused) => unreadable.push(refused),
        }
    }
    let request = MergeRequest { files, wanted, names: asked.names };
    let merged = merge::merge_beside(course, &request, &unreadable)?;
    let refused = merged.refused.iter();
    let mut beside: Vec<String> =
        refused.map(|it| format!("refused {}: {}", it.name.visible(), it.why.visible())).collect();
    if merged.taken == 0 {
        beside.push("no report: not one of the files could be taken".to_owned());
        return Err(Refused(beside.join("\n")).into());
    }
    fs::create_dir_all(&asked.out).with_context(|| format!("cannot make {}", asked.out.visible()))?;
    for (name, text) in [("report.md", &merged.markdown), ("report.html", &merged.html)] {
        let file = asked.out.join(name);
        edge::file::replace(&file, text.as_bytes()).with_context(|| format!("cannot write {}", file.visible()))?;
    }
    let (out, taken, refused) = (asked.out.visible(), merged.taken, merged.refused.len());
    let text = format!("{taken} merged, {refused} refused: {out}/report.md, {out}/report.html\n");
    Ok(Answer { text, beside })
}
