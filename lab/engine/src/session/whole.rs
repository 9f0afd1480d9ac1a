//! A whole contract: its own scenes first, then the situations that are generated for all of its promises, and one report for
//! each promise. How either is searched is in the modules beside it.

use super::crossing::{self, Crossed};
use crate::contract::Property;
use crate::plan::Planner;
use crate::search::Bounds;
use crate::tape::Tape;
use protocol::{Asked, Outcome, PropertyReport, Situations, Through};

/// How much a check may do.
#[derive(Debug, Clone)]
pub(crate) struct Purse {
    /// For the scenes of the contract, and for each walk.
    pub(crate) bounds: Bounds,
    /// Executions of the generated situations, together.
    pub(crate) crossed: u64,
    /// Schedules by chance for each failure.
    pub(crate) walks: Option<u64>,
    /// Only failures that go through these lines count. Then nothing is generated: a claim is about what the contract sets up.
    pub(crate) through: Option<Through>,
    /// Nothing more is searched once this property fails.
    pub(crate) until: Option<String>,
}

fn planners(properties: &[Property], only: Option<&str>, bounds: Bounds) -> Vec<Planner> {
    let wanted = properties.iter().filter(|property| only.is_none_or(|id| id == property.id));
    wanted.filter_map(|property| Some(Planner::new(property.id, property.scene()?, bounds))).collect()
}

/// Search all properties, or `only` one of them. `answered` hears of each that has its answer.
///
/// # Errors
///
/// A mistake of the contract: a situation that breaks what is no property.
pub(crate) fn search(
    properties: &[Property],
    only: Option<&str>,
    purse: Purse,
    answered: &mut dyn FnMut(&PropertyReport),
) -> Result<(Vec<PropertyReport>, Asked), String> {
    let mut planners = planners(properties, only, purse.bounds);
    if let Some(through) = &purse.through {
        planners.iter_mut().for_each(|planner| planner.only_through(through.clone()));
    }
    let until = purse.until.as_deref();
    super::search(&mut planners, purse.bounds.executions, until, answered);
    let mut reports: Vec<PropertyReport> = planners.iter_mut().map(Planner::report).collect();
    let fails = |report: &PropertyReport| matches!(report.outcome, Outcome::Fails { .. });
    let is_enough = reports.iter().any(|it| until == Some(&*it.id) && fails(it));
    let has_more = purse.through.is_none() && !is_enough;
    let mut crossed = properties.iter().find_map(Property::situations).filter(|_| has_more).map(|situations| {
        let known = planners.iter().zip(&reports).filter(|(_, report)| fails(report));
        let known = known.map(|(planner, _)| planner.id()).collect();
        let only = only.and_then(|_| planners.first().map(Planner::id));
        Crossed::new(situations(), known, only, purse.bounds)
    });
    if let Some(crossed) = &mut crossed {
        crossed.search(purse.crossed, until, answered);
    }
    let asked = asked(&planners, crossed.as_ref());
    // Last: a schedule by chance can end in a panic that cannot unwind, and after that this thread runs no other.
    for (planner, report) in planners.iter_mut().zip(&mut reports) {
        let fails = matches!(report.outcome, Outcome::Fails { .. });
        report.odds = purse.walks.filter(|_| fails).and_then(|walks| planner.odds(walks));
    }
    for broken in crossed.map_or_else(Vec::new, |mut crossed| crossed.broken(purse.walks)) {
        let Some(known) = reports.iter_mut().find(|report| report.id == broken.id) else {
            return Err(format!("a situation breaks `{}`, and the contract has no such property", broken.id));
        };
        *known = broken;
    }
    Ok((reports, asked))
}

/// Follow a stored tape, of a scene or of a generated situation.
///
/// # Errors
///
/// If it is no tape, or one of a situation that the contract does not have.
pub(crate) fn replay(
    properties: &[Property],
    only: Option<&str>,
    bounds: Bounds,
    tape: &str,
) -> Result<Vec<PropertyReport>, String> {
    let (situation, tape) = crossing::parted(tape);
    let tape: Tape = tape.parse()?;
    let mut planners = planners(properties, only, bounds);
    let Some(situation) = situation else {
        return Ok(planners.iter_mut().map(|planner| planner.replay_tape(&tape)).collect());
    };
    let situations = properties.iter().find_map(Property::situations);
    let crossed = situations.map(|situations| Crossed::new(situations(), Vec::new(), None, bounds));
    let replayed = crossed.and_then(|crossed| crossed.replay(situation, &tape));
    let replayed = replayed.ok_or("the tape is of a situation that the contract does not have")?;
    Ok(planners.iter_mut().map(|planner| planner.report_seen_by(&replayed)).collect())
}

/// How many situations there were, and how far the search came in each.
fn asked(planners: &[Planner], crossed: Option<&Crossed>) -> Asked {
    let written = planners.iter().map(|planner| (planner.reached(), planner.situations()));
    let mut groups = vec![crossing::group(Situations::Written, written)];
    let (generated, executions) = crossed.map_or((Vec::new(), 0), Crossed::groups);
    groups.extend(generated);
    let not_asked = crossed.map_or(&[][..], Crossed::not_asked).iter().map(|words| (*words).to_owned()).collect();
    Asked { groups, executions, not_asked }
}
