//! Which of the known fixes a proposal resembles. Measured over what each of them changes of the pull request's head, in words of code:
//! neither comments nor line breaks count.
//!
//! Between two files lie the words that a shortest edit takes out or puts in. A proposal lies `ours` from the head, a known fix
//! `theirs`, and the two lie `apart` from each other. Had they nothing in common, `apart` would be the sum of the other two; were
//! they one, it would be 0. So they are alike by `1 - apart / (ours + theirs)`.

use crate::words_of_code::words;
use edge::file::RECORD;
use protocol::Kind;
use records::{
    Exercise,
    record::{Role, Variant},
};
use serde::Serialize;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::{BTreeMap, BTreeSet};

/// From here on a proposal is a known fix, in percent: a name or two may differ.
const SAME: u32 = 95;
/// From here on it is nearly one.
const NEARLY: u32 = 60;
/// From here on it is more like one than like none.
const RATHER: u32 = 45;

/// A known fix beside a proposal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Nearest {
    /// `wrong_try_lock`.
    pub name: String,
    /// What it does differently, without a final dot; empty where its record does not say, as a card's.
    pub summary: String,
    /// Whether it is right, whatever it costs.
    pub is_right: bool,
    /// What it breaks.
    pub fails: BTreeSet<String>,
    /// In percent, rounded down: 100 is the same code.
    pub alike: u32,
    /// Words that the proposal changes.
    pub ours: usize,
    /// Words that the known fix changes.
    pub theirs: usize,
    /// Words that differ between the two.
    pub apart: usize,
}

/// The known fixes of an exercise. The code before the pull request is one of them: to take it back is a proposal too.
#[derive(Debug)]
pub struct Fixes<'e> {
    head: Text,
    known: Vec<Known<'e>>,
    numbers: Numbers,
}

#[derive(Debug)]
struct Known<'e> {
    variant: &'e Variant,
    text: Text,
    /// Words that it changes of the head.
    changes: usize,
}

impl<'e> Fixes<'e> {
    /// Those of `exercise`, beside the pull request's head.
    ///
    /// # Errors
    /// A version that cannot be read.
    pub fn of(exercise: &'e Exercise, head: &str) -> anyhow::Result<Fixes<'e>> {
        let mut numbers = Numbers::default();
        let head = numbers.text(head);
        let mut known = Vec::new();
        for variant in exercise.record.variant.iter().filter(|it| it.role != Role::Buggy) {
            let text = numbers.text(&edge::file::text(exercise.variant_file(&variant.name), RECORD)?);
            let changes = between(&head, &text);
            known.push(Known { variant, text, changes });
        }
        Ok(Fixes { head, known, numbers })
    }

    /// All of them beside a proposal, the most alike first.
    pub fn beside(mut self, proposed: &str) -> Vec<Nearest> {
        let proposed = self.numbers.text(proposed);
        let ours = between(&self.head, &proposed);
        let mut all: Vec<Nearest> = self.known.iter().map(|it| it.beside(&proposed, ours)).collect();
        all.sort_by(|a, b| b.alike.cmp(&a.alike).then(a.apart.cmp(&b.apart)));
        all
    }
}

impl Known<'_> {
    fn beside(&self, proposed: &Text, ours: usize) -> Nearest {
        let Known { variant, text, changes: theirs } = self;
        let (apart, all) = (between(proposed, text), ours + theirs);
        let alike = (100 * all.saturating_sub(apart)).checked_div(all).unwrap_or(0);
        Nearest {
            name: variant.name.clone(),
            summary: variant.summary.trim_end_matches('.').to_owned(),
            is_right: variant.role != Role::Wrong,
            fails: variant.fails.iter().map(|it| failure(&it.property, it.kind)).collect(),
            alike: u32::try_from(alike).unwrap_or(100),
            ours,
            theirs: *theirs,
            apart,
        }
    }
}

/// The words of a file, as numbers: they are compared often.
type Text = Vec<u32>;

/// Which number stands for a word.
#[derive(Debug, Default)]
struct Numbers(BTreeMap<String, u32>);

impl Numbers {
    fn text(&mut self, source: &str) -> Text {
        let number = |word: &str| {
            let next = u32::try_from(self.0.len()).unwrap_or(u32::MAX);
            *self.0.entry(word.to_owned()).or_insert(next)
        };
        words(source).into_iter().map(number).collect()
    }
}

/// `state-answers (deadlock)`: a failure as it is compared.
pub fn failure(property: &str, kind: Kind) -> String {
    format!("{property} ({})", kind.words())
}

/// How many words a shortest edit takes out and puts in.
fn between(a: &[u32], b: &[u32]) -> usize {
    let edits = capture_diff_slices(Algorithm::Myers, a, b);
    let size = |edit: &DiffOp| match edit.tag() {
        similar::DiffTag::Equal => 0,
        _ => edit.old_range().len() + edit.new_range().len(),
    };
    edits.iter().map(size).sum()
}

