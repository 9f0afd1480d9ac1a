//! A card's questions without words: which lines, which hazard, which decision. What the answers come to, against the key.
//!
//! A mark says less than a comment, so less is asked of it: its lines meet those of a finding, and its hazard is one that the
//! key accepts there. A mark over half of the file points at nothing.

use records::review::{Decision, Finding, Review, Trap};

/// A mark may be longer than its finding by so many lines.
const LONGER: u32 = 12;

/// Lines of the pull request's head, and what is wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The first and the last line.
    pub lines: [u32; 2],
    /// The id of a hazard; `None` where the reader has no name for it.
    pub hazard: Option<String>,
}

/// What a mark comes to.
#[derive(Debug, Clone, Copy)]
pub enum Outcome<'k> {
    /// The place of a finding, and a name that the key accepts.
    Found(&'k Finding),
    /// The place of a finding, and another name or none.
    Place(&'k Finding),
    /// It holds a finding, among many other lines.
    Wide(&'k Finding),
    /// Correct code that looks wrong.
    Trap(&'k Trap),
    /// The key says nothing of these lines.
    Beside,
}

/// All answers, compared.
#[derive(Debug)]
pub struct Compared<'k> {
    /// What each mark comes to, in the order of the marks.
    pub marks: Vec<Outcome<'k>>,
    /// Findings that no mark has found by place and name.
    pub missed: Vec<&'k Finding>,
    /// Whether the decision is the key's.
    pub decision: bool,
}

/// Compares the answers with the key.
pub fn compare<'k>(key: &'k Review, marks: &[Mark], decision: Decision) -> Compared<'k> {
    let marks: Vec<Outcome<'k>> = marks.iter().map(|mark| outcome(key, mark)).collect();
    let is_found =
        |finding: &&Finding| marks.iter().any(|it| matches!(it, Outcome::Found(one) if one.id == finding.id));
    let missed = key.finding.iter().filter(|it| !is_found(it)).collect();
    Compared { missed, decision: decision == key.decision, marks }
}

impl Compared<'_> {
    /// The hazards that were seen: place and name.
    pub fn seen(&self) -> Vec<String> {
        let found = self.marks.iter().filter_map(|it| match it {
            Outcome::Found(finding) => Some(finding.hazard.clone()),
            _ => None,
        });
        unique(found)
    }

    /// The hazards that were not.
    pub fn unseen(&self) -> Vec<String> {
        unique(self.missed.iter().map(|it| it.hazard.clone()))
    }

    /// Marks on code that is right.
    pub fn alarms(&self) -> usize {
        self.marks.iter().filter(|it| matches!(it, Outcome::Trap(_) | Outcome::Beside)).count()
    }
}

fn unique(ids: impl Iterator<Item = String>) -> Vec<String> {
    let mut ids: Vec<String> = ids.collect();
    ids.sort();
    ids.dedup();
    ids
}

fn outcome<'k>(key: &'k Review, mark: &Mark) -> Outcome<'k> {
    let meets = |lines: &[u32; 2]| lines[0] <= mark.lines[1] && mark.lines[0] <= lines[1];
    let length = |lines: &[u32; 2]| lines[1].saturating_sub(lines[0]);
    let accepts = |finding: &Finding| {
        mark.hazard.as_ref().is_some_and(|it| finding.hazard == *it || finding.also_hazards.contains(it))
    };
    let mut here: Vec<&Finding> =
        key.finding.iter().filter(|it| meets(&it.lines) || it.also.iter().any(meets)).collect();
    // Of two findings on the same lines, the one that was named.
    here.sort_by_key(|it| (mark.hazard.as_ref() != Some(&it.hazard), !accepts(it)));
    match here.first() {
        Some(finding) if length(&mark.lines) > length(&finding.lines) + LONGER => Outcome::Wide(finding),
        Some(finding) if accepts(finding) => Outcome::Found(finding),
        Some(finding) => {
            match key.trap.iter().find(|it| meets(&it.lines) && mark.hazard.is_some() && it.hazard == mark.hazard) {
                Some(trap) => Outcome::Trap(trap),
                None => Outcome::Place(finding),
            }
        }
        None => key.trap.iter().find(|it| meets(&it.lines)).map_or(Outcome::Beside, Outcome::Trap),
    }
}

#[cfg(test)]
mod tests {
    use super::{Mark, Outcome, compare};
    use records::{Course, review::Decision};

    fn came(card: &str, lines: [u32; 2], hazard: Option<&str>) -> (String, usize, Vec<String>) {
        let course = Course::load(concat!(env!("CARGO_MANIFEST_DIR"), "/../..")).expect("this course");
        let key = course.find(card).expect("a card").review().expect("its key");
        let mark = Mark { lines, hazard: hazard.map(str::to_owned) };
        let compared = compare(&key, &[mark], Decision::RequestChanges);
        let word = match compared.marks[0] {
            Outcome::Found(it) => format!("found {}", it.id),
            Outcome::Place(it) => format!("place {}", it.id),
            Outcome::Wide(it) => format!("wide {}", it.id),
            Outcome::Trap(_) => "trap".to_owned(),
            Outcome::Beside => "beside".to_owned(),
        };
        (word, compared.alarms(), compared.unseen())
    }

    #[test]
    fn a_mark_finds_by_place_and_name() {
        let late = || vec!["event-order".to_owned()];
        for (lines, hazard, word, alarms, missed) in [
            ([36, 42], Some("event-order"), "found F-late-subscription", 0, vec![]),
            ([42, 42], Some("lost-wakeup"), "found F-late-subscription", 0, vec![]),
            ([40, 50], Some("event-order"), "found F-late-subscription", 0, vec![]),
            ([42, 42], Some("double-lock"), "place F-late-subscription", 0, late()),
            ([42, 42], None, "place F-late-subscription", 0, late()),
            ([1, 60], Some("event-order"), "wide F-late-subscription", 0, late()),
            ([29, 29], Some("channel-under-lock"), "trap", 1, late()),
            ([3, 3], Some("event-order"), "beside", 1, late()),
        ] {
            assert_eq!(
                came("card-exec-start", lines, hazard),
                (word.to_owned(), alarms, missed),
                "{lines:?} {hazard:?}"
            );
        }
    }

    #[test]
    fn two_findings_on_one_line_are_told_apart_by_their_names() {
        let (word, _, missed) = came("card-probe-pool", [31, 31], Some("task-without-owner"));
        assert!(word.starts_with("found "), "{word}");
        assert_eq!(missed, ["sender-leak"]);
    }
}
