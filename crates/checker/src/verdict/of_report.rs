//! The verdict on a whole report of ours.

use super::{Asked, Judged};
use protocol::{Outcome, PropertyReport, Report, Verdict};
use records::figures::counted;

/// The verdict that its properties come to.
pub(super) fn judge(mut report: Report, asked: &Asked<'_>) -> Judged {
    let mut words = Vec::new();
    let mut worst = if asked.only.is_some() || asked.replay { Verdict::Holds } else { Verdict::Solved };
    let fails = |it: &PropertyReport| matches!(it.outcome, Outcome::Fails { .. });
    let was_enough = report.properties.iter().any(|it| asked.until == Some(&*it.id) && fails(it));
    for property in &mut report.properties {
        if property.outcome == Outcome::Holds && !asked.replay && searched_too_little(property) {
            property.outcome = Outcome::Undecided;
        }
        let verdict = match &property.outcome {
            // Not asked any more.
            Outcome::Undecided if was_enough => continue,
            Outcome::Undecided => {
                words.push(format!(
                    "{}: no answer; not every schedule of cost {} was run in the {} executions of this check",
                    property.id,
                    property.coverage.cost_bound.map_or(0, |bound| bound + 1),
                    counted(asked.limits.executions),
                ));
                Verdict::Undecided
            }
            Outcome::Holds => continue,
            Outcome::Fails { .. } => Verdict::StillBroken,
            Outcome::TooManySteps { message } => {
                words.push(format!("{}: too many steps in one schedule: {message}", property.id));
                Verdict::OverLimit
            }
            Outcome::Diverged { message } => {
                words.push(format!(
                    "{}: the same choices led to another place: {message}. Something outside the lab decides, \
                     such as an address, a random number or the real clock",
                    property.id
                ));
                Verdict::NotModelled
            }
            Outcome::NotModelled { message } => {
                words.push(format!("{}: {message}", property.id));
                Verdict::NotModelled
            }
        };
        if rank(verdict) > rank(worst) {
            worst = verdict;
        }
    }
    Judged { verdict: worst, properties: report.properties, words, asked: report.asked, longer: None }
}

/// Whether a property "held" without every schedule of cost 0 and 1 having been run. That is no ground for a pass.
fn searched_too_little(property: &PropertyReport) -> bool {
    !property.coverage.exhausted && property.coverage.cost_bound < Some(1)
}

/// Which verdict a run gets when its properties differ: a failure that was shown counts most.
fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::StillBroken => 4,
        Verdict::NotModelled => 3,
        Verdict::OverLimit => 2,
        Verdict::Undecided => 1,
        _ => 0,
    }
}
