//! Names of actors in a narrow column. A name that is cut loses its middle: what tells two tasks of one function apart
//! stands at the end, `question_arrives:12` and `question_arrives:13`. No two actors have one shown name.

use std::collections::BTreeMap;

/// In the place of what was cut.
const CUT: char = '~';

/// What each actor of one table is called there.
pub struct Names(BTreeMap<String, String>);

impl Names {
    /// Names for these actors, each at most `most` columns wide.
    pub fn of<'n>(actors: impl Iterator<Item = &'n str>, most: usize) -> Names {
        let mut shown: BTreeMap<String, String> = BTreeMap::new();
        for actor in actors {
            if shown.contains_key(actor) {
                continue;
            }
            let is_free = |name: &String| !shown.values().any(|other| other == name);
            let numbered = (2_usize..).map(|n| cut(actor, &format!("{CUT}{n}"), most));
            let name = std::iter::once(cut(actor, "", most)).chain(numbered).find(is_free);
            shown.insert(actor.to_owned(), name.unwrap_or_default());
        }
        Names(shown)
    }

    /// The name in the table.
    pub fn shown<'n>(&'n self, actor: &'n str) -> &'n str {
        self.0.get(actor).map_or(actor, String::as_str)
    }

    /// The widest of them.
    pub fn width(&self) -> usize {
        self.0.values().map(|name| name.chars().count()).max().unwrap_or(0)
    }
}

/// `name` and `more` in `most` columns. The number at its end stays, with the sign in front of it.
fn cut(name: &str, more: &str, most: usize) -> String {
    let all: Vec<char> = name.chars().collect();
    if all.len() + more.chars().count() <= most {
        return format!("{name}{more}");
    }
    let digit = |c: &&char| c.is_ascii_digit() || matches!(c, ':' | '#');
    let number = all.iter().rev().take_while(digit).count();
    let tail = &all[all.len() - number.min(most / 2)..];
    let room = most.saturating_sub(1 + tail.len() + more.chars().count());
    all[..room].iter().chain(&[CUT]).chain(tail).collect::<String>() + more
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[track_caller]
    fn shown(actors: &[&str], wanted: &[&str]) {
        let names = Names::of(actors.iter().copied(), 16);
        assert_eq!(actors.iter().map(|actor| names.shown(actor)).collect::<Vec<_>>(), wanted);
        assert!(names.width() <= 16, "{wanted:?}");
    }

    #[test]
    fn the_number_of_a_task_stays() {
        shown(
            &["question_arrives:12", "question_arrives:13", "question_arrives:13#2", "reaper"],
            &["question_arr~:12", "question_arr~:13", "question_a~:13#2", "reaper"],
        );
    }

    #[test]
    fn two_long_names_without_a_number_get_one() {
        shown(
            &["waiter of the first task", "waiter of the first exec", "waiter of the fi~"],
            &["waiter of the f~", "waiter of the~~2", "waiter of the~~3"],
        );
    }

    #[test]
    fn a_name_that_fits_is_left_alone() {
        shown(&["first waiter", "sixteen-letters:", "contract"], &["first waiter", "sixteen-letters:", "contract"]);
    }
}
