//! What a contract asked of a subject: how many situations of each kind, and how far the search came in them. A pass says
//! so beside its number of properties. How the situations are made is the lab's business.

use serde::{Deserialize, Serialize};

/// Everything that was asked in one check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// One entry for each kind of situation that the contract has.
    pub groups: Vec<Group>,
    /// Executions of the generated situations, all search steps added up.
    pub executions: u64,
    /// What the contract does not ask, in its own words: nouns, without a final dot.
    pub not_asked: Vec<String>,
}

/// Situations of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Which.
    pub of: Situations,
    /// How many of them were searched in every schedule of the model.
    pub every_schedule: u32,
    /// How many were searched up to a cost, the lowest cost first: the cost, and the number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub up_to: Vec<(u32, u32)>,
    /// How many were begun, or not even that, without one bound that was searched whole.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_searched: u32,
}

/// A kind of situation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Situations {
    /// Scenes of the contract's functions, one for each answer of their environment.
    Written,
    /// Two calls or events side by side.
    Pairs,
    /// A call after one that failed, was given up, or whose handle was dropped.
    Afterwards,
    /// Three side by side.
    Triples,
}

impl Situations {
    /// What `number` of them are called.
    #[must_use]
    pub fn words(self, number: u32) -> &'static str {
        match (self, number) {
            (Situations::Written, 1) => "situation that people wrote",
            (Situations::Written, _) => "situations that people wrote",
            (Situations::Pairs, 1) => "pair of calls",
            (Situations::Pairs, _) => "pairs of calls",
            (Situations::Afterwards, 1) => "call after one that failed",
            (Situations::Afterwards, _) => "calls after one that failed",
            (Situations::Triples, 1) => "set of three calls",
            (Situations::Triples, _) => "sets of three calls",
        }
    }
}

impl Group {
    /// How many situations it has.
    #[must_use]
    pub fn number(&self) -> u32 {
        self.every_schedule + self.up_to.iter().map(|(_, number)| number).sum::<u32>() + self.not_searched
    }

    /// `153 pairs of calls: 97 in every schedule, 56 up to cost 1`, without a final dot.
    #[must_use]
    pub fn words(&self) -> String {
        let number = self.number();
        let all = format!("{number} {}", self.of.words(number));
        let bounded = self.up_to.iter().map(|(cost, number)| (*number, format!("up to cost {cost}")));
        let mut parts = vec![(self.every_schedule, "in every schedule".to_owned())];
        parts.extend(bounded);
        parts.push((self.not_searched, "not searched".to_owned()));
        parts.retain(|(number, _)| *number > 0);
        match &parts[..] {
            [] => all,
            [(_, how)] => format!("{all}: {}", how.strip_prefix("in ").unwrap_or(how)),
            _ => {
                let parts: Vec<String> = parts.iter().map(|(number, how)| format!("{number} {how}")).collect();
                format!("{all}: {}", parts.join(", "))
            }
        }
    }
}

impl Asked {
    /// The groups as one text of short sentences: `14 situations that people wrote: every schedule. 153 pairs of calls: …`.
    #[must_use]
    pub fn words(&self) -> String {
        let groups: Vec<String> = self.groups.iter().map(|group| format!("{}.", group.words())).collect();
        groups.join(" ")
    }

    /// Whether situations were generated, beside those that people wrote.
    #[must_use]
    pub fn is_crossed(&self) -> bool {
        self.groups.iter().any(|group| group.of != Situations::Written)
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::{Group, Situations};

    #[test]
    fn a_group_says_how_far_each_came() {
        let group = |every_schedule, up_to: &[(u32, u32)], not_searched| Group {
            of: Situations::Pairs,
            every_schedule,
            up_to: up_to.to_vec(),
            not_searched,
        };
        assert_eq!(group(97, &[(1, 56)], 0).words(), "153 pairs of calls: 97 in every schedule, 56 up to cost 1");
        assert_eq!(group(2, &[], 0).words(), "2 pairs of calls: every schedule");
        assert_eq!(group(1, &[], 0).words(), "1 pair of calls: every schedule");
        assert_eq!(
            group(0, &[(0, 1), (1, 1)], 1).words(),
            "3 pairs of calls: 1 up to cost 0, 1 up to cost 1, 1 not searched"
        );
        assert_eq!(group(0, &[], 2).words(), "2 pairs of calls: not searched");
    }
}
