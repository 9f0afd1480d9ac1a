//! What a build is at, by what cargo has said so far.

use crate::{event::Event, limits::CRATE_FINISHED};
use supervise::Milestones;

/// Counts crates. Cargo names fresh ones first, and at once: where there are some and no other, the lab was built before,
/// and what is left is the subject.
#[derive(Debug)]
pub(crate) struct BuildState {
    lines: Milestones,
    built: usize,
    fresh: usize,
}

impl BuildState {
    /// Before cargo has said anything.
    pub(crate) fn new() -> BuildState {
        BuildState { lines: Milestones::new(CRATE_FINISHED), built: 0, fresh: 0 }
    }

    /// Takes in what is new of all that cargo has printed.
    pub(crate) fn read(&mut self, stdout: &[u8]) {
        let BuildState { lines, built, fresh } = self;
        lines.each_new(stdout, |line| {
            let is_fresh = line.windows(FRESH.len()).rev().any(|it| it == FRESH);
            *if is_fresh { &mut *fresh } else { &mut *built } += 1;
        });
    }

    /// What it is at now.
    pub(crate) fn event(&self) -> Event {
        // The subject and its contract are two artifacts of one package.
        match (self.built, self.fresh) {
            (0..=2, 1..) => Event::BuildsSubject,
            (crates, _) => Event::BuildsLab { crates },
        }
    }
}

/// How cargo says that it built nothing for a crate.
const FRESH: &[u8] = b"\"fresh\":true";

#[cfg(test)]
mod tests {
    use super::BuildState;
    use crate::event::Event;

    fn after(fresh: usize, built: usize) -> Event {
        let line =
            |fresh: bool| format!("{{\"reason\":\"compiler-artifact\",\"executable\":null,\"fresh\":{fresh}}}\n");
        let all = line(true).repeat(fresh) + &line(false).repeat(built);
        let mut state = BuildState::new();
        // In two parts, the first of which ends in the middle of a line.
        state.read(&all.as_bytes()[..all.len() / 2]);
        state.read(all.as_bytes());
        state.event()
    }

    #[test]
    fn only_a_build_of_the_lab_is_called_one() {
        assert_eq!(after(0, 0), Event::BuildsLab { crates: 0 });
        assert_eq!(after(0, 12), Event::BuildsLab { crates: 12 });
        assert_eq!(after(41, 0), Event::BuildsSubject);
        assert_eq!(after(41, 2), Event::BuildsSubject);
        assert_eq!(after(30, 5), Event::BuildsLab { crates: 5 });
    }
}
