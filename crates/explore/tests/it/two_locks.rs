//! A scene small enough to be written by hand: two threads that take two locks in two orders. It answers as a lab does.

use checker::BoardError;
use explore::game::Lab;
use explore::tape;
use protocol::{
    ActorKind, ActorView, BoardEnd, Counterexample, Coverage, Go, Holder, Kind, LockView, Move, Outcome, Place,
    PropertyReport, Row, Stand, Standing, Step, Stuck, View, Weight,
};

/// Who takes which lock, in which line: first, then second; then both are free again.
const ORDERS: [(&str, [(usize, u32); 2]); 2] = [("contract", [(0, 3), (1, 4)]), ("other", [(1, 8), (0, 9)])];
const LOCKS: [&str; 2] = ["Service.tasks", "Service.exits"];

/// What the code of it looks like.
pub(crate) const CODE: &str = "\
fn create(service: &Service) {
    // The order of the table.
    let mut tasks = service.tasks.lock().unwrap();
    let mut exits = service.exits.lock().unwrap();
    tasks.record(exits.next());
}
fn exited(service: &Service) {
    let mut exits = service.exits.lock().unwrap();
    let mut tasks = service.tasks.lock().unwrap();
    exits.tell(tasks.of());
}
";

/// The lab of this scene.
#[derive(Default)]
pub(crate) struct TwoLocks {
    /// At the next question it is gone.
    pub(crate) dies: bool,
    /// Questions so far.
    pub(crate) asked: usize,
}

fn at(line: u32) -> Option<Place> {
    Some(Place { file: "src/lib.rs".into(), line })
}

impl Lab for TwoLocks {
    fn stand(&mut self, _: &str, stand: Stand) -> Result<View, BoardError> {
        self.asked += 1;
        if std::mem::take(&mut self.dies) {
            return Err(BoardError::Gone("the lab process of this board is gone: it was ended".into()));
        }
        let mut choices: Vec<String> = tape::parts(&stand.tape).1.into_iter().map(str::to_owned).collect();
        loop {
            let view = view(&choices)?;
            match (stand.go, view.moves.len()) {
                (Go::End, 1..) | (Go::Choice, 1) => choices.push(view.moves[0].choice.clone()),
                _ => return Ok(view),
            }
        }
    }

    fn cheapest(&mut self, _: &str) -> Result<PropertyReport, BoardError> {
        let found = view(&["t0".into(), "t1".into()])?;
        let end = found.end.expect("both wait");
        Ok(PropertyReport {
            id: "create-returns".into(),
            outcome: end.outcome,
            coverage: Coverage {
                executions: 3,
                representatives: 0,
                exhausted: false,
                cost_bound: Some(0),
                polls_limited_to: None,
                atomics: false,
                spurious_wakeups: None,
                runtime: protocol::Runtime::default(),
            },
            counterexample: Some(Counterexample {
                cost: 1,
                found_at: 3,
                tape: "t0 t1".into(),
                steps: found.steps,
                stuck: end.stuck,
                breaks: None,
                situation: None,
            }),
            odds: None,
        })
    }
}

