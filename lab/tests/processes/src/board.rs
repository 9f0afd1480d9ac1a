//! "Somebody decides who moves", below a supervisor: a process has a lane, its end is a move, and a zombie is seen.

use crate::{BOUNDS, sh};
use lab::explore::Played;
use protocol::{ActorKind, Go, Outcome, Stand, Standing};

fn at(tape: &str) -> Stand {
    Stand { tape: tape.into(), ..Stand::default() }
}

fn waits_for_a_child() {
    let mut child = sh("exit 3").spawn().unwrap();
    lab::pause();
    assert_eq!(child.wait().unwrap().code(), Some(3));
}

#[test]
fn the_end_of_a_process_is_a_move() {
    let mut played = Played::of(BOUNDS, waits_for_a_child);
    let view = played.stand(&at("t0")).expect("it was started");
    let child = view.actors.iter().find(|it| it.is == ActorKind::Process).expect("a process");
    assert_eq!((&child.standing, &*child.next), (&Standing::Ready, "exits with 3"));
    let moves: Vec<_> = view.moves.iter().map(|it| (&*it.choice, &*it.actor, it.departs)).collect();
    assert_eq!(moves, [("t0", "contract", false), ("p0", &*child.name, true)]);
    let early = played.stand(&at("t0 p0")).expect("it ends at once");
    assert_eq!((&early.actors[1].standing, early.cost), (&Standing::Zombie, 1));
    let over = played.stand(&Stand { go: Go::End, ..at("t0 p0") }).expect("to the end");
    assert_eq!(over.end.map(|end| end.outcome), Some(Outcome::Holds));
    assert_eq!(over.actors[1].standing, Standing::Ended);
}

#[test]
fn who_waits_for_a_process_says_so() {
    let mut played = Played::of(BOUNDS, waits_for_a_child);
    let view = played.stand(&at("t0*2")).expect("a tape");
    assert_eq!(view.actors[0].standing.words(), "waits for the end of pid 1001");
    assert_eq!(view.moves.len(), 1, "{:?}", view.moves);
}
