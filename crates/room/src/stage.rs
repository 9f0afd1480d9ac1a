//! The stages of a session: what may follow what, whether the key is open, and what becomes of a draft. Pure: no clock, no
//! store, no page. Whoever asks holds the room's row in the store, so that two orders of a facilitator come one by one.
//!
//! The board comes before the key, as in the plan: a comment is withdrawn because of an argument, and not because the key lacks it.

use serde::{Deserialize, Serialize};
use std::fmt;

/// A part of the session, in the order of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// People join. Nothing can be written.
    Lobby,
    /// Everybody reviews alone, and sees nobody else's.
    Silent,
    /// Two read each other's comments, and each adds to the own review.
    Pairs,
    /// The team's comments by line, without the key.
    Board,
    /// The key, beside what the team found.
    Reveal,
    /// How to fix it: each proposes one wording, and votes for one.
    Fix,
    /// The one comment to send, likewise.
    Comment,
    /// Nothing is taken any more but what was typed before.
    Closed,
}

/// What becomes of a draft. There is no third: a word that somebody typed is never thrown away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kept {
    /// It is the review, and is counted.
    Counted,
    /// It is what the review has become in a pair, and is counted as that.
    Pair,
    /// It came after its stage. Its author has it, and no figure of the team knows it.
    Aside,
}

/// A draft came before its stage has begun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotYet;

/// Why the session cannot go there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWay {
    /// It is there already: an order that came twice.
    There,
    /// The page that gave the order showed another stage.
    Stale(Stage),
    /// It leaves out a stage that no session can do without.
    Far,
    /// The key is open, and what is written after that is not the review of somebody who has not read it.
    KeyOpen,
    /// The session is over.
    Over,
}

/// That the key is open. Only [`Stage::opened`] makes one, so whoever has one has asked.
#[derive(Debug, Clone, Copy)]
pub struct KeyOpen(());

impl Stage {
    /// All, in order.
    pub const ALL: [Stage; 8] = [
        Stage::Lobby,
        Stage::Silent,
        Stage::Pairs,
        Stage::Board,
        Stage::Reveal,
        Stage::Fix,
        Stage::Comment,
        Stage::Closed,
    ];

    /// As the store and the pages write it.
    pub fn name(self) -> &'static str {
        match self {
            Stage::Lobby => "lobby",
            Stage::Silent => "silent",
            Stage::Pairs => "pairs",
            Stage::Board => "board",
            Stage::Reveal => "reveal",
            Stage::Fix => "fix",
            Stage::Comment => "comment",
            Stage::Closed => "closed",
        }
    }

    /// The stage of a name.
    pub fn named(name: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|it| it.name() == name)
    }

    /// The leave to send the key, if there is one.
    pub fn opened(self) -> Option<KeyOpen> {
        (self >= Stage::Reveal).then_some(KeyOpen(()))
    }

    /// Whether a person may be sent what others wrote.
    pub fn others_open(self) -> bool {
        self >= Stage::Board
    }

    /// The question that everybody words an answer to in this stage, if there is one.
    pub fn round(self) -> Option<Round> {
        Round::ALL.into_iter().find(|it| it.stage() == self)
    }

    /// Whether a session may do without it.
    pub fn may_be_left_out(self) -> bool {
        matches!(self, Stage::Pairs | Stage::Fix | Stage::Comment)
    }

    /// Whether a draft that is kept so is the one to go on with. Before the board nothing that came too late is; and what came from a
    /// pair is no silent review.
    pub fn goes_on_with(self, kept: Kept) -> bool {
        match kept {
            Kept::Counted => true,
            Kept::Pair => self >= Stage::Pairs,
            Kept::Aside => self >= Stage::Board,
        }
    }

    /// The stage after an order to go to `to`, by a page that showed `seen`.
    ///
    /// # Errors
    /// Why not. The room stays where it is.
    pub fn go(self, seen: Stage, to: Stage) -> Result<Stage, NoWay> {
        let (first, last) = (self.min(to), self.max(to));
        let mut between = Stage::ALL.into_iter().filter(|it| (first..last).contains(it) && *it != first);
        match () {
            () if self == to => Err(NoWay::There),
            () if self == Stage::Closed => Err(NoWay::Over),
            () if seen != self => Err(NoWay::Stale(self)),
            () if self.opened().is_some() && to.opened().is_none() => Err(NoWay::KeyOpen),
            () if between.all(Stage::may_be_left_out) => Ok(to),
            () => Err(NoWay::Far),
        }
    }

    /// What becomes of a draft that arrives now.
    ///
    /// # Errors
    /// The silent review has not begun.
    pub fn keep(self) -> Result<Kept, NotYet> {
        match self {
            Stage::Lobby => Err(NotYet),
            Stage::Silent => Ok(Kept::Counted),
            Stage::Pairs => Ok(Kept::Pair),
            Stage::Board | Stage::Reveal | Stage::Fix | Stage::Comment | Stage::Closed => Ok(Kept::Aside),
        }
    }
}

