//! `cargo xtask workshop …`. This file parses and dispatches; the work is in the library.

#![cfg_attr(not(test), warn(clippy::disallowed_macros, clippy::disallowed_methods))]

use anyhow::Context;
use clap::{Parser, Subcommand};
use course::Course;
use edge::{Visible, visible};
use protocol::exit;
use std::{
    fs,
    io::{self, Write},
    path::PathBuf,
    process::ExitCode,
};
use workshop::{
    merge::{self, MergeRequest},
    pack::{self, PackRequest},
    plan::{self, Wish},
    timetable,
};

/// Team review workshops without a server.
///
/// The order of work: `plan` proposes, `pack` writes what you mail, people export their reviews from the page, `merge`
/// shows what the team saw. The book's page "Lead a workshop" is the guide.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask workshop", bin_name = "cargo xtask workshop")]
struct Cli {
    /// The clone that holds the course.
    #[arg(long, hide = true, global = true, value_name = "DIR")]
    course: Option<PathBuf>,
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Propose scenarios, tables and a timetable.
    Plan(Plan),
    /// Write the folders of a workshop: one to mail or host, without any answer, and one to keep.
    Pack(Pack),
    /// Turn the team's exported reviews into one report.
    Merge(Merge),
}

/// `merge`.
#[derive(Debug, clap::Args)]
struct Merge {
    /// The exported reviews. What cannot be taken is refused by name, and the rest is merged.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Where `report.md` and `report.html` go; an older report there is replaced.
    #[arg(long, value_name = "DIR", default_value = "workshop-report")]
    out: PathBuf,
    /// The exercise, where files of several lie together.
    #[arg(long)]
    exercise: Option<String>,
    /// Name people in the report.
    #[arg(long)]
    names: bool,
}

/// `pack`.
#[derive(Debug, clap::Args)]
struct Pack {
    /// The scenarios: `exercise-2`, `shim-create-deadlock`.
    #[arg(required = true)]
    exercises: Vec<String>,
    /// A new folder.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// How long the session is, for the timing card: 25 to 150.
    #[arg(long, default_value_t = 60)]
    minutes: u32,
}

/// `plan`.
#[derive(Debug, clap::Args)]
struct Plan {
    /// How long the session is: 25 to 150.
    #[arg(long, default_value_t = 60)]
    minutes: u32,
    /// How many take part, you left out.
    #[arg(long)]
    people: u32,
    /// From 1 (new to concurrency) to 5.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u8).range(1..=5))]
    level: u8,
    /// Prefer scenarios with this hazard: the team's weakest, as the report of the last merge names it.
    #[arg(long, value_name = "ID")]
    hazard: Option<String>,
    /// A scenario that somebody knows already; may be given more than once.
    #[arg(long, value_name = "EXERCISE")]
    done: Vec<String>,
}

/// What cannot be done as it was asked: exit code 1, and the text says what to ask for.
struct Refused(String);

fn main() -> ExitCode {
    let answer = run(Cli::parse()).and_then(|answer| match answer {
        Ok(text) => {
            edge::out::write(&mut io::stdout().lock(), &visible::lines(&text)).context("cannot write the answer")?;
            Ok(ExitCode::from(exit::GOOD))
        }
        Err(Refused(what)) => {
            tell(&what);
            Ok(ExitCode::from(exit::BAD))
        }
    });
    match answer {
        Ok(code) => code,
        Err(error) => {
            tell(&format!("error: {error:#}"));
            ExitCode::from(if error.is::<course::UnknownExercise>() { exit::MISUSED } else { exit::FAILED })
        }
    }
}

/// Says something beside the answer. Where nobody listens, nobody is left who could be told.
fn tell(text: &str) {
    let _nobody_listens = writeln!(io::stderr().lock(), "{}", visible::lines(text));
}

fn run(cli: Cli) -> anyhow::Result<Result<String, Refused>> {
    let root = cli.course.unwrap_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")));
    let course = Course::load(&root).context("the course cannot be read")?;
    match cli.task {
        Task::Plan(args) => {
            let done = args.done.iter().map(|name| Ok(course.find(name)?.slug.clone()));
            let wish = Wish {
                minutes: args.minutes,
                people: args.people,
                level: args.level,
                hazard: args.hazard,
                done: done.collect::<anyhow::Result<_>>()?,
            };
            if let Some(why) = plan::unknown_hazard(&course, &wish)? {
                return Ok(Err(Refused(why)));
            }
            Ok(plan::text(&wish, &plan::candidates(&course, &wish)?).map_err(Refused))
        }
        Task::Merge(args) => {
            let wanted = args.exercise.map(|name| Ok(course.find(&name)?.slug.clone()));
            let (mut files, mut unreadable) = (Vec::new(), Vec::new());
            for path in &args.files {
                match merge::file(path) {
                    Ok(file) => files.push(file),
                    Err(refused) => unreadable.push(refused),
                }
            }
            let request = MergeRequest {
                files,
                wanted: wanted.transpose().map_err(|error: course::UnknownExercise| error)?,
                names: args.names,
            };
            let merged = merge::merge_beside(&course, &request, &unreadable)?;
            for refused in &merged.refused {
                tell(&format!("refused {}: {}", refused.name.visible(), refused.why.visible()));
            }
            if merged.taken == 0 {
                return Ok(Err(Refused("no report: not one of the files could be taken".to_owned())));
            }
            fs::create_dir_all(&args.out).with_context(|| format!("cannot make {}", args.out.visible()))?;
            for (name, text) in [("report.md", &merged.markdown), ("report.html", &merged.html)] {
                let file = args.out.join(name);
                edge::file::replace(&file, text.as_bytes())
                    .with_context(|| format!("cannot write {}", file.visible()))?;
            }
            let (out, refused) = (args.out.visible(), merged.refused.len());
            Ok(Ok(format!("{} merged, {refused} refused: {out}/report.md, {out}/report.html\n", merged.taken)))
        }
        Task::Pack(args) => {
            if timetable::form(args.minutes).is_none() {
                let (least, most) = (timetable::SHORTEST, timetable::LONGEST);
                return Ok(Err(Refused(format!("a session has {least} to {most} minutes; for more, plan two"))));
            }
            let mut exercises: Vec<_> =
                args.exercises.iter().map(|name| course.find(name)).collect::<Result<_, _>>()?;
            let mut seen = std::collections::BTreeSet::new();
            exercises.retain(|it| seen.insert(it.slug.clone()));
            pack::write(&PackRequest { course: &course, exercises, minutes: args.minutes }, &args.out)?;
            let out = args.out.visible();
            Ok(Ok(format!(
                "{out}/participant  mail or host it: no answer is in there (searched)\n{out}/facilitator  keep it: start \
                 with {out}/facilitator/index.html\n"
            )))
        }
    }
}
