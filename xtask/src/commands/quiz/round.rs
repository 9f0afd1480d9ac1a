//! Which comments a round has: ten, those that were never answered first, then those that were answered wrong, each time from
//! another topic. Pure.

use progress::record::Quiz;
use records::quiz::{Card, Topic};

/// How many comments a round has.
pub(super) const ROUND: usize = 10;

/// A round of `cards`; only those that were answered wrong last, where `wrong` is asked for.
pub(super) fn of<'c>(cards: &[&'c Card], quiz: &Quiz, wrong: bool) -> Vec<&'c Card> {
    let was_wrong = |card: &Card| quiz.answers.get(&card.id).is_some_and(|it| !it.last);
    let rank = |card: &Card| match quiz.answers.get(&card.id) {
        None => 0,
        Some(answered) if !answered.last => 1,
        Some(answered) => 1 + answered.right.max(1),
    };
    // The first of each topic, then the second of each: no round is about one thing, unless one topic was asked for.
    let mut nth = [0usize; Topic::ALL.len()];
    let mut placed: Vec<(u32, usize, &Card)> = Vec::new();
    for card in cards.iter().filter(|it| !wrong || was_wrong(it)) {
        let topic = Topic::ALL.iter().position(|it| *it == card.topic).unwrap_or(0);
        placed.push((rank(card), nth[topic], card));
        nth[topic] += 1;
    }
    placed.sort_by_key(|(rank, nth, _)| (*rank, *nth));
    placed.into_iter().take(ROUND).map(|(_, _, card)| card).collect()
}

/// The rest of the round that was begun; empty where there is none, or where the book has lost its cards since.
pub(super) fn rest<'c>(cards: &'c [Card], quiz: &Quiz) -> Vec<&'c Card> {
    quiz.round.iter().filter_map(|id| cards.iter().find(|it| it.id == *id)).collect()
}

#[cfg(test)]
mod tests {
    use super::{ROUND, of, rest};
    use progress::record::{Answered, Quiz};
    use records::quiz::{self, Card};
    use std::{collections::BTreeSet, path::Path};

    fn all() -> Vec<Card> {
        quiz::read(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))).expect("cards").expect("they are read")
    }

    fn answer(quiz: &mut Quiz, id: &str, last: bool) {
        quiz.answers.insert(id.to_owned(), Answered { asked: 1, right: u32::from(last), last });
    }

    #[test]
    fn rounds_go_through_all_cards_before_one_comes_again() {
        let cards = all();
        let cards: Vec<&Card> = cards.iter().collect();
        let (mut quiz, mut seen) = (Quiz::default(), BTreeSet::new());
        while seen.len() < cards.len() {
            let round = of(&cards, &quiz, false);
            let new: Vec<_> = round.iter().filter(|it| seen.insert(it.id.clone())).collect();
            assert!(new.len() == ROUND || seen.len() == cards.len(), "{} of {} are new", new.len(), round.len());
            round.iter().for_each(|it| answer(&mut quiz, &it.id, true));
        }
        let topics: BTreeSet<_> = of(&cards, &Quiz::default(), false).iter().map(|it| it.topic).collect();
        assert!(topics.len() >= 5, "{topics:?}");
    }

    #[test]
    fn what_was_wrong_comes_before_what_was_right() {
        let cards = all();
        let cards: Vec<&Card> = cards.iter().collect();
        let mut quiz = Quiz::default();
        assert!(of(&cards, &quiz, true).is_empty());
        cards.iter().for_each(|it| answer(&mut quiz, &it.id, true));
        let last = cards.last().expect("there are cards").id.clone();
        answer(&mut quiz, &last, false);
        assert_eq!(of(&cards, &quiz, false)[0].id, last);
        let wrong: Vec<&str> = of(&cards, &quiz, true).iter().map(|it| it.id.as_str()).collect();
        assert_eq!(wrong, [last.as_str()]);
    }

    #[test]
    fn a_round_goes_on_where_it_was_left() {
        let cards = all();
        let ids = [cards[4].id.clone(), "left-the-book".to_owned(), cards[1].id.clone()];
        let quiz = Quiz { round: ids.to_vec(), of: 10, right: 2, ..Quiz::default() };
        let rest: Vec<&str> = rest(&cards, &quiz).iter().map(|it| it.id.as_str()).collect();
        assert_eq!(rest, [ids[0].as_str(), ids[2].as_str()]);
    }
}
