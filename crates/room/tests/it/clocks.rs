//! The clock of a stage: it goes on with the clock of the room, and a machine whose time was set back shows no stage before its
//! beginning.

use crate::client::{Browser, Server};
use room::{clock::Clock, stage::Stage};
use std::time::Duration;

/// Milliseconds that the stage has run, as a page reckons it.
fn gone(who: &mut Browser) -> i64 {
    let state = who.get("/api/state").value();
    state["now_ms"].as_i64().unwrap() - state["began_ms"].as_i64().unwrap()
}

#[test]
fn a_stage_runs_with_the_clock_of_the_room_and_never_backwards() {
    let clock = Clock::by_hand(1_000_000);
    let server = Server::with(clock.clone());
    let mut lead = server.leader();
    clock.advance(Duration::from_secs(60));
    assert_eq!((lead.go("lobby", "silent").status, gone(&mut lead)), (200, 0));
    clock.advance(Duration::from_secs(90));
    assert_eq!(gone(&mut lead), 90_000);
    // Another server on the same store, whose machine is an hour ahead, has begun the next stage.
    let ahead = clock.now_ms() + 3_600_000;
    let (store, code) = (server.room.store.clone(), server.room.code.clone());
    server.runtime.block_on(store.go(&code, Stage::Silent, Stage::Board, ahead)).unwrap().unwrap();
    assert_eq!(gone(&mut lead), 0, "it has just begun");
    clock.advance(Duration::from_secs(3_600 + 5));
    assert_eq!(gone(&mut lead), 5_000);
}
