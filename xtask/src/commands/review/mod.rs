//! `review`: the pull request in an editor, with comments between its lines; then the questions, the comparison, and a place in the
//! progress. What a page does with a draft is done by the page's own scripts (`desk`); here is what a terminal adds: the
//! editor, the questions, the files.

mod claimed;
mod desk;
mod editor;
mod kept;
mod shown;

use super::reviewed;
use crate::{
    cli::Review,
    exit::{Exit, Usage},
    layout::Layout,
    out,
    render::line::{Line, paragraph},
    state::{self, remember_all},
    style::NEXT,
};
use desk::{Chosen, Compared, Desk, Done, Graded, Read};
use edge::{Visible, file::SHEET};
use kept::Kept;
use records::{Exercise, sheet::Sheet};
use std::{
    io::{self, BufRead, IsTerminal},
    path::Path,
    time::{SystemTime, UNIX_EPOCH},
};

/// Writes, reads, asks, compares, stores; or takes a review in, or gives one out.
pub fn run(layout: &Layout, args: Review) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = reviewed(&course, &args.named)?;
    if let (Some(promise), Some(lines)) = (&args.show, args.lines) {
        return claimed::run(layout, exercise, promise, lines, &args);
    }
    let kept = Kept::of(&state::store(layout), exercise);
    let desk = Desk::open(layout, exercise)?;
    if let Some(file) = &args.import {
        return import(&desk, &kept, exercise, file);
    }
    if let Some(form) = args.export {
        return export(&desk, &kept, exercise, form.id(), args.out.as_deref());
    }
    kept.make_draft(|| desk.draft(None))?;
    loop {
        editor::open(kept.draft())?;
        let text = edge::file::text(kept.draft(), SHEET)?;
        let sheet = match desk.read(&text)? {
            Read::Taken { sheet, .. } if is_blank(&text, &sheet) => {
                out::show(&paragraph("", "Nothing was written, so there is no review."))?;
                kept.forget_draft()?;
                return Ok(Exit::Good);
            }
            Read::Taken { notes, .. } if notes.iter().any(|it| it.contains("no decision")) => {
                let why = "There is no decision yet: write approve, comment or request-changes after `decision:`.";
                match again(&kept, exercise, why)? {
                    true => continue,
                    false => return Ok(Exit::Bad),
                }
            }
            Read::Taken { sheet, .. } => sheet,
            Read::Wrong(why) => match again(&kept, exercise, &why)? {
                true => continue,
                false => return Ok(Exit::Bad),
            },
        };
        let sheet = Sheet { attempt: kept.attempts()? + 1, ..*sheet };
        let (compared, done) = match desk.grade(&sheet, None, now())? {
            Graded::Done(compared, done) => (compared, done),
            Graded::Asks { unreasoned: true, .. } if asks_again()? => continue,
            Graded::Asks { questions, .. } => {
                let chosen = asked(&questions)?;
                match desk.grade(&sheet, Some(&chosen), now())? {
                    Graded::Done(compared, done) => (compared, done),
                    Graded::Asks { .. } => anyhow::bail!("the grader asks again what it was told"),
                }
            }
        };
        return finish(layout, exercise, &kept, &sheet, &compared, done);
    }
}

/// Keeps what was submitted, and shows how it compares.
fn finish(
    layout: &Layout,
    exercise: &Exercise,
    kept: &Kept,
    sheet: &Sheet,
    compared: &Compared,
    done: Done,
) -> anyhow::Result<Exit> {
    let marks = kept::marks(&done, exercise).ok();
    let stored = kept.submit(done);
    remember_all(layout, exercise, |progress| marks.into_iter().for_each(|it| progress.reviewed(&exercise.key(), it)));
    let mut text = shown::compared(compared, sheet);
    let name = exercise.short();
    match stored {
        Ok(()) => {
            text +=
                &paragraph("  kept in ", &format!("{}; the book's page Progress imports it", layout.shown(kept.file())))
        }
        Err(error) => text += &paragraph("  ", &format!("It could not be kept: {error:#}. The draft stays.")),
    }
    if sheet.comments.iter().any(|it| review::blocks::blocks(&it.text).iter().any(review::blocks::Block::is_suggestion))
    {
        let save = format!("cargo xtask review {name} --export sheet --out review.json");
        text += &Line::new("  judge what you propose: ").fitting(NEXT, &save, 4).end();
        let judge = format!("cargo xtask check {name} --suggestions review.json");
        text += &Line::new("  and then: ").fitting(NEXT, &judge, 4).end();
    }
    text +=
        &Line::new("  for your forge: ").fitting(NEXT, &format!("cargo xtask review {name} --export github"), 4).end();
    out::show(&text)?;
    Ok(Exit::Good)
}

