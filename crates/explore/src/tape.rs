//! A tape as a list of choices. What a choice means is the lab's business.

/// Longer tapes are of nobody who plays.
const LONGEST: usize = 60_000;

/// The words in front of the choices (which steps are counted, which situation), and each choice.
#[must_use]
pub fn parts(tape: &str) -> (Vec<&str>, Vec<&str>) {
    let is_choice =
        |word: &&str| word.starts_with(['t', 'c', 'p', 's']) && word[1..].starts_with(|c: char| c.is_ascii_digit());
    let (mut heads, mut choices) = (Vec::new(), Vec::new());
    for word in tape.split_whitespace() {
        if !is_choice(&word) {
            heads.push(word);
            continue;
        }
        let (choice, times) = word.split_once('*').unwrap_or((word, "1"));
        let times = times.parse().unwrap_or(1_usize).min(LONGEST - choices.len().min(LONGEST));
        choices.extend(std::iter::repeat_n(choice, times));
    }
    (heads, choices)
}

/// The tape of these.
#[must_use]
pub fn of(heads: &[&str], choices: &[&str]) -> String {
    heads.iter().chain(choices).copied().collect::<Vec<_>>().join(" ")
}

/// The choice that `long` takes where `short` ends, if it begins like it.
#[must_use]
pub fn next<'t>(short: &str, long: &'t str) -> Option<&'t str> {
    let (before, all) = (parts(short).1, parts(long).1);
    let agrees = before.len() < all.len() && before.iter().zip(&all).all(|(mine, theirs)| mine == theirs);
    agrees.then(|| all[before.len()])
}

#[cfg(test)]
mod tests {
    use super::{next, of, parts};

    #[test]
    fn a_tape_is_its_heads_and_its_choices() {
        let (heads, choices) = parts("situation3 unlocks starts t0/1 t0*2 t1 s2 c1");
        assert_eq!(heads, ["situation3", "unlocks", "starts"]);
        assert_eq!(choices, ["t0/1", "t0", "t0", "t1", "s2", "c1"]);
        assert_eq!(of(&heads, &choices[..2]), "situation3 unlocks starts t0/1 t0");
    }

    #[test]
    fn the_other_goes_on_where_this_one_ends() {
        assert_eq!(next("t0/1 t0", "t0/1 t0*2 t1"), Some("t0"));
        assert_eq!(next("", "t0/1"), Some("t0/1"));
        assert_eq!(next("t0 t0", "t0/1 t0*2 t1"), None);
        assert_eq!(next("t0/1", "t0/1"), None);
    }
}
