//! What the keys do.

use crate::desk::Desk;

#[test]
fn h_shows_one_hint_more_below_the_verdict() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&["still broken", "watching"]);
    pty.types("h");
    pty.until_it_shows(&["hint 1 of 2", "Draw both transfers", "still broken"]);
    pty.types("H");
    pty.until_it_shows(&["hint 2 of 2", "Two arrows"]);
    // An arrow key is none of ours, though its letters might be.
    pty.types("\u{1b}[Hq");
    // Nor is Ctrl-\, which elsewhere ends a program with a core dump.
    pty.types("\u{1c}");
    pty.types("h");
    pty.until_it_shows(&["hint 2 of 2"]);
    desk.save("fixed.rs");
    let shown = pty.until_it_shows(&["Lock each account on its own · solved"]);
    assert!(!shown.contains("hint 2"), "{shown}");
}

#[test]
fn n_goes_on_in_the_courses_order() {
    let desk = Desk::new();
    desk.add_exercise_92();
    desk.save("fixed.rs");
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&[
        "exercise-91 · Lock each account on its own · solved",
        "n goes on to exercise-92 · Lock each account on its own",
    ]);
    pty.types("n");
    pty.until_it_shows(&["exercise-92 · Lock each account on its own · still broken", "watching"]);
    pty.types("n");
    pty.until_it_shows(&["no other exercise is open", "exercise-92 · Lock each account on its own · still broken"]);
}

#[test]
fn c_checks_again() {
    let desk = Desk::new();
    let mut pty = desk.watch(&[]);
    pty.until_it_shows(&["still broken", "watching"]);
    pty.types("h");
    pty.until_it_shows(&["hint 1 of 2"]);
    pty.types("c");
    pty.until("a fresh verdict", |it| {
        let shown = it.shows();
        (shown.contains("still broken") && !shown.contains("hint 1 of 2")).then_some(())
    });
}

#[test]
fn r_runs_it_for_real_until_a_save() {
    let desk = Desk::new();
    let mut pty = desk.watch(&["--wall", "600"]);
    pty.until_it_shows(&["still broken", "watching"]);
    let main = desk.file().with_file_name("main.rs");
    std::fs::write(main, "fn main() { println!(\"it hangs here\"); loop { std::thread::park() } }\n").expect("a save");
    pty.types("r");
    pty.until_it_shows(&["exercise-91 runs for real", "it hangs here"]);
    desk.save("fixed.rs");
    pty.until_it_shows(&["Lock each account on its own · solved", "watching"]);
    pty.until("the run is gone", |_| (desk.running().len() == 2).then_some(()));
}
