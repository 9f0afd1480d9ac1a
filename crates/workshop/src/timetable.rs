//! The hour as data: who does what from which minute to which. Three forms: a call of 25 minutes after silent work at
//! home, 60 minutes, 90 minutes. Times between them give their spare minutes to the slots that can use them.

/// The shortest session there is a form for, in minutes.
pub const SHORTEST: u32 = 25;
/// The longest: after that, attention is gone.
pub const LONGEST: u32 = 150;

/// One part of a session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// First minute, counted from 0.
    pub from: u32,
    /// The minute it ends.
    pub to: u32,
    /// What everybody does.
    pub what: &'static str,
    /// What the facilitator does meanwhile.
    pub lead: &'static str,
}

/// Which of the three forms a session has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Solo and pairs on the days before; only the talk is together.
    Call,
    /// All of it in an hour.
    Hour,
    /// With a fix in pairs.
    HourAndHalf,
}

/// Minutes, whether it takes a share of spare minutes, and the two texts.
type Row = (u32, bool, &'static str, &'static str);

const CALL: &[Row] = &[
    (3, false, "Goal, and the team's numbers: alone, in pairs", "Show the merged report. Name no person."),
    (
        10,
        true,
        "Disputed comments, 90 seconds each: defend, or withdraw",
        "Keep the clock. Do not vote. Ask: what would have to be true?",
    ),
    (5, false, "The key, and the failing check", "Open the key. Run the check on a shared screen."),
    (4, true, "Rewrite one comment with the frame, read it aloud", "Settle the facts first, the English after that."),
    (3, false, "One habit to keep", "Write it where the next review is written."),
];

const HOUR: &[Row] = &[
    (5, false, "Goal, rules, the one question", "Read the question aloud. Say: nobody is ranked."),
    (15, true, "Solo review, in silence; export it", "Collect the exports. Answer questions about the text only."),
    (10, false, "Pairs: one review from two, five comments at most", "Walk round. Note which comments are disputed."),
    (
        12,
        true,
        "The board: line by comment; each disputed one has 90 seconds",
        "Keep the clock. Do not vote. Ask: what would have to be true?",
    ),
    (6, false, "The key, and the failing check", "Open the key. Run the check on a shared screen."),
    (7, false, "Rewrite one comment with the frame, read it aloud", "Settle the facts first, the English after that."),
    (5, false, "Retro: one habit to keep", "Write it where the next review is written."),
];

const HOUR_AND_HALF: &[Row] = &[
    (5, false, "Goal, rules, the one question", "Read the question aloud. Say: nobody is ranked."),
    (18, true, "Solo review, in silence; export it", "Collect the exports. Answer questions about the text only."),
    (10, false, "Pairs: one review from two, five comments at most", "Walk round. Note which comments are disputed."),
    (
        17,
        false,
        "The board: disputed comments, and severity by fingers, 1 to 3",
        "Keep the clock. Do not vote. Fingers first, talk after.",
    ),
    (8, false, "The key, and the failing check", "Open the key. Run the check on a shared screen."),
    (
        17,
        true,
        "Pairs fix it until the check passes, then review the fix of others",
        "First fixes are often wrong: have the list of wrong fixes at hand.",
    ),
    (8, false, "Clinic: one comment of each pair, rewritten", "Settle the facts first, the English after that."),
    (7, false, "Retro: one habit, and the date of the revisit", "Put the revisit into the calendar: in a week."),
];

/// The form for a session of that many minutes; `None` where there is none.
pub fn form(minutes: u32) -> Option<Form> {
    match minutes {
        SHORTEST..60 => Some(Form::Call),
        60..90 => Some(Form::Hour),
        90..=LONGEST => Some(Form::HourAndHalf),
        _ => None,
    }
}

/// The slots of a session, without a gap from 0 to `minutes`; `None` where there is no form for it.
pub fn slots(minutes: u32) -> Option<Vec<Slot>> {
    let rows = match form(minutes)? {
        Form::Call => CALL,
        Form::Hour => HOUR,
        Form::HourAndHalf => HOUR_AND_HALF,
    };
    let planned: u32 = rows.iter().map(|row| row.0).sum();
    let mut spare = minutes - planned;
    let mut takers = u32::try_from(rows.iter().filter(|row| row.1).count()).unwrap_or(1);
    let mut from = 0;
    let slots = rows.iter().map(|&(length, takes, what, lead)| {
        let more = if takes { spare.div_ceil(takers) } else { 0 };
        spare -= more;
        takers -= u32::from(takes);
        let slot = Slot { from, to: from + length + more, what, lead };
        from = slot.to;
        slot
    });
    Some(slots.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_is_filled_without_a_gap() {
        for minutes in SHORTEST..=LONGEST {
            let slots = slots(minutes).unwrap();
            assert_eq!((slots[0].from, slots[slots.len() - 1].to), (0, minutes));
            assert!(slots.windows(2).all(|two| two[0].to == two[1].from && two[0].from < two[0].to));
        }
        assert_eq!((slots(SHORTEST - 1), slots(LONGEST + 1)), (None, None));
    }

    #[test]
    fn the_three_forms_are_as_the_guide_says() {
        let edges = |minutes| slots(minutes).unwrap().iter().map(|slot| slot.to).collect::<Vec<_>>();
        assert_eq!(edges(60), [5, 20, 30, 42, 48, 55, 60]);
        assert_eq!(edges(90), [5, 23, 33, 50, 58, 75, 83, 90]);
        assert_eq!(edges(25), [3, 13, 18, 22, 25]);
        // Ten spare minutes: five for the solo review, five for the board.
        assert_eq!(edges(70), [5, 25, 35, 52, 58, 65, 70]);
    }
}