impl Nearest {
    /// What the nearest fix says of a proposal that fails in these ways, as sentences: which, how near, and how that is measured.
    pub fn said(&self, failing: &BTreeSet<String>) -> Vec<String> {
        let Nearest { name, summary, alike, ours, theirs, apart, .. } = self;
        let what = if summary.is_empty() { String::new() } else { format!(": {summary}") };
        let mut all = vec![match *alike {
            SAME.. => format!("What you propose is `{name}`{what}."),
            NEARLY.. => format!("What you propose is nearly `{name}`{what}."),
            RATHER.. => format!("Of the known fixes it is most like `{name}`{what}."),
            _ => format!("It is like none of the known fixes. The nearest is `{name}`{what}."),
        }];
        if *alike >= RATHER {
            all.extend(self.fate(failing));
        }
        all.push(format!(
            "They are {alike} % alike, measured over the words of code that each changes of the pull request, comments aside: \
             you change {ours}, it changes {theirs}, and {apart} lie between the two."
        ));
        all
    }

    /// Whether it ends as the known one does.
    fn fate(&self, failing: &BTreeSet<String>) -> Option<String> {
        let list = |of: &BTreeSet<String>| of.iter().map(String::as_str).collect::<Vec<_>>().join(", ");
        match (failing.is_empty(), self.fails.is_empty()) {
            (true, true) => None,
            (false, false) if *failing == self.fails => Some("It fails as that one does.".to_owned()),
            (false, false) => Some(format!("That one fails in other ways: {}.", list(&self.fails))),
            (true, false) => {
                Some(format!("That one fails: {}. What you do otherwise makes the difference.", list(&self.fails)))
            }
            (false, true) => Some("That one is right. What you do otherwise makes the difference.".to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Fixes, Nearest, words};
    use edge::file::RECORD;
    use records::{Course, Exercise};
    use std::collections::BTreeSet;

    fn read(exercise: &Exercise, name: &str) -> String {
        edge::file::text(exercise.variant_file(name), RECORD).expect("a version")
    }

    fn beside(exercise: &Exercise, head: &str, text: &str) -> Vec<Nearest> {
        Fixes::of(exercise, head).expect("the versions").beside(text)
    }

    fn all_exercises() -> Vec<Exercise> {
        Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("the course").exercises
    }

    #[test]
    fn each_known_fix_is_itself_and_no_other_is() {
        for exercise in all_exercises() {
            let head = read(&exercise, "buggy");
            let texts: Vec<String> =
                exercise.record.variant.iter().map(|it| words(&read(&exercise, &it.name)).join(" ")).collect();
            assert_eq!(texts.iter().collect::<BTreeSet<_>>().len(), texts.len(), "two of {} are one", exercise.slug);
            // The others would take seconds each.
            for variant in exercise.record.variant.iter().filter(|it| it.name != "buggy" && exercise.record.number == 2)
            {
                let found = beside(&exercise, &head, &read(&exercise, &variant.name));
                assert_eq!((found[0].name.as_str(), found[0].alike, found[0].apart), (variant.name.as_str(), 100, 0));
                assert!(found[1].alike < 100, "{} and {} are one", variant.name, found[1].name);
            }
        }
    }

    #[test]
    fn comments_and_blanks_change_nothing_and_another_name_little() {
        let course = all_exercises();
        let exercise = course.iter().find(|it| it.record.number == 2).expect("exercise 2");
        let (head, fix) = (read(exercise, "buggy"), read(exercise, "wrong_temporary_guard"));
        let other = |text: &str| beside(exercise, &head, text).swap_remove(0);
        let spread = fix.replace(";\n", ";\n\n// Says something.\n");
        assert_eq!((other(&spread).name.as_str(), other(&spread).alike), ("wrong_temporary_guard", 100));
        let renamed = other(&fix.replace("early", "seen_so_far"));
        assert_eq!(renamed.name, "wrong_temporary_guard");
        assert!((60..100).contains(&renamed.alike), "{renamed:?}");
        let far = other(&head.replace("self.subscribe_exits(&init);", "loop {}"));
        assert!(far.alike < 45, "{far:?}");
        assert!(far.said(&BTreeSet::new())[0].starts_with("It is like none of the known fixes."));
    }

    #[test]
    fn the_words_say_how_near_it_is_and_whether_it_ends_alike() {
        let fails = |of: &[&str]| of.iter().map(|it| (*it).to_owned()).collect::<BTreeSet<String>>();
        let known = |alike, fails| Nearest {
            name: "wrong_a".into(),
            summary: "It tries".into(),
            is_right: false,
            fails,
            alike,
            ours: 7,
            theirs: 9,
            apart: 2,
        };
        let card = Nearest { summary: String::new(), ..known(100, fails(&[])) };
        assert_eq!(card.said(&fails(&[]))[0], "What you propose is `wrong_a`.", "a card's record says no more");
        let near = known(87, fails(&["x (deadlock)"]));
        assert_eq!(
            near.said(&fails(&["x (deadlock)"])),
            [
                "What you propose is nearly `wrong_a`: It tries.",
                "It fails as that one does.",
                "They are 87 % alike, measured over the words of code that each changes of the pull request, comments aside: you \
                 change 7, it changes 9, and 2 lie between the two."
            ]
        );
        let second = |near: &Nearest, failing: &[&str]| near.said(&fails(failing))[1].clone();
        assert_eq!(second(&near, &["y (leak)"]), "That one fails in other ways: x (deadlock).");
        assert_eq!(second(&near, &[]), "That one fails: x (deadlock). What you do otherwise makes the difference.");
        assert_eq!(
            second(&known(50, fails(&[])), &["y (leak)"]),
            "That one is right. What you do otherwise makes the difference."
        );
        assert!(known(95, fails(&[])).said(&fails(&[]))[0].starts_with("What you propose is `wrong_a`"));
    }
}
