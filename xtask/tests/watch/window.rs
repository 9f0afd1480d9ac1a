//! Windows that are narrow, low, or dragged.

use crate::{desk::Desk, pty::Pty};

#[test]
fn a_resize_draws_anew_and_forty_columns_are_enough() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    let wide = pty.until_it_shows(&["still broken", "watching"]);
    assert!(wide.lines().any(|line| line.len() > 60), "{wide}");
    pty.resize(60, 40);
    // What stood at the right margin of 80 columns is there only when all was drawn anew.
    let shown = pty.until("both kinds are to be seen", |it| {
        let shown = it.shows();
        (shown.matches("(deadlock)").count() == 2 && shown.contains("watching")).then_some(shown)
    });
    assert!(shown.lines().all(|line| line.chars().count() <= 40), "{shown}");
    let joined = shown.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(joined.contains("exercise-91 · Lock each account on its own · still broken"), "{shown}");
    assert!(joined.contains("two transfers in opposite directions both end"), "{shown}");
    assert!(joined.contains("h hint n next r run c check q quit watching src/lib.rs"), "{shown}");
    pty.resize(24, 80);
    pty.until("as before", |it| (it.shows() == wide).then_some(()));
}

#[test]
fn an_answer_longer_than_the_window_says_how_much_is_above() {
    let desk = Desk::new();
    let mut pty = Pty::start(desk.command(&[]), (10, 80));
    let shown = pty.until_it_shows(&["lines above · watching src/lib.rs"]);
    let headlines = shown.matches("exercise-91 · Lock each account on its own · still broken").count();
    assert_eq!(headlines, 1, "the headline is repeated where it can be seen: {shown}");
    pty.types("q");
    assert!(pty.until_it_ends().success());
}

#[test]
fn a_window_of_one_line_is_survived() {
    let desk = Desk::new();
    let mut pty = Pty::start(desk.command(&[]), (1, 5));
    pty.types("q");
    assert!(pty.until_it_ends().success());
}

#[test]
fn a_terminal_that_cannot_move_its_cursor_gets_plain_lines() {
    let desk = Desk::new();
    let mut command = desk.command(&[]);
    command.env("NO_COLOR", "1");
    let mut pty = Pty::start_as(command, (24, 80), "dumb");
    let shown = pty.until_it_shows(&["still broken", "watching src/lib.rs"]);
    assert!(!pty.bytes().contains(&0x1b), "{shown}");
    desk.save("fixed.rs");
    pty.until_it_shows(&["Lock each account on its own · solved"]);
    assert!(!pty.bytes().contains(&0x1b));
}