fn view(choices: &[String]) -> Result<View, BoardError> {
    let mut done = [0_usize; 2];
    let mut held: [Option<(usize, u32)>; 2] = [None; 2];
    let (mut cost, mut running) = (0, 0);
    let (mut steps, mut rows) = (Vec::new(), Vec::new());
    let standing = |done: &[usize; 2], held: &[Option<(usize, u32)>; 2], running: usize, who: usize| {
        let Some((lock, _)) = ORDERS[who].1.get(done[who]) else { return Standing::Ended };
        match held[*lock] {
            Some((holder, step)) => Standing::Waits {
                what: format!("the lock {}", LOCKS[*lock]),
                held_by: Some(ORDERS[holder].0.into()),
                since: steps_line(holder, *lock, step),
                until_ms: None,
            },
            None if who == running => Standing::Running,
            None => Standing::Ready,
        }
    };
    fn steps_line(holder: usize, lock: usize, _: u32) -> Option<Place> {
        ORDERS[holder].1.iter().find(|(it, _)| *it == lock).and_then(|(_, line)| at(*line))
    }
    let row = |steps: usize, done: &[usize; 2], held: &[Option<(usize, u32)>; 2], running: usize| Row {
        steps: steps as u32,
        clock_ms: 0,
        standing: (0..2).map(|who| standing(done, held, running, who).letter()).collect(),
        held: (0..2).filter_map(|lock| Some((lock as u16, held[lock]?.0 as u16))).collect(),
    };
    rows.push(row(0, &done, &held, running));
    for (i, choice) in choices.iter().enumerate() {
        let who = usize::from(choice == "t1");
        if !standing(&done, &held, running, who).can_move() {
            let why = format!("step {} of the tape: that thread cannot move here", i + 1);
            return Err(BoardError::Refused(why));
        }
        let departs = who != running && standing(&done, &held, running, running).can_move();
        cost += u32::from(departs);
        running = who;
        let (lock, line) = ORDERS[who].1[done[who]];
        done[who] += 1;
        held[lock] = Some((who, i as u32 + 1));
        if done[who] == 2 {
            held.iter_mut().filter(|it| it.is_some_and(|(holder, _)| holder == who)).for_each(|it| *it = None);
        }
        steps.push(Step {
            n: i as u32 + 1,
            actor: ORDERS[who].0.into(),
            text: format!("locks {}", LOCKS[lock]),
            at: at(line),
            clock_ms: 0,
            departs,
            note: None,
            weight: Weight::Plain,
        });
        rows.push(row(i + 1, &done, &held, running));
    }
    let actors: Vec<ActorView> = (0..2)
        .map(|who| {
            let next = ORDERS[who].1.get(done[who]);
            ActorView {
                name: ORDERS[who].0.into(),
                is: ActorKind::Thread,
                standing: standing(&done, &held, running, who),
                at: next.and_then(|(_, line)| at(*line)),
                next: next.map_or_else(String::new, |(lock, _)| format!("locks {}", LOCKS[*lock])),
                spawned_at: None,
            }
        })
        .collect();
    let can = |who: usize| actors[who].standing.can_move();
    let order = [running, 1 - running];
    let moves: Vec<Move> = order
        .into_iter()
        .filter(|who| can(*who))
        .map(|who| Move {
            choice: format!("t{who}"),
            actor: actors[who].name.clone(),
            text: actors[who].next.clone(),
            at: actors[who].at.clone(),
            departs: who != running && can(running),
            contended: true,
        })
        .collect();
    let stuck: Vec<Stuck> = actors
        .iter()
        .filter_map(|it| match &it.standing {
            Standing::Waits { what, held_by, since, .. } => Some(Stuck {
                actor: it.name.clone(),
                waits_for: what.clone(),
                at: it.at.clone(),
                held_by: held_by.clone(),
                held_since: since.clone(),
                spawned_at: None,
            }),
            _ => None,
        })
        .collect();
    let end = moves.is_empty().then(|| BoardEnd {
        outcome: match stuck.first() {
            Some(first) => Outcome::Fails {
                kind: Kind::Deadlock,
                message: format!("{} waits for ever for {}", first.actor, first.waits_for),
            },
            None => Outcome::Holds,
        },
        stuck,
        breaks: None,
    });
    let locks = (0..2)
        .map(|lock| LockView {
            name: LOCKS[lock].into(),
            holders: held[lock]
                .map(|(who, step)| Holder {
                    actor: ORDERS[who].0.into(),
                    since: steps_line(who, lock, step),
                    since_step: Some(step),
                })
                .into_iter()
                .collect(),
            wanted_by: Vec::new(),
        })
        .collect();
    Ok(View {
        number: 0,
        tape: choices.join(" "),
        cost,
        steps,
        actors,
        rows,
        locks,
        queues: Vec::new(),
        clock_ms: 0,
        log: Vec::new(),
        moves,
        end,
        state: String::new(),
    })
}
