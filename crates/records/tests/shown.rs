//! A move or a number without the program that shows it is a problem; so is a line that the program does not print.

use std::{fs, path::PathBuf};

const LIFE: &str = r#"[[lifecycle]]
id = "task"
title = "A task"
size = [100, 100]
begin = [1, 1]
end = [99, 99]
state = [{ id = "idle", about = "waits", at = [50, 50] }]
[[lifecycle.move]]
id = "spawn"
name = "spawn"
to = "idle"
label = [20, 20]
maker = "a task"
then = "It waits."
shown = { program = "go/a", made = "go work()", prints = "spawned:" }
[[lifecycle.move]]
id = "end"
name = "end"
from = "idle"
label = [80, 80]
maker = "a task"
then = "It is gone."
shown = { program = "go/a", prints = "gone:" }
"#;
const NUMBER: &str = r#"[[number]]
name = "tasks"
get = "g"
normal = "n"
alert = "a"
misses = "m"
shown = [{ program = "go/a", prints = "gone:" }]
"#;

/// What is wrong with a course that has these records, and one program that prints `out`.
fn wrong(name: &str, life: &str, number: &str, out: &str) -> Vec<String> {
    let root = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("shown-{name}"));
    let _ = fs::remove_dir_all(&root);
    for dir in ["book/data", "practice/evidence/go", "exercises", "solutions"] {
        fs::create_dir_all(root.join(dir)).expect("a folder");
    }
    for (file, text) in [
        (records::lifecycles::FILE, life),
        (records::numbers::FILE, number),
        ("practice/evidence/go/a.go", "package main\n\tgo work()\n"),
        ("practice/evidence/go/a.out", out),
        // A program that no card shows is a problem of its own.
        ("book/page.md", "{{#program go/a}}"),
    ] {
        fs::write(root.join(file), text).expect("a file");
    }
    let course = records::Course::scan(&root).expect("a course");
    records::problems(&course).iter().map(|it| it.to_string().lines().next().unwrap_or_default().to_owned()).collect()
}

const OUT: &str = "spawned: idle\ngone: yes\n";

#[test]
fn what_a_program_shows_is_fine() {
    assert_eq!(wrong("fine", LIFE, NUMBER, OUT), [""; 0]);
}

#[test]
fn a_line_that_is_not_printed_or_printed_twice() {
    let life = "book/data/lifecycles.toml: the move `spawn` of `task`: no single line of what `go/a` prints begins with \
                `spawned:`";
    assert_eq!(wrong("silent", LIFE, NUMBER, "gone: yes\n"), [life]);
    assert_eq!(wrong("twice", LIFE, NUMBER, &format!("{OUT}spawned: again\n")), [life]);
    let silent = wrong("number", LIFE, &NUMBER.replace("gone:", "lost:"), OUT);
    assert_eq!(
        silent,
        ["book/data/numbers.toml: the number `tasks`: no single line of what `go/a` prints begins with `lost:`"]
    );
}

#[test]
fn a_program_that_is_not_there_or_does_not_do_it() {
    let gone = wrong("gone", LIFE, &NUMBER.replace("go/a", "go/b"), OUT);
    assert_eq!(gone, ["book/data/numbers.toml: the number `tasks`: there is no program `go/b`"]);
    let other = wrong("other", &LIFE.replace("go work()", "go rest()"), NUMBER, OUT);
    assert_eq!(other, ["book/data/lifecycles.toml: the move `spawn` of `task`: `go/a` has no line with `go rest()`"]);
    let none = NUMBER.replace("[{ program = \"go/a\", prints = \"gone:\" }]", "[]");
    assert_eq!(wrong("none", LIFE, &none, OUT), ["book/data/numbers.toml: the number `tasks` is shown by no program"]);
}

#[test]
fn a_state_without_a_way_and_a_move_without_a_state() {
    let lost = wrong("lost", &LIFE.replace("from = \"idle\"", "from = \"busy\""), NUMBER, OUT);
    assert_eq!(
        lost,
        [
            "book/data/lifecycles.toml: the move `end` of `task` names the state `busy`, and there is none",
            "book/data/lifecycles.toml: the state `idle` of `task` has no way in, or none out",
        ]
    );
    let twins = wrong("twins", &LIFE.replace("id = \"end\"", "id = \"spawn\""), NUMBER, OUT);
    assert_eq!(twins, ["book/data/lifecycles.toml: the move `spawn` of `task` is there twice"]);
}

#[test]
fn the_real_moves_and_numbers_are_all_shown_by_a_run() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let course = records::Course::scan(&root).expect("the course");
    let ours = [records::lifecycles::FILE, records::numbers::FILE];
    let found: Vec<_> =
        records::problems(&course).into_iter().filter(|it| ours.iter().any(|file| it.file.starts_with(file))).collect();
    assert_eq!(found, []);
    let lives = records::lifecycles::read(&root).expect("pictures").expect("they are read");
    let moves: Vec<(&str, usize)> = lives.iter().map(|it| (it.id.as_str(), it.moves.len())).collect();
    assert_eq!(moves, [("goroutine", 10), ("task", 13), ("process", 9)]);
    assert_eq!(records::numbers::read(&root).expect("numbers").expect("they are read").len(), 12);
}