/// A question after the key that everybody words an answer to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Round {
    /// How to fix it.
    Fix,
    /// The one comment to send.
    Comment,
}

impl Round {
    /// All, in order.
    pub const ALL: [Round; 2] = [Round::Fix, Round::Comment];

    /// The stage in which it is open.
    pub fn stage(self) -> Stage {
        match self {
            Round::Fix => Stage::Fix,
            Round::Comment => Stage::Comment,
        }
    }

    /// As the store and the pages write it.
    pub fn name(self) -> &'static str {
        self.stage().name()
    }

    /// For people.
    pub fn title(self) -> &'static str {
        match self {
            Round::Fix => "How to fix it",
            Round::Comment => "The one comment to send",
        }
    }
}

impl fmt::Display for NoWay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NoWay::There => "The room is there already.",
            NoWay::Stale(_) => "The room has moved since this page was drawn. Look where it is, and choose again.",
            NoWay::Far => "Go one stage at a time. Only the pairs, the fix and the one comment may be left out.",
            NoWay::KeyOpen => "The key is open, and nobody can unread it. The room goes on, and not back.",
            NoWay::Over => "The session is over. Open another room.",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Kept, NoWay, NotYet, Stage};

    #[test]
    fn one_way_leads_to_the_key_and_none_back() {
        let ways = || Stage::ALL.into_iter().flat_map(|from| Stage::ALL.map(|to| (from, to)));
        let open = |it: Stage| it.opened().is_some();
        for (from, to) in ways().filter(|(from, to)| open(*from) && !open(*to)) {
            let why = if from == Stage::Closed { NoWay::Over } else { NoWay::KeyOpen };
            assert_eq!(from.go(from, to), Err(why), "{from:?} to {to:?}");
        }
        let into_the_key = ways().filter(|(from, to)| !open(*from) && open(*to));
        let opens: Vec<_> = into_the_key.filter(|(from, to)| from.go(*from, *to).is_ok()).collect();
        assert_eq!(opens, [(Stage::Board, Stage::Reveal)]);
    }

    #[test]
    fn an_order_that_comes_twice_or_late_moves_nothing() {
        assert_eq!(Stage::Silent.go(Stage::Silent, Stage::Board), Ok(Stage::Board));
        assert_eq!(Stage::Board.go(Stage::Silent, Stage::Board), Err(NoWay::There));
        assert_eq!(Stage::Board.go(Stage::Lobby, Stage::Silent), Err(NoWay::Stale(Stage::Board)));
        assert_eq!(Stage::Board.go(Stage::Silent, Stage::Reveal), Err(NoWay::Stale(Stage::Board)));
        assert_eq!(Stage::Lobby.go(Stage::Lobby, Stage::Board), Err(NoWay::Far));
        assert_eq!(Stage::Lobby.go(Stage::Lobby, Stage::Pairs), Err(NoWay::Far));
        assert_eq!(Stage::Silent.go(Stage::Silent, Stage::Pairs), Ok(Stage::Pairs));
        assert_eq!(Stage::Pairs.go(Stage::Pairs, Stage::Reveal), Err(NoWay::Far));
        assert_eq!(Stage::Board.go(Stage::Board, Stage::Fix), Err(NoWay::Far));
        assert_eq!(Stage::Reveal.go(Stage::Reveal, Stage::Comment), Ok(Stage::Comment));
        assert_eq!(Stage::Comment.go(Stage::Comment, Stage::Fix), Ok(Stage::Fix));
        // A facilitator who went on too early comes back, as long as the key is closed.
        assert_eq!(Stage::Board.go(Stage::Board, Stage::Silent), Ok(Stage::Silent));
    }

    #[test]
    fn a_late_draft_is_kept_and_not_counted() {
        let kept = Stage::ALL.map(Stage::keep);
        let aside = Ok(Kept::Aside);
        assert_eq!(kept[..4], [Err(NotYet), Ok(Kept::Counted), Ok(Kept::Pair), aside]);
        assert_eq!(kept[4..], [aside; 4]);
        // What a stage keeps, it goes on with; the silent review goes on with nothing that came after it.
        assert!(Stage::ALL.iter().all(|it| it.keep().is_ok_and(|kept| it.goes_on_with(kept)) || *it == Stage::Lobby));
        assert_eq!(
            [Kept::Counted, Kept::Pair, Kept::Aside].map(|it| Stage::Silent.goes_on_with(it)),
            [true, false, false]
        );
        assert!(!Stage::Pairs.goes_on_with(Kept::Aside));
    }

    #[test]
    fn a_stage_is_read_as_it_is_written() {
        for stage in Stage::ALL {
            assert_eq!(Stage::named(stage.name()), Some(stage));
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.name());
        }
        assert_eq!(Stage::named("Silent"), None);
    }
}
