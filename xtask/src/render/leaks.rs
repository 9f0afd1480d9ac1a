//! Which failures are told, and which of them are one. A thread or task that lives as long as the program is a leak under
//! every property that starts it: that is one fact, and no promise of its own is broken by it.

use super::line::{Line, NARROW, width};
use crate::style::{BAD, BOLD};
use protocol::{Kind, Outcome, Place, PropertyReport};

/// One failing property, its kind and its sentence.
type Failure<'p> = (&'p PropertyReport, Kind, &'p str);

/// The failing properties, the one that is told whole in front.
pub struct Failing<'p> {
    /// The first that is more than the leak which several share; else the first.
    pub first: Option<Failure<'p>>,
    others: Vec<Failure<'p>>,
}

/// Who is left, where it waits, and where it was spawned: what makes two leaks one.
type Left<'p> = Vec<(Option<&'p Place>, Option<&'p Place>, &'p str)>;

fn left<'p>(failure: &Failure<'p>) -> Option<Left<'p>> {
    let (property, Kind::Leak, _) = failure else { return None };
    let stuck = &property.counterexample.as_ref()?.stuck;
    let left: Left<'p> =
        stuck.iter().map(|it| (it.spawned_at.as_ref(), it.at.as_ref(), it.waits_for.as_str())).collect();
    (!left.is_empty()).then_some(left)
}

impl<'p> Failing<'p> {
    /// Of these properties.
    pub fn of(properties: &'p [PropertyReport]) -> Failing<'p> {
        let failing = properties.iter().filter_map(|it| match &it.outcome {
            Outcome::Fails { kind, message } => Some((it, *kind, message.as_str())),
            _ => None,
        });
        let mut others: Vec<Failure<'p>> = failing.collect();
        let shared = |one: &Failure<'p>| {
            let same = others.iter().filter(|other| left(other).is_some() && left(other) == left(one));
            same.count() > 1
        };
        let first = others.iter().position(|it| !shared(it)).unwrap_or(0);
        let first = (!others.is_empty()).then(|| others.remove(first));
        Failing { first, others }
    }

    /// Whether all there is to say is one leak, under every property.
    pub fn one_leak_everywhere(&self, properties: &[PropertyReport]) -> bool {
        let Some(first) = self.first.as_ref().filter(|first| left(first).is_some()) else { return false };
        properties.len() > 1
            && self.others.len() + 1 == properties.len()
            && self.others.iter().all(|other| left(other) == left(first))
    }

    /// The others in a few words each: `exits (leak)`. Those with one leak are told together.
    pub fn others(&self) -> Vec<String> {
        let mut told: Vec<String> = Vec::new();
        let mut leaks: Vec<Left<'p>> = Vec::new();
        for failure in &self.others {
            let (property, kind, _) = failure;
            let Some(leak) = left(failure) else {
                told.push(format!("{} ({})", property.id, kind.words()));
                continue;
            };
            if leaks.contains(&leak) {
                continue;
            }
            let same: Vec<&str> = self
                .others
                .iter()
                .filter(|other| left(other).as_ref() == Some(&leak))
                .map(|(it, ..)| it.id.as_str())
                .collect();
            let as_first = self.first.as_ref().and_then(left).as_ref() == Some(&leak);
            told.push(match same.len() {
                _ if as_first => format!("{} (the same leak)", same.join(", ")),
                1 => format!("{} ({})", property.id, kind.words()),
                _ => format!("{} (one leak)", same.join(", ")),
            });
            leaks.push(leak);
        }
        told
    }
}

/// In the place of a property's line, where the leak is no matter of one property.
pub fn everywhere() -> String {
    let words = if width() < NARROW { "every one" } else { "every one: something outlives each scene" };
    Line::new("  property   ").styled(BOLD, words).right(BAD, "(leak)").end()
}
