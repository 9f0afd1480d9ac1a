//! What a play does with each deed.

use crate::{game, two_locks::TwoLocks};
use explore::game::{Best, Deed, Game};
use explore::keys::deed;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Plays keys, as somebody types them.
fn type_keys(game: &mut Game, lab: &mut TwoLocks, keys: &str) {
    for key in keys.chars() {
        let deed = deed(KeyEvent::new(KeyCode::Char(key), KeyModifiers::NONE)).expect("a key with a meaning");
        assert!(game.act(lab, deed), "it goes on after {key}");
    }
}

#[test]
fn the_keys_break_it_at_the_cost_of_the_lab() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    assert_eq!(game.rule(), "Break it with at most one departure");
    type_keys(&mut game, &mut lab, "12");
    assert_eq!(
        game.sentence(),
        "Broken at cost 1 (deadlock): contract waits for the lock Service.exits at src/lib.rs:4, held by other since \
         src/lib.rs:8; other waits for the lock Service.tasks at src/lib.rs:9, held by contract since src/lib.rs:3. \
         Nobody does it with less."
    );
    type_keys(&mut game, &mut lab, "1");
    assert_eq!(game.said, "It is over: u takes a move back, r begins again.");
}

#[test]
fn a_move_is_taken_back_and_forth_without_a_question_to_the_lab() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    type_keys(&mut game, &mut lab, "12");
    let (broken, asked) = (game.now.clone(), lab.asked);
    type_keys(&mut game, &mut lab, "uu");
    assert!(game.now.tape.is_empty());
    type_keys(&mut game, &mut lab, "u");
    assert_eq!(game.said, "This is the beginning.");
    type_keys(&mut game, &mut lab, "yy");
    assert_eq!((&game.now, lab.asked), (&broken, asked));
    // Another way: what was taken back is gone.
    type_keys(&mut game, &mut lab, "uu2y");
    assert_eq!((&*game.now.tape, &*game.said), ("t1", "Nothing was taken back."));
}

#[test]
fn restart_keeps_the_way_back() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    type_keys(&mut game, &mut lab, "1r");
    assert!(game.now.tape.is_empty());
    type_keys(&mut game, &mut lab, "u");
    assert_eq!(game.now.tape, "t0");
}

#[test]
fn it_runs_until_there_is_a_choice_and_to_the_end() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    type_keys(&mut game, &mut lab, "n");
    assert_eq!(game.said, "There is a choice: pick a move.");
    type_keys(&mut game, &mut lab, "d");
    assert_eq!((game.now.cost, &*game.sentence()), (0, "The schedule is over, and the promise held."));
}

#[test]
fn the_labs_schedule_is_played_beside_mine() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    assert!(game.is_the_labs(&game.now.moves[0]) && !game.is_the_labs(&game.now.moves[1]));
    type_keys(&mut game, &mut lab, "ll");
    assert!(game.broken().is_some());
    // Mine went another way: the lab has nothing to say there.
    type_keys(&mut game, &mut lab, "r2l");
    assert_eq!(game.said, "The lab's schedule went another way before: u takes moves back.");
}

#[test]
fn a_tape_opens_position_by_position() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    game.open(&mut lab, "t0 t1").expect("a tape of this scene");
    assert!(game.broken().is_some() && game.past.len() == 2);
    type_keys(&mut game, &mut lab, "u");
    assert_eq!(game.now.tape, "t0");
    let error = game.open(&mut lab, "t0*3").expect_err("a tape of other code");
    assert_eq!(error.to_string(), "step 3 of the tape: that thread cannot move here");
    assert_eq!(game.now.tape, "t0", "the place is kept");
}

#[test]
fn a_lab_that_dies_costs_no_move() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    type_keys(&mut game, &mut lab, "1");
    lab.dies = true;
    type_keys(&mut game, &mut lab, "2");
    assert_eq!(game.said, "the lab process of this board is gone: it was ended. Nothing was moved.");
    assert_eq!(game.now.tape, "t0");
    type_keys(&mut game, &mut lab, "2");
    assert!(game.broken().is_some());
}

#[test]
fn on_a_right_fix_the_rule_is_reversed() {
    let mut lab = TwoLocks::default();
    let mut game = game(&mut lab);
    game.best = Best::Holds("8 executions stand for every schedule of this scene".into());
    assert_eq!(game.rule(), "It cannot be broken: 8 executions stand for every schedule of this scene");
    assert!(game.act(&mut lab, Deed::AsTheLab));
    assert_eq!(game.said, "The lab knows no schedule that breaks it.");
}

#[test]
fn keys_end_it() {
    let mut lab = TwoLocks::default();
    for (code, with) in [
        (KeyCode::Char('q'), KeyModifiers::NONE),
        (KeyCode::Esc, KeyModifiers::NONE),
        (KeyCode::Char('c'), KeyModifiers::CONTROL),
    ] {
        let deed = deed(KeyEvent::new(code, with)).expect("a key with a meaning");
        assert!(!game(&mut lab).act(&mut lab, deed), "{code:?}");
    }
    assert_eq!(deed(KeyEvent::new(KeyCode::Char('k'), KeyModifiers::NONE)), None);
}
