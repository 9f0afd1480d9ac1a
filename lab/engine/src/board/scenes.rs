//! What can be played: the scene of each property, and each generated situation.

use super::view;
use crate::contract::Property;
use crate::plan::{Planner, Survey};
use crate::search::Bounds;
use crate::session::{self, situated, situation_of};
use crate::tape::Tape;
use crate::world::LooksFor;
use protocol::{PropertyReport, Stand, View};
use std::collections::BTreeMap;

/// The scenes of a contract.
pub(crate) struct Scenes {
    properties: Vec<Property>,
    bounds: Bounds,
    surveys: BTreeMap<(usize, Option<usize>), Survey>,
}

impl Scenes {
    pub(crate) fn new(properties: &[Property], bounds: Bounds) -> Scenes {
        Scenes { properties: properties.to_vec(), bounds, surveys: BTreeMap::new() }
    }

    /// The properties with a scene of their own.
    pub(crate) fn names(&self) -> Vec<String> {
        self.properties.iter().filter(|it| it.scene().is_some()).map(|it| it.id.to_owned()).collect()
    }

    fn place(&self, property: &str) -> Result<usize, String> {
        let place = self.properties.iter().position(|it| it.id == property && it.scene().is_some());
        place.ok_or_else(|| format!("the contract has no property `{property}`"))
    }

    /// A search of nothing yet, of the scene of a property, or of a situation.
    fn planner(&self, place: usize, situation: Option<usize>) -> Result<Planner, String> {
        let property = self.properties[place];
        let Some(i) = situation else {
            let scene = property.scene().ok_or("the property has no scene")?;
            return Ok(Planner::new(property.id, scene, self.bounds));
        };
        let crossing = self.properties.iter().find_map(Property::situations).map(|situations| situations());
        let none = "the tape is of a situation that the contract does not have";
        let crossing = crossing.ok_or(none)?;
        let looks_for = LooksFor { muted: Vec::new(), only: None, otherwise: crossing.otherwise };
        Ok(Planner::situation(crossing.situations.get(i).ok_or(none)?, looks_for, self.bounds))
    }

    /// How things stand after a tape.
    pub(crate) fn stand(&mut self, number: u64, property: &str, stand: &Stand) -> Result<View, String> {
        let place = self.place(property)?;
        let (situation, tape) = situation_of(&stand.tape);
        let tape: Tape = tape.parse()?;
        // A tape has its runtime; where there is none yet, the record's counts.
        let before = crate::runtime::runtime();
        if !tape.is_blank() {
            crate::choose_runtime(tape.runtime());
        }
        let view = self.stand_there(number, (place, situation), &tape, stand);
        crate::choose_runtime(before);
        view
    }

    fn stand_there(
        &mut self,
        number: u64,
        (place, situation): (usize, Option<usize>),
        tape: &Tape,
        stand: &Stand,
    ) -> Result<View, String> {
        let mut planner = self.planner(place, situation)?;
        let survey = match self.surveys.get(&(place, situation)) {
            Some(survey) => survey.clone(),
            None => {
                let survey = self.planner(place, situation)?.survey();
                self.surveys.insert((place, situation), survey.clone());
                survey
            }
        };
        // A tape says which steps it counts. Where there is none yet, all are counted that this scene needs.
        let tape = if tape.is_blank() { Tape::empty(survey.needs) } else { tape.clone() };
        let calm = stand.contended_only.then(|| survey.calm.clone());
        let looked = planner.look(&tape, stand.go, calm)?;
        let mut view = view::of(number, &looked, &survey);
        if let Some(i) = situation {
            view.tape = situated(i, &view.tape);
        }
        planner.looked();
        Ok(view)
    }

    /// The cheapest failure of a property's scene, as a check looks for it.
    pub(crate) fn cheapest(&mut self, property: &str) -> Result<PropertyReport, String> {
        let mut planners = vec![self.planner(self.place(property)?, None)?];
        session::search(&mut planners, self.bounds.executions, None, &mut |_| {});
        Ok(planners.remove(0).report())
    }
}
