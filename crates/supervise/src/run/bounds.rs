//! Whether it is enough: the bounds that the tool itself watches, and what is asked before one of them ends a job.

use super::{Asked, Reached, Running, TO_END, Why};
use crate::{
    AT_WORK, keeper, signals,
    stall::Stalled,
    wire::{ASK, END},
};
use protocol::marks::END_OF_STACKS;
use std::time::{Duration, Instant};

/// How long a program that hangs may take to print its stacks, where it does not compute for that time.
const TO_ANSWER: Duration = Duration::from_millis(350);
/// How much processor time it may use for them. It reads its own debug information then, and what hangs may spin beside.
const TO_ANSWER_CPU: Duration = Duration::from_secs(1);
/// How many times [`TO_ANSWER`] a program is given that the machine does not let run.
const ANSWER_AT_MOST: u32 = 60;
/// How many times its wall limit a program is given that the machine does not let run.
const STARVED_AT_MOST: u32 = 6;
/// Room for the stacks, whatever was printed before them.
const STACKS: usize = 256 << 10;

impl Running {
    /// Decides whether it is enough.
    pub(super) fn look(&mut self) {
        if let Some((_, since)) = self.why {
            signals::at_work();
            if since.elapsed() > TO_END && !self.gone {
                self.gone = true;
            }
            return;
        }
        let why = if signals::caught() {
            Some(Why::Interrupted)
        } else if self.job.cancel.is_cancelled() {
            Some(Why::Cancelled)
        } else {
            self.reached().map(Why::Reached)
        };
        if let Some(why) = why {
            self.why = Some((why, Instant::now()));
            self.tell(END);
        }
    }

    fn reached(&mut self) -> Option<Reached> {
        let printed = self.ended.stdout.total() + self.ended.stderr.total();
        if self.job.limits.output.is_some_and(|most| printed > most) {
            return Some(Reached::Output);
        }
        if self.job.limits.quiet.is_some_and(|quiet| self.is_silent(quiet)) {
            return Some(Reached::Quiet);
        }
        let Some(asked) = self.asked else {
            let bound = self.stalled().map(Reached::Stalled).or_else(|| self.out_of_time())?;
            self.asked = Some(Asked { at: Instant::now(), cpu: self.leader_work().map(|it| it.cpu), bound });
            self.ended.stderr.make_room(STACKS);
            self.tell(ASK);
            return None;
        };
        let told = self.answered || ends_with_stacks(self.ended.stderr.bytes());
        (told || self.had_time_to_answer(&asked)).then_some(asked.bound)
    }

    /// Whether it does not print its stacks, though the machine let it. The clock alone would say that of each program on
    /// a busy machine: what is asked last reads megabytes of debug information before its first line.
    fn had_time_to_answer(&self, asked: &Asked) -> bool {
        let used = self
            .leader_work()
            .zip(asked.cpu)
            .map(|(work, before)| Used { cpu: work.cpu.saturating_sub(before), computes: work.wants || work.blocked });
        time_to_answer_is_over(asked.at.elapsed(), used)
    }

    fn leader_work(&self) -> Option<keeper::tree::Work> {
        self.leader.and_then(keeper::tree::work_of)
    }

    fn out_of_time(&self) -> Option<Reached> {
        let wall = self.job.wall?;
        let elapsed = self.started.elapsed();
        let over = elapsed >= wall && (elapsed >= wall * STARVED_AT_MOST || !self.is_starved(wall));
        over.then_some(Reached::Wall)
    }

    fn stalled(&mut self) -> Option<Stalled> {
        let (stall, now) = (self.stall.as_mut()?, Instant::now());
        if !stall.is_due(now) {
            return None;
        }
        let work = self.leader.and_then(keeper::tree::work_of);
        stall.look_at(now, self.ended.report.total(), self.job.turns.as_ref(), work.as_ref())
    }

    /// Whether it has not got on for so long. Real time alone says little: a job that used a twentieth of a processor
    /// since then is at work, on a busy machine perhaps. That time is bounded as well.
    fn is_silent(&self, quiet: Duration) -> bool {
        let since = self.got_on.at.elapsed();
        let works = self.work.saturating_sub(self.got_on.work) >= since / 20;
        since >= quiet && (!works || since >= quiet * AT_WORK)
    }

    /// Whether it wants to run, and the machine has let it do so for less than a quarter of its time. Then the clock says
    /// something about the machine, and nothing about the program.
    fn is_starved(&self, wall: Duration) -> bool {
        self.asked.is_none() && self.leader_work().is_some_and(|it| it.wants && it.cpu < wall / 4)
    }
}

/// What a program has done since it was asked for its stacks.
#[derive(Clone, Copy)]
struct Used {
    cpu: Duration,
    /// A thread of it wants to run, or waits for the disk.
    computes: bool,
}

fn time_to_answer_is_over(passed: Duration, used: Option<Used>) -> bool {
    let may_still = used.is_some_and(|it| it.computes && it.cpu < TO_ANSWER_CPU);
    passed >= TO_ANSWER && (!may_still || passed >= TO_ANSWER * ANSWER_AT_MOST)
}

fn ends_with_stacks(bytes: &[u8]) -> bool {
    String::from_utf8_lossy(&bytes[bytes.len().saturating_sub(200)..]).contains(END_OF_STACKS)
}

#[cfg(test)]
mod tests {
    use super::{ANSWER_AT_MOST, TO_ANSWER, TO_ANSWER_CPU, Used, time_to_answer_is_over};
    use std::time::Duration;

    fn over(times: u32, cpu: Duration, computes: bool) -> bool {
        time_to_answer_is_over(TO_ANSWER * times, Some(Used { cpu, computes }))
    }

    #[test]
    fn a_program_that_is_not_let_run_keeps_its_time_to_answer() {
        assert!(!over(0, TO_ANSWER_CPU * 2, true), "it has this time whatever it does");
        assert!(!over(20, TO_ANSWER_CPU / 4, true), "the machine does not let it run");
        assert!(over(1, Duration::ZERO, false), "it waits, and prints nothing");
        assert!(over(20, TO_ANSWER_CPU, true), "it computes, and prints nothing");
        assert!(over(ANSWER_AT_MOST, Duration::ZERO, true), "the machine is no reason for ever");
        assert!(time_to_answer_is_over(TO_ANSWER, None), "the system does not tell");
    }
}
