//! Plays of a small scene, and what is drawn of them.

mod pictures;
mod plays;
mod real;
mod traces;
mod two_locks;

use explore::game::{Best, Game, Lab};
use protocol::Stand;
use two_locks::TwoLocks;

/// A play of the small scene, at its beginning.
fn game(lab: &mut TwoLocks) -> Game {
    let best = Best::of(&lab.cheapest("create-returns").expect("it fails"));
    let now = lab.stand("create-returns", Stand::default()).expect("the beginning");
    let (title, statement) = ("exercise-2 · buggy", "A start returns the pid, however early the process dies");
    Game::new(title.into(), "create-returns".into(), statement.into(), now, best)
}