/// A review in any form becomes the draft. One that is there is kept beside it.
fn import(desk: &Desk, kept: &Kept, exercise: &Exercise, file: &Path) -> anyhow::Result<Exit> {
    let text = edge::file::text(file, SHEET).map_err(|error| Usage(error.to_string()))?;
    match desk.read(&text)? {
        Read::Wrong(why) => {
            Err(Usage(format!("{} cannot be taken: {why}\n  nothing was changed", file.visible())).into())
        }
        Read::Taken { sheet, notes } => {
            let older = kept.replace_draft(&desk.draft(Some(&sheet))?)?;
            let many = match sheet.comments.len() {
                1 => "1 comment".to_owned(),
                n => format!("{n} comments"),
            };
            let mut text = paragraph("", &format!("{many} taken as the draft."));
            text.extend(notes.iter().map(|it| paragraph("  note: ", it)));
            text.extend(older.map(|it| paragraph("  the draft before it is kept as ", &it.visible().to_string())));
            let next = format!("cargo xtask review {}", exercise.short());
            text += &Line::new("  to go on: ").fitting(NEXT, &next, 4).end();
            out::show(&text)?;
            Ok(Exit::Good)
        }
    }
}

/// The draft, or the last review that was submitted, in another form.
fn export(desk: &Desk, kept: &Kept, exercise: &Exercise, form: &str, to: Option<&Path>) -> anyhow::Result<Exit> {
    let sheet = match kept.draft_text()? {
        Some(text) => match desk.read(&text)? {
            Read::Taken { sheet, .. } => *sheet,
            Read::Wrong(why) => {
                let draft = kept.draft().visible().to_string();
                return Err(Usage(format!("your draft cannot be read: {why}\n  the file: {draft}")).into());
            }
        },
        None => kept.last()?.ok_or_else(|| {
            let name = exercise.short();
            Usage(format!("there is no review of {name} yet\n  to write one: cargo xtask review {name}"))
        })?,
    };
    let text = desk.write(&sheet, form)?;
    match to {
        None => out::show(&text)?,
        Some(file) => {
            if let Ok(Some(what)) = edge::file::kind(file) {
                return Err(Usage(format!("cannot write {}: it is {what}, not a regular file", file.visible())).into());
            }
            progress::store::replace(file, text.as_bytes())?;
            out::show(&paragraph("", &format!("written to {}", file.visible())))?;
        }
    }
    Ok(Exit::Good)
}

fn is_blank(text: &str, sheet: &Sheet) -> bool {
    let decided = text.lines().any(|it| it.strip_prefix("decision:").is_some_and(|rest| !rest.trim().is_empty()));
    sheet.comments.is_empty() && !decided
}

/// Says what is wrong with the draft, which stays; and whether it is to be opened again.
fn again(kept: &Kept, exercise: &Exercise, why: &str) -> anyhow::Result<bool> {
    let mut text = paragraph("", &edge::visible::lines(why));
    text += &Line::new("  nothing is lost; your draft: ")
        .fitting(anstyle::Style::new(), &kept.draft().visible().to_string(), 4)
        .end();
    if !io::stdin().is_terminal() {
        text += &Line::new("  to go on: ").fitting(NEXT, &format!("cargo xtask review {}", exercise.short()), 4).end();
        out::tell(text.trim_end());
        return Ok(false);
    }
    out::tell(text.trim_end());
    yes("Open it again? [Y/n] ")
}

fn asks_again() -> anyhow::Result<bool> {
    out::tell("You approve, and no comment says why: what you looked at, and why it holds.");
    if io::stdin().is_terminal() { yes("Open it again? [Y/n] ") } else { Ok(false) }
}

fn yes(question: &str) -> anyhow::Result<bool> {
    out::tell(question);
    let mut line = String::new();
    // The end of the input is no yes: whoever is gone cannot answer the next one either.
    let there = io::stdin().lock().read_line(&mut line)? > 0;
    Ok(there && !matches!(line.trim().to_lowercase().as_str(), "n" | "no"))
}

/// The open questions, one after the other. An empty line, or the end of the input, leaves one open.
fn asked(questions: &[desk::Question]) -> anyhow::Result<Vec<Chosen>> {
    if !questions.is_empty() {
        out::show(&paragraph(
            "",
            "Before you see the key: these comments may say what it says, in other words. Rules cannot tell, and you can. Some of these claims are false.",
        ))?;
    }
    let mut chosen = Vec::new();
    let mut lines = io::stdin().lock().lines();
    for question in questions {
        out::show(&shown::question(question))?;
        let Some(line) = lines.next().transpose()? else { break };
        let line = line.trim().to_lowercase();
        let partly = line.ends_with('p');
        match line.trim_end_matches('p').trim().parse::<usize>() {
            Ok(0) => chosen.push(Chosen::of(question, None, false)),
            Ok(number) if number <= question.options.len() => {
                chosen.push(Chosen::of(question, Some(number - 1), partly))
            }
            _ => {}
        }
    }
    Ok(chosen)
}

/// Milliseconds since 1970, as a page stores them.
fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |it| u64::try_from(it.as_millis()).unwrap_or(u64::MAX))
}
