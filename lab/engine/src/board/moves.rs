//! What may come next.

use super::view::ENVIRONMENT;
use crate::actor::{Actor, ProcId};
use crate::op::Op;
use crate::places;
use crate::plan::Survey;
use crate::search::{Choices, is_calm};
use crate::tape::Tape;
use crate::world::objects::{Operation, What};
use crate::world::{Event, World};
use protocol::Move;

impl World {
    /// How a step reads that has not happened.
    pub(super) fn planned(&self, process: ProcId, op: Op, way: u8) -> String {
        let event = Event {
            process,
            op,
            answer: u32::from(way),
            now: self.now,
            departs: false,
            words: None,
            note: None,
            hidden: false,
            actor: None,
            place: None,
            wanted: false,
            stays: false,
        };
        op.what.plan(self, &event)
    }

    /// What may come next, the default move first.
    pub(super) fn moves(&self, choices: &Choices, survey: &Survey) -> Vec<Move> {
        let mut moves = Vec::new();
        let first = choices.enabled.iter().filter(|p| *p == choices.first);
        for p in first.chain(choices.enabled.iter().filter(|p| *p != choices.first)) {
            let op = self.op_of(p);
            for way in 0..self.ways(&op).max(1) {
                moves.push(Move {
                    choice: Tape::word(p, way),
                    actor: self.mover(p, way),
                    text: self.planned(p, op, way),
                    at: op.at.filter(|at| places::is_named(at)).map(places::of),
                    departs: choices.departs(self, p, way),
                    contended: !is_calm(self, &op, &survey.calm),
                });
            }
        }
        moves
    }

    fn mover(&self, p: ProcId, way: u8) -> String {
        let asked = |t: usize| {
            let question = self.watched.iter().flat_map(|it| &it.questions).find(|it| it.thread == t)?;
            question.answers.get(usize::from(way)).map(|(actor, _)| actor.clone())
        };
        match p.actor() {
            Actor::Thread(t) => match self.threads[t].op.what {
                What::Environment(_) => asked(t).unwrap_or_else(|| self.name_of(t)),
                _ => self.name_of(t),
            },
            Actor::Child(slot) => self.kernel.name_of(slot),
            Actor::Timer(_) | Actor::Spurious(_) => ENVIRONMENT.into(),
        }
    }
}
