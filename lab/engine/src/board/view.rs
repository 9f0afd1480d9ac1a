//! How a schedule stands, as a scheduler would say it. `actors`, `moves` and `held` say their part.

use crate::plan::{Looked, Survey};
use crate::search::End;
use crate::world::{Lane, Lock, World};
use protocol::{ActorKind, ActorView, BoardEnd, Outcome, Row, Standing, View};
use std::collections::BTreeMap;

/// What a lane of the environment is called, as in a counterexample.
pub(super) const ENVIRONMENT: &str = "environment";

/// The answer to order `number`.
pub(super) fn of(number: u64, looked: &Looked<'_>, survey: &Survey) -> View {
    let (world, look) = (looked.world, &looked.look);
    let at_end = looked.end.as_ref().map_or(End::Complete, |(end, _)| end.clone());
    let choices = look.stands.filter(|_| looked.end.is_none());
    let actors = world.actors();
    let locks = world.locks();
    let numbers = locks.iter().enumerate().map(|(i, (lock, _))| (*lock, i as u16)).collect();
    let rows = world.rows(&actors, &numbers);
    let steps = world.steps(&at_end);
    let moves = choices.map_or_else(Vec::new, |choices| world.moves(&choices, survey));
    let mut actors: Vec<ActorView> = actors.into_iter().map(|(_, actor)| actor).collect();
    let environment = steps.iter().any(|it| it.actor == ENVIRONMENT) || moves.iter().any(|it| it.actor == ENVIRONMENT);
    if environment {
        actors.push(ActorView {
            name: ENVIRONMENT.into(),
            is: ActorKind::Environment,
            standing: Standing::Outside,
            at: None,
            next: String::new(),
            spawned_at: None,
        });
    }
    View {
        number,
        tape: look.came_to.tape.to_string(),
        cost: look.came_to.cost,
        steps,
        actors,
        rows,
        locks: locks.into_iter().map(|(_, lock)| lock).collect(),
        queues: world.queues(),
        clock_ms: world.now / 1_000_000,
        log: world.watched.as_ref().map_or_else(Vec::new, |watched| watched.log.clone()),
        moves,
        end: looked.end.as_ref().map(|(end, outcome)| world.end(end, outcome)),
        state: format!("{:016x}-{}", look.came_to.state, world.running),
    }
}

impl World {
    fn end(&self, end: &End, outcome: &Outcome) -> BoardEnd {
        let stuck = if matches!(end, End::Deadlock | End::Leak) { self.stuck() } else { Vec::new() };
        let scene = self.broken_by(end).filter(|_| matches!(outcome, Outcome::Fails { .. })).map(str::to_owned);
        BoardEnd { outcome: outcome.clone(), stuck, breaks: self.broken_promise().or(scene) }
    }

    /// The states that were passed; those that a reader cannot tell from the one before are left out.
    fn rows(&self, actors: &[(Lane, ActorView)], locks: &BTreeMap<Lock, u16>) -> Vec<Row> {
        let place = |lane: &Lane| actors.iter().position(|(it, _)| it == lane);
        // How many steps were told before each event.
        let mut told = vec![0];
        for event in self.recording.iter().flatten() {
            told.push(told.last().copied().unwrap_or(0) + u32::from(event.is_told()));
        }
        let mut rows: Vec<Row> = Vec::new();
        for passed in self.watched.iter().flat_map(|it| &it.passed) {
            let mut letters = vec![' '; actors.len()];
            for (lane, letter) in &passed.letters {
                if let Some(place) = place(lane) {
                    letters[place] = *letter;
                }
            }
            let held = passed.held.iter();
            let held = held.filter_map(|(lock, lane)| Some((*locks.get(lock)?, place(lane)? as u16))).collect();
            let row = Row {
                steps: told[passed.events.min(told.len() - 1)],
                clock_ms: passed.now / 1_000_000,
                standing: letters.into_iter().collect::<String>().trim_end().to_owned(),
                held,
            };
            if rows.last() != Some(&row) {
                rows.push(row);
            }
        }
        rows
    }
}
