//! Whether a program still gets anywhere. A search that works on a busy machine uses little processor time in much real
//! time, and is as good as any other. So neither clock alone says that a run hangs: it has to get no further while it
//! uses processor time, or to do nothing while it could.
//!
//! That it gets on, it says itself, by a word on the report's pipe.

use crate::{Turns, keeper::tree::Work};
use std::time::{Duration, Instant};

/// How a program gets no further.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stalled {
    /// It uses processor time, and says nothing.
    Computes,
    /// It does nothing.
    Waits,
}

/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(50);
/// The most that counts between two looks: where more has passed, we were not running ourselves.
const MOST: Duration = Duration::from_millis(250);

/// How many times as long a program may wait where no signal ends the wait.
const BLOCKED: u32 = 6;

/// What was seen of a program since it last said something.
#[derive(Debug)]
pub(crate) struct Stall {
    limit: Duration,
    /// Bytes that it has said.
    said: u64,
    /// When it was last looked at, and how much processor time it had used by then.
    seen: (Instant, Duration),
    computed: Duration,
    waited: Duration,
}

impl Stall {
    pub(crate) fn new(limit: Duration, now: Instant) -> Stall {
        Stall { limit, said: 0, seen: (now, Duration::ZERO), computed: Duration::ZERO, waited: Duration::ZERO }
    }

    /// Whether it is time for another look.
    pub(crate) fn is_due(&self, now: Instant) -> bool {
        now.duration_since(self.seen.0) >= LOOK
    }

    /// Looks at a program that may be one that stays. An answer is a word like any other, and while it owes none it may do
    /// nothing for as long as it likes.
    pub(crate) fn look_at(
        &mut self,
        now: Instant,
        said: u64,
        turns: Option<&Turns>,
        work: Option<&Work>,
    ) -> Option<Stalled> {
        let stalled = self.look(now, said + turns.map_or(0, Turns::count), work);
        if turns.is_none_or(Turns::owes) {
            return stalled;
        }
        (self.computed, self.waited) = (Duration::ZERO, Duration::ZERO);
        None
    }

