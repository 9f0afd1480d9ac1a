//! A proposal, judged as a learner's file is: the same checker, the same contract, the same limits.

use crate::{
    nearest::{Fixes, Nearest, failure},
    proposal::{Proposal, Reviewed, propose},
};
use anyhow::Context;
use checker::{Checked, Checker, Layout, Listener, Options, Subject, layout::write_if_changed};
use edge::file::RECORD;
use protocol::Outcome;
use records::{Exercise, hash::hash_of, sheet::Sheet};
use std::collections::BTreeSet;

/// What readers know the file of every pull request as.
pub const FILE: &str = "src/lib.rs";

/// The two versions that a reader reviewed.
#[derive(Debug, Clone)]
pub struct Versions {
    /// Before the pull request.
    pub before: String,
    /// At its head.
    pub head: String,
}

impl Versions {
    /// Those of an exercise.
    ///
    /// # Errors
    /// A version that cannot be read.
    pub fn of(exercise: &Exercise) -> anyhow::Result<Versions> {
        let read = |name: &str| edge::file::text(exercise.variant_file(name), RECORD);
        Ok(Versions { before: read("before")?, head: read(exercise.head())? })
    }

    /// As a proposal sees them.
    pub fn reviewed(&self) -> Reviewed<'_> {
        Reviewed { file: FILE, before: &self.before, head: &self.head }
    }
}

/// The suggestions of a review do not fit; each fault has a line.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct DoesNotFit(pub Vec<crate::proposal::Misfit>);

/// A proposal that was judged.
#[derive(Debug, Clone)]
pub struct JudgedProposal {
    /// What was proposed.
    pub proposal: Proposal,
    /// The file that was judged.
    pub subject: Subject,
    /// The verdict.
    pub checked: Checked,
    /// The known fixes, the most alike first.
    pub nearest: Vec<Nearest>,
}

/// Puts the suggestions of `sheet` into the pull request's head, and has that judged.
///
/// # Errors
/// [`DoesNotFit`]; and as [`Checker::check`].
pub fn judge(
    layout: &Layout,
    exercise: &Exercise,
    sheet: &Sheet,
    options: &Options,
    listener: Listener<'_>,
) -> anyhow::Result<JudgedProposal> {
    let versions = Versions::of(exercise)?;
    let proposal = propose(sheet, versions.reviewed()).map_err(DoesNotFit)?;
    let nearest = Fixes::of(exercise, &versions.head)?.beside(&proposal.text);
    let subject = written(layout, &proposal.text)?;
    let checked = Checker::new(layout).check(exercise, &subject, options, listener)?;
    Ok(JudgedProposal { proposal, subject, checked, nearest })
}

/// The text as a file. Its name is that of its content: two proposals at a time do not meet.
fn written(layout: &Layout, text: &str) -> anyhow::Result<Subject> {
    let file = layout.lab_target.join("proposed").join(hash_of(text.as_bytes())).join("proposed.rs");
    write_if_changed(&file, text).context("cannot keep what is proposed")?;
    Subject::file(&file)
}

impl JudgedProposal {
    /// What fails, as known fixes are compared by it.
    pub fn failing(&self) -> BTreeSet<String> {
        let properties = self.checked.judged.properties.iter();
        let fails = properties.filter_map(|it| match it.outcome {
            Outcome::Fails { kind, .. } => Some(failure(&it.id, kind)),
            _ => None,
        });
        fails.collect()
    }

    /// What the nearest known fix says of it. Nothing where there was no verdict about properties: a file that does not compile
    /// ends like no fix.
    pub fn likeness(&self) -> Vec<String> {
        let has_answer = !self.checked.judged.properties.is_empty();
        let nearest = self.nearest.first().filter(|_| has_answer);
        nearest.map(|it| it.said(&self.failing())).unwrap_or_default()
    }
}
