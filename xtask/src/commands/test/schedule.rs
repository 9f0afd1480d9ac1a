//! Which command may begin: pure, nothing runs here.
//!
//! Each step is a row of commands, one after the other. A command that writes to a shared folder has that room, where it is the only one. So a
//! step may have to wait between two of its commands, and another one goes on meanwhile.

use super::step::Room;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stands {
    /// Its first command has not begun.
    Fresh,
    /// A command of it runs.
    Runs,
    /// A command of it has ended, and there is another one.
    Between,
    /// There is nothing more to run.
    Over,
}

/// What is known of a step.
#[derive(Debug, Clone, Copy)]
pub(super) struct Turn {
    pub(super) stands: Stands,
    /// Nothing may run beside it.
    pub(super) alone: bool,
    /// Of the command that runs, or that comes next.
    pub(super) room: Option<Room>,
}

/// The step whose next command begins now; `None` where all have to wait. Steps that have begun come first, then the order of
/// the list. One that is alone begins when no other is under way, and then no other goes on before its end.
pub(super) fn next(turns: &[Turn], jobs: usize) -> Option<usize> {
    let running = || turns.iter().filter(|it| it.stands == Stands::Runs);
    let is_under_way = |it: &Turn| matches!(it.stands, Stands::Runs | Stands::Between);
    if running().count() >= jobs {
        return None;
    }
    let alone = turns.iter().position(|it| it.alone && is_under_way(it));
    let may = |at: &usize| {
        let turn = &turns[*at];
        let is_free = turn.room.is_none() || running().all(|it| it.room != turn.room);
        let is_alone = || turns.iter().enumerate().all(|(other, it)| other == *at || !is_under_way(it));
        is_free && alone.is_none_or(|it| it == *at) && (!turn.alone || is_alone())
    };
    let all = |stands| (0..turns.len()).filter(move |at| turns[*at].stands == stands);
    all(Stands::Between).chain(all(Stands::Fresh)).find(may)
}
