//! Everything of a scenario that has a verdict to have: its variants, its fix without each of its edits, and its probes. A
//! record declares what each of them must come to; whether it did is said here, and nothing is printed.
//!
//! They share programs, so whoever judges some of them names them all ([`items`]).

mod applied;
mod wish;

pub use wish::{Fit, failing};

use crate::{
    Layout, Options, Subject,
    batch::{IfRefused, Item},
    layout::write_if_changed,
};
use edge::file::RECORD;
use records::{
    Exercise, hunks,
    probes::{self, Probe},
    record::{Edit, Variant, World},
};
use std::path::Path;

/// One of them.
#[derive(Debug, Clone)]
pub struct Entry<'e> {
    /// Whose it is.
    pub exercise: &'e Exercise,
    /// What it is.
    pub kind: Kind<'e>,
    /// The file; or why there is none.
    pub subject: Result<Subject, String>,
}

/// What is judged, with what the record says about it.
#[derive(Debug, Clone)]
pub enum Kind<'e> {
    /// A file of the solutions.
    Variant(&'e Variant),
    /// The fix, with one of its edits undone.
    Without(&'e Edit),
    /// A patch to the fix.
    Probe(Probe),
}

impl Entry<'_> {
    /// How a row calls it.
    pub fn name(&self) -> String {
        match &self.kind {
            Kind::Variant(variant) => variant.name.clone(),
            Kind::Without(edit) => format!("without {}", edit.id),
            Kind::Probe(probe) => format!("probe {}", probe.name),
        }
    }
}

/// All of one exercise, in the order of its record. What is no file of the tree is written below the lab's target folder,
/// at a place that the next run uses again.
///
/// # Errors
/// A folder that cannot be written, and files of the course that cannot be read.
pub fn of<'e>(layout: &Layout, exercise: &'e Exercise) -> anyhow::Result<Vec<Entry<'e>>> {
    let entry = |kind, subject| Entry { exercise, kind, subject };
    let record = &exercise.record;
    let variants = record.variant.iter().map(|it| entry(Kind::Variant(it), Ok(Subject::variant(exercise, &it.name))));
    let mut entries: Vec<Entry<'e>> = variants.collect();
    let read = |name| edge::file::text(exercise.variant_file(name), RECORD);
    for edit in &record.edit {
        let text = hunks::undo(&read("fixed")?, &read("buggy")?, &edit.hunks);
        let subject = written(layout, exercise, "edits", &edit.id, &text)?;
        entries.push(entry(Kind::Without(edit), Ok(subject)));
    }
    for probe in probes::of(exercise)? {
        let subject = match applied::to_fixed(layout, exercise, &probe)? {
            Ok(text) => Ok(written(layout, exercise, "probes", &probe.name, &text)?),
            Err(why) => Err(why),
        };
        entries.push(entry(Kind::Probe(probe), subject));
    }
    Ok(entries)
}

/// A subject that is no file of the tree. It is written below the lab's target folder, at a place that the next run uses
/// again.
///
/// # Errors
/// A folder that cannot be written.
pub fn written(layout: &Layout, exercise: &Exercise, folder: &str, name: &str, text: &str) -> anyhow::Result<Subject> {
    let file = layout.generated(exercise).join(folder).join(Path::new(name)).with_extension("rs");
    write_if_changed(&file, text)?;
    Subject::file(&file)
}

/// The entries as a list for [`Checker::check_all`](crate::Checker::check_all), with the place of each: what has no file
/// is left out. `options` is `None` for those that are not judged now.
pub fn items<'e>(
    entries: &[Entry<'e>],
    program: &dyn Fn(&Exercise) -> String,
    options: &dyn Fn(&Entry<'e>) -> Option<Options>,
) -> (Vec<usize>, Vec<Item<'e>>) {
    let with_files =
        entries.iter().enumerate().filter_map(|(at, entry)| Some((at, entry, entry.subject.clone().ok()?)));
    let item = |(at, entry, subject): (usize, &Entry<'e>, Subject)| {
        let (exercise, asked) = (entry.exercise, options(entry));
        let is_judged = asked.is_some();
        let options = asked.unwrap_or_else(|| Options::within(exercise.record.limits, exercise.record.runtime));
        let (program, if_refused) = (program(exercise), IfRefused::JudgedAlone);
        // What a variant says is recorded, and where a task waits is read off lines. Of the others only the verdict is asked.
        let has_lines = matches!(entry.kind, Kind::Variant(_)) && exercise.record.world == World::Tasks;
        let program = if has_lines { program + "-recorded" } else { program };
        (at, Item { exercise, subject, options, program, has_lines, is_judged, if_refused })
    };
    with_files.map(item).unzip()
}
