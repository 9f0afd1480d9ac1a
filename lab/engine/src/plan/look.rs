//! A run along the beginning of a tape, for somebody who wants to see where it leads; and what is surveyed before.

use super::Planner;
use super::walk::kind;
use crate::actor::ProcId;
use crate::op::{Needs, ObjectId};
use crate::search::{Bounds, End, Look, Mode, Search, Spot, spot};
use crate::tape::Tape;
use crate::world::objects::Operation;
use crate::world::{Watched, World};
use protocol::{Go, Outcome};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Executions from which a survey learns who touches what, in order of cost, and as many by chance.
const SURVEYED: u64 = 400;

/// What is known of a scene before anybody plays it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Survey {
    /// Which steps are scheduling points in it.
    pub(crate) needs: Needs,
    /// Where steps are called that touch what nobody else touches.
    pub(crate) calm: Rc<BTreeSet<Spot>>,
}

/// A schedule that stands still, or is over.
pub(crate) struct Looked<'p> {
    pub(crate) world: &'p World,
    /// How far it came.
    pub(crate) look: Look,
    /// How it ended: the end, and what a verdict says of it.
    pub(crate) end: Option<(End, Outcome)>,
}

impl Planner {
    /// Who touches what: learned from schedules up to one departure, and from some by chance. A failure ends none of it.
    pub(crate) fn survey(&mut self) -> Survey {
        let (mut shared, mut seen) = (BTreeSet::new(), BTreeSet::new());
        for mode in [Mode::Bounded(1), Mode::Random(super::SEED)] {
            self.world.recording = Some(Vec::new());
            let bounds = Bounds { executions: SURVEYED, spurious: 0, ..self.bounds };
            self.explore(Search::new(mode, bounds), &mut |world, _| touched(world, &mut seen, &mut shared));
        }
        self.world.recording = None;
        let needs = self.world.needs;
        Survey { needs, calm: Rc::new(&seen - &shared) }
    }

    /// Follow `tape`, and stop where it ends, or a little further.
    ///
    /// # Errors
    ///
    /// Where the tape cannot be followed, or meets what is not modelled: one sentence without a final dot.
    pub(crate) fn look(&mut self, tape: &Tape, go: Go, calm: Option<Rc<BTreeSet<Spot>>>) -> Result<Looked<'_>, String> {
        crate::panics::during(self.id);
        self.world.needs = tape.needs();
        self.world.recording = Some(Vec::new());
        self.world.watched = Some(Watched::default());
        let bounds = Bounds { executions: u64::MAX, spurious: self.bounds.spurious.max(1), ..self.bounds };
        let (search, refused) =
            self.explore(Search::looking(tape.clone(), Look::new(go, calm), bounds), &mut |_, _| {});
        if let Some(message) = refused {
            return Err(message);
        }
        if let Some(message) = search.diverged {
            return Err(message);
        }
        self.world.pass();
        let end = search.end.clone().map(|end| {
            let outcome = match (&end, kind(&end, &self.world)) {
                (End::TooManySteps, _) => Outcome::TooManySteps { message: self.world.sentence(&end) },
                (_, Some(kind)) => Outcome::Fails { kind, message: self.world.sentence(&end) },
                _ => Outcome::Holds,
            };
            (end, outcome)
        });
        let look = search.look.expect("it was given one");
        Ok(Looked { world: &self.world, look, end })
    }

    /// What was kept for the last look is not needed any more.
    pub(crate) fn looked(&mut self) {
        (self.world.recording, self.world.watched) = (None, None);
    }
}

/// The objects of one execution: whose steps touched them, from where.
fn touched(world: &World, seen: &mut BTreeSet<Spot>, shared: &mut BTreeSet<Spot>) {
    let mut of: BTreeMap<ObjectId, (BTreeSet<ProcId>, bool, BTreeSet<Spot>)> = BTreeMap::new();
    for event in world.recording.iter().flatten() {
        let spot = spot(&event.op);
        seen.extend(spot);
        for (object, writes) in event.op.what.footprint(event.op.object).iter() {
            let (who, written, spots) = of.entry(object).or_default();
            who.insert(event.process);
            *written |= writes;
            spots.extend(spot);
        }
    }
    for (who, written, spots) in of.into_values() {
        if who.len() > 1 && written {
            shared.extend(spots);
        }
    }
}
