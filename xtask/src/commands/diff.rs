//! `diff`: the learner's file against the code before the pull request, against the pull request, or against the
//! reference fix. `--hunks` is for maintainers: it numbers what the record's edits are made of.

use crate::{
    cli::{Against, Diff},
    exit::{Exit, Usage},
    layout::Layout,
    out, pager,
    render::{
        code::broken,
        line::{margin, width},
        markdown,
    },
    state::{State, remember},
    style::{BAD, BOLD, DIM, GOOD, paint},
};
use edge::{
    file::{RECORD, SOURCE},
    visible,
};
use records::{Exercise, Sort, hunks::hunks};
use similar::{Algorithm, ChangeTag, TextDiff};
use std::path::Path;

/// What stands before a numbered line of code: the number, a space, the sign, a space.
const MARGIN: usize = 7;

/// Prints a unified diff.
pub fn run(layout: &Layout, args: Diff) -> anyhow::Result<Exit> {
    let course = layout.load()?;
    let exercise = super::named(&course, &args.named)?;
    if args.hunks {
        return number(exercise);
    }
    let name = match args.against {
        // A drill has no pull request, so nothing was before it.
        Against::Before if exercise.sort != Sort::Drill => "before",
        Against::Before | Against::Buggy => exercise.head(),
        Against::Fixed => exercise.fix(),
    };
    let solved = State::read_or_empty(layout).of(&exercise.key()).solved;
    if args.against == Against::Fixed && !solved && !args.peek {
        let text = format!("{} is not solved yet; --peek shows the solution all the same", exercise.short());
        return Err(Usage(text).into());
    }
    remember(layout, exercise, |_| {});
    let (old, new) = (read(&exercise.variant_file(name))?, read(&exercise.subject())?);
    // An editor, or git's autocrlf, may have changed every line's end. That is no change of the code.
    let (plain_old, plain_new) = (with_plain_ends(&old), with_plain_ends(&new));
    if old == new {
        out::line(&format!("{}: your file is the same as {name}.rs", exercise.short()))?;
    } else if plain_old == plain_new {
        out::line(&format!("{}: your file is the same as {name}.rs, but for its line ends", exercise.short()))?;
    } else {
        let (old, new) = (plain_old, plain_new);
        let yours = format!("{} (yours)", layout.shown(&exercise.subject()));
        pager::show(&(pull_request(exercise, args.against) + &unified(&old, &new, &format!("{name}.rs"), &yours)))?;
    }
    Ok(Exit::Good)
}

/// The author's text, above the change against the code before it.
fn pull_request(exercise: &Exercise, against: Against) -> String {
    let text = edge::file::text(exercise.dir.join("PULL_REQUEST.md"), RECORD).ok();
    let text = text.filter(|_| against == Against::Before);
    text.map_or_else(String::new, |text| markdown::terminal(&text) + "\n")
}

/// The hunks from `buggy.rs` to `fixed.rs`, with their numbers.
fn number(exercise: &Exercise) -> anyhow::Result<Exit> {
    let (buggy, fixed) = (read(&exercise.variant_file("buggy"))?, read(&exercise.variant_file("fixed"))?);
    let (old, new): (Vec<&str>, Vec<&str>) = (buggy.lines().collect(), fixed.lines().collect());
    for hunk in hunks(&buggy, &fixed) {
        out::line(&paint(BOLD, &hunk.to_string()))?;
        for line in &old[hunk.old] {
            out::line(&paint(BAD, &format!("-{line}")))?;
        }
        for line in &new[hunk.new] {
            out::line(&paint(GOOD, &format!("+{line}")))?;
        }
    }
    Ok(Exit::Good)
}

/// A unified diff with three lines of context.
pub fn unified(old: &str, new: &str, old_name: &str, new_name: &str) -> String {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old, new);
    let mut text =
        format!("{}\n{}\n", paint(BOLD, &format!("--- {old_name}")), paint(BOLD, &format!("+++ {new_name}")));
    for hunk in diff.unified_diff().iter_hunks() {
        text += &format!("{}\n", paint(DIM, &hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let line = visible::lines(change.value().trim_end_matches('\n'));
            // A terminal would break it anywhere. What goes elsewhere stays a diff that a program can read.
            let parts = margin().map_or_else(|| vec![line.to_string()], |columns| broken(&line, columns - 1));
            for line in parts {
                text += &match change.tag() {
                    ChangeTag::Equal => format!(" {line}\n"),
                    ChangeTag::Delete => format!("{}\n", paint(BAD, &format!("-{line}"))),
                    ChangeTag::Insert => format!("{}\n", paint(GOOD, &format!("+{line}"))),
                };
            }
        }
    }
    text
}

/// The whole new file, its lines numbered, with what changed.
pub(super) fn numbered(old: &str, new: &str) -> String {
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(old, new);
    let mut text = String::new();
    for change in diff.iter_all_changes() {
        let line = visible::lines(change.value().trim_end_matches('\n'));
        let number = change.new_index().map_or(String::new(), |at| (at + 1).to_string());
        let (sign, style) = match change.tag() {
            ChangeTag::Equal => (' ', None),
            ChangeTag::Delete => ('-', Some(BAD)),
            ChangeTag::Insert => ('+', Some(GOOD)),
        };
        for (at, part) in broken(&line, width() - MARGIN).iter().enumerate() {
            let number = if at == 0 { number.as_str() } else { "" };
            let part = format!("{sign} {part}");
            let part = style.map_or_else(|| part.clone(), |style| paint(style, part.trim_end()));
            text += &format!("{} {}\n", paint(DIM, &format!("{number:>4}")), part.trim_end());
        }
    }
    text
}

fn with_plain_ends(text: &str) -> String {
    text.replace("\r\n", "\n")
}

pub(super) fn read(path: &Path) -> anyhow::Result<String> {
    Ok(edge::file::text(path, SOURCE)?)
}
