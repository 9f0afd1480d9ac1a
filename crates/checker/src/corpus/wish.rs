//! Whether a verdict is the one that the record declares. A compile error is never what a record means by "fails". Pure.

use super::{Entry, Kind};
use crate::Checked;
use protocol::{Outcome, Verdict};
use records::record::Failure;
use std::collections::BTreeSet;

/// Whether it came out as declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// It did.
    pub good: bool,
    /// What was declared, in words.
    pub wanted: String,
}

impl Entry<'_> {
    /// The property whose failure is all that is declared. A search may end with it: a failure that was shown counts most,
    /// whatever comes after it.
    pub fn until(&self) -> Option<&str> {
        match &self.kind {
            // Each of its properties has a declared outcome.
            Kind::Variant(_) => None,
            Kind::Without(edit) => edit.breaks.as_ref().map(|it| it.property.as_str()),
            Kind::Probe(probe) => probe.breaks.as_deref(),
        }
    }

    /// Holds a verdict against what the record says.
    pub fn fit(&self, checked: &Checked) -> Fit {
        let is_solved = checked.judged.verdict == Verdict::Solved;
        match &self.kind {
            Kind::Variant(variant) if variant.fails.is_empty() => Fit { good: is_solved, wanted: "solved".to_owned() },
            Kind::Variant(variant) => {
                let wanted: BTreeSet<String> = variant.fails.iter().map(failure).collect();
                let good = is_broken(checked) && failing(checked) == wanted && others_hold(checked);
                Fit { good, wanted: format!("still broken: {}", wanted.into_iter().collect::<Vec<_>>().join(", ")) }
            }
            Kind::Without(edit) => match &edit.breaks {
                Some(breaks) => Fit {
                    good: failing(checked).contains(&failure(breaks)),
                    wanted: format!("at least {}", failure(breaks)),
                },
                None => {
                    Fit { good: is_solved, wanted: "solved: the record gives a reason why nothing fails".to_owned() }
                }
            },
            Kind::Probe(probe) => match &probe.breaks {
                None => Fit { good: is_solved, wanted: "solved".to_owned() },
                Some(id) => {
                    let breaks = failures(checked).any(|it| it.property == *id);
                    Fit { good: is_broken(checked) && breaks, wanted: format!("still broken: at least {id}") }
                }
            },
        }
    }
}

fn is_broken(checked: &Checked) -> bool {
    checked.judged.verdict == Verdict::StillBroken
}

fn failure(failure: &Failure) -> String {
    format!("{} ({})", failure.property, failure.kind.words())
}

fn failures(checked: &Checked) -> impl Iterator<Item = Failure> {
    checked.judged.properties.iter().filter_map(|it| match it.outcome {
        Outcome::Fails { kind, .. } => Some(Failure { property: it.id.clone(), kind }),
        _ => None,
    })
}

/// What fails: each property with the kind of its failure.
pub fn failing(checked: &Checked) -> BTreeSet<String> {
    failures(checked).map(|it| failure(&it)).collect()
}

/// Whether what does not fail was shown to hold.
fn others_hold(checked: &Checked) -> bool {
    checked.judged.properties.iter().all(|it| matches!(it.outcome, Outcome::Holds | Outcome::Fails { .. }))
}
