//! Who is with whom in the stage of pairs. Pure: the order of the people is the caller's, which asks chance for it.

use crate::ids::Person;
use std::collections::BTreeMap;

/// The most people of one pair: an odd one makes three.
const MOST: usize = 3;

/// A pair for each of `fresh`, beside those that there are. A person who has one keeps it.
///
/// A person who is alone gets the next one. Two are a new pair. One who is left makes three of a pair of two, and is alone only where
/// there is none.
pub fn assign(there: &[(Person, i64)], fresh: &[Person]) -> Vec<(Person, i64)> {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for (_, pair) in there {
        *sizes.entry(*pair).or_default() += 1;
    }
    let mut assigned = Vec::new();
    let mut left = fresh.iter().copied().peekable();
    while let Some(person) = left.next() {
        let of = |size: usize| sizes.iter().find(|(_, it)| **it == size).map(|(pair, _)| *pair);
        let next = sizes.last_key_value().map_or(1, |(pair, _)| pair + 1);
        let pair = match of(1) {
            Some(alone) => alone,
            None if left.peek().is_some() => next,
            None => of(MOST - 1).unwrap_or(next),
        };
        *sizes.entry(pair).or_default() += 1;
        assigned.push((person, pair));
    }
    assigned
}

#[cfg(test)]
mod tests {
    use super::{MOST, assign};
    use crate::ids::Person;
    use std::collections::BTreeMap;

    fn sizes(all: &[(Person, i64)]) -> Vec<usize> {
        let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
        for (_, pair) in all {
            *sizes.entry(*pair).or_default() += 1;
        }
        sizes.into_values().collect()
    }

    #[test]
    fn everybody_has_a_pair_and_an_odd_one_makes_three() {
        assert_eq!(assign(&[], &[]), []);
        assert_eq!(sizes(&assign(&[], &[Person(7)])), [1]);
        for count in 2..=200 {
            let people: Vec<Person> = (0..count).map(Person).collect();
            let all = assign(&[], &people);
            assert_eq!(all.iter().map(|it| it.0).collect::<Vec<_>>(), people);
            let (two, three) = (count / 2 - count % 2, count % 2);
            let mut want = vec![MOST - 1; usize::try_from(two).unwrap()];
            want.splice(0..0, vec![MOST; usize::try_from(three).unwrap()]);
            let mut got = sizes(&all);
            got.sort_unstable_by(|a, b| b.cmp(a));
            assert_eq!(got, want, "{count}");
        }
    }

    #[test]
    fn one_who_comes_late_is_alone_only_where_every_pair_has_three() {
        let mut all = Vec::new();
        let mut seen = Vec::new();
        for person in 0..7 {
            let more = assign(&all, &[Person(person)]);
            let before = all.clone();
            all.extend(more);
            assert_eq!(all[..before.len()], before, "nobody is moved");
            seen.push(sizes(&all));
        }
        assert_eq!(seen, [vec![1], vec![2], vec![3], vec![3, 1], vec![3, 2], vec![3, 3], vec![3, 3, 1]]);
    }
}