    /// Looks. `work` is `None` where the system does not tell: then only its own words count.
    fn look(&mut self, now: Instant, said: u64, work: Option<&Work>) -> Option<Stalled> {
        let passed = now.duration_since(self.seen.0).min(MOST);
        let used = work.map_or(Duration::ZERO, |work| work.cpu.saturating_sub(self.seen.1));
        self.seen = (now, self.seen.1 + used);
        if said != self.said {
            (self.said, self.computed, self.waited) = (said, Duration::ZERO, Duration::ZERO);
            return None;
        }
        self.computed += used;
        // A program that wants to run and is not let waits for the machine, and for nothing of its own.
        let idle = work.is_none_or(|work| !work.wants) && used * 4 < passed;
        // A slow disk is the machine's as well; but not every such wait ends.
        let share = if work.is_some_and(|work| work.blocked) { BLOCKED } else { 1 };
        self.waited += if idle { passed / share } else { Duration::ZERO };
        match () {
            () if self.computed >= self.limit => Some(Stalled::Computes),
            () if self.waited >= self.limit => Some(Stalled::Waits),
            () => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Stall, Stalled};
    use crate::{Turns, keeper::tree::Work};
    use std::time::{Duration, Instant};

    const MS: Duration = Duration::from_millis(1);

    /// What is made of a program in so many looks, 100 ms apart. Each look is given what it used in that time, whether it
    /// wants to run, and whether it has said something.
    fn after(looks: u32, used: Duration, wants: bool, says: impl Fn(u32) -> bool) -> Option<Stalled> {
        in_state(looks, used, (wants, false), says)
    }

    fn in_state(
        looks: u32,
        used: Duration,
        (wants, blocked): (bool, bool),
        says: impl Fn(u32) -> bool,
    ) -> Option<Stalled> {
        let start = Instant::now();
        let mut stall = Stall::new(1000 * MS, start);
        let (mut said, mut cpu) = (0, Duration::ZERO);
        (1..=looks).find_map(|look| {
            cpu += used;
            said += u64::from(says(look));
            stall.look(start + 100 * MS * look, said, Some(&Work { cpu, wants, blocked }))
        })
    }

    #[test]
    fn a_loop_that_says_nothing_is_ended_by_its_processor_time() {
        assert_eq!(after(9, 100 * MS, true, |_| false), None);
        assert_eq!(after(10, 100 * MS, true, |_| false), Some(Stalled::Computes));
    }

    #[test]
    fn a_program_that_does_nothing_is_ended_by_the_clock() {
        assert_eq!(after(9, Duration::ZERO, false, |_| false), None);
        assert_eq!(after(10, Duration::ZERO, false, |_| false), Some(Stalled::Waits));
        // A tick now and then is no work.
        assert_eq!(after(10, 10 * MS, false, |_| false), Some(Stalled::Waits));
    }

    #[test]
    fn a_wait_for_the_disk_may_take_longer_and_not_for_ever() {
        assert_eq!(in_state(59, Duration::ZERO, (false, true), |_| false), None);
        assert_eq!(in_state(61, Duration::ZERO, (false, true), |_| false), Some(Stalled::Waits));
        assert_eq!(in_state(1000, Duration::ZERO, (false, true), |look| look % 50 == 0), None);
    }

    #[test]
    fn a_busy_machine_ends_nothing() {
        // It gets a fiftieth of a processor: 2 s of its own in 100 s, with a word after each half second of them.
        assert_eq!(after(1000, 2 * MS, true, |look| look % 250 == 0), None);
        // Not a word, and hardly any processor time: it is the machine that is slow.
        assert_eq!(after(499, 2 * MS, true, |_| false), None);
        assert_eq!(after(500, 2 * MS, true, |_| false), Some(Stalled::Computes));
    }

    #[test]
    fn a_word_begins_anew() {
        assert_eq!(after(1000, 100 * MS, true, |look| look % 9 == 0), None);
        assert_eq!(after(1000, Duration::ZERO, false, |look| look % 9 == 0), None);
    }

    /// A second of looks, with nothing done and nothing said.
    fn still_for_a_second(stall: &mut Stall, at: &mut Instant, turns: &Turns) -> Option<Stalled> {
        (0..10).find_map(|_| {
            *at += 100 * MS;
            stall.look_at(*at, 0, Some(turns), Some(&Work { cpu: Duration::ZERO, wants: false, blocked: false }))
        })
    }

    #[test]
    fn a_program_that_stays_is_bounded_while_it_owes_an_answer() {
        let (mut at, turns) = (Instant::now(), Turns::default());
        let mut stall = Stall::new(1000 * MS, at);
        assert_eq!(still_for_a_second(&mut stall, &mut at, &turns), Some(Stalled::Waits), "it did not come");
        turns.answered();
        for _ in 0..100 {
            assert_eq!(still_for_a_second(&mut stall, &mut at, &turns), None, "it was not asked");
        }
        turns.ask();
        assert_eq!(still_for_a_second(&mut stall, &mut at, &turns), None, "the first look counts from the question");
        assert_eq!(still_for_a_second(&mut stall, &mut at, &turns), Some(Stalled::Waits));
    }

    #[test]
    fn many_answers_are_no_long_one() {
        let (start, turns) = (Instant::now(), Turns::default());
        let mut stall = Stall::new(1000 * MS, start);
        for look in 1..1000 {
            turns.answered();
            turns.ask();
            let work = Work { cpu: 100 * MS * look, wants: true, blocked: false };
            assert_eq!(stall.look_at(start + 100 * MS * look, 0, Some(&turns), Some(&work)), None);
        }
    }

    #[test]
    fn a_tool_that_was_stopped_itself_counts_a_moment_only() {
        let start = Instant::now();
        let mut stall = Stall::new(1000 * MS, start);
        let still = Work { cpu: Duration::ZERO, wants: false, blocked: false };
        assert_eq!(stall.look(start + 3_600_000 * MS, 0, Some(&still)), None);
    }
}
