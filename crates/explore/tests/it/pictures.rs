//! What a board looks like, as text: without a colour, so nothing is told by one.

use crate::{game, two_locks::CODE, two_locks::TwoLocks};
use explore::game::{Deed, Game};
use explore::source::Sources;
use explore::terminal::picture;

fn drawn(play: &[Deed], size: (u16, u16)) -> String {
    let mut lab = TwoLocks::default();
    let mut game: Game = game(&mut lab);
    for deed in play {
        game.act(&mut lab, *deed);
    }
    let mut sources = Sources::default();
    sources.put("src/lib.rs", CODE);
    picture(&game, &sources, size).expect("a picture in memory")
}

#[test]
fn the_beginning() {
    insta::assert_snapshot!(drawn(&[], (80, 24)));
}

#[test]
fn in_the_middle() {
    insta::assert_snapshot!(drawn(&[Deed::Move(0), Deed::OtherActor], (80, 24)));
}

#[test]
fn broken() {
    insta::assert_snapshot!(drawn(&[Deed::Move(0), Deed::Move(1)], (80, 24)));
}

#[test]
fn narrow_and_low() {
    insta::assert_snapshot!(drawn(&[Deed::Move(0), Deed::Move(1)], (48, 18)));
}

#[test]
fn the_keys() {
    insta::assert_snapshot!(drawn(&[Deed::Help], (80, 30)));
}

#[test]
fn a_window_that_is_too_small_says_so() {
    let words = drawn(&[], (30, 8));
    assert!(words.starts_with("A board needs 40 columns and"), "{words}");
}

#[test]
fn a_window_of_any_size_is_drawn() {
    for columns in [40, 41, 57, 79, 80, 133, 200] {
        for rows in [12, 13, 17, 24, 60] {
            let words = drawn(&[Deed::Move(0), Deed::Move(1)], (columns, rows));
            assert!(words.lines().all(|line| line.chars().count() <= usize::from(columns)));
            assert!(words.contains("Broken at cost 1"), "{columns} by {rows}:\n{words}");
        }
    }
}
