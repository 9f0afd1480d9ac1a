use super::{
    Lane,
    changed::{self, AREAS, choose},
    schedule::{self, Stands, Turn},
    step::{Room, Step},
    steps,
};
use crate::{
    cli::{Cli, Task},
    layout,
};
use clap::{CommandFactory, Parser, ValueEnum};
use std::{collections::BTreeSet, fs, path::Path, process::Command};

fn all() -> Vec<Step> {
    steps::all(&layout::find(None).expect("a clone")).expect("its steps")
}

fn names(paths: &[&str]) -> Vec<String> {
    choose(&all(), paths.iter().copied()).steps.into_keys().collect()
}

fn text(path: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_change_asks_for_what_reads_it() {
    assert_eq!(names(&["docs/style.md"]), ["prose", "typed"]);
    assert_eq!(names(&["crates/book/browser/lib.js"]), ["browser", "room"]);
    assert_eq!(names(&["lab/fuzz/src/main.rs"]), ["clippy", "conformance", "format", "fuzz"]);
    // What holds a part leaves the part out.
    let both = names(&["docs/style.md", "xtask/src/main.rs"]);
    assert!(both.contains(&"test".to_owned()) && !both.contains(&"typed".to_owned()), "{both:?}");
    assert_eq!(names(&[]), Vec::<String>::new());
}

#[test]
fn a_path_of_no_area_asks_for_everything() {
    let everything: BTreeSet<String> =
        all().iter().filter(|it| it.part_of.is_none()).map(|it| it.name.into()).collect();
    for path in
        ["Cargo.lock", "rust-toolchain.toml", "lab/engine/src/op.rs", "crates/protocol/src/lib.rs", "a-new-folder/file"]
    {
        assert_eq!(names(&[path]).into_iter().collect::<BTreeSet<_>>(), everything, "{path}");
    }
}

#[test]
fn the_first_path_is_the_reason() {
    let chosen = choose(&all(), ["lab/fuzz/src/main.rs", "lab/fuzz/src/program.rs"]);
    assert_eq!(chosen.steps["fuzz"], ("lab/fuzz/src/main.rs".to_owned(), 2));
}

#[test]
fn each_area_is_there_and_names_steps_that_are() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let known: BTreeSet<&str> = all().iter().map(|it| it.name).collect();
    let mut asked = BTreeSet::new();
    for (start, steps) in AREAS {
        let is_there = root.join(start).exists() || *start == "LICENSE-";
        assert!(is_there, "{start} is in the table of `--changed`, and not in the clone");
        assert!(!steps.is_empty(), "{start}");
        for step in *steps {
            assert!(known.contains(step), "{start} asks for `{step}`, which is no step");
            asked.insert(*step);
        }
    }
    let never: Vec<_> = known.difference(&asked).collect();
    assert!(never.is_empty(), "only a change of a manifest asks for {never:?}");
}

#[test]
fn the_lanes_are_everything_and_ci_runs_each() {
    let steps = all();
    let of_lane = |lane: &Lane| steps.iter().filter(|it| it.lane == *lane && it.part_of.is_none()).count();
    let lanes = Lane::value_variants();
    assert_eq!(lanes.iter().map(of_lane).sum::<usize>(), steps.iter().filter(|it| it.part_of.is_none()).count());
    let listed: Vec<String> = lanes.iter().map(|it| super::lane(*it)).collect();
    let row = format!("lane: [{}]", listed.join(", "));
    let workflow = text(".github/workflows/check.yml");
    assert!(workflow.contains(&row), "the workflow has no `{row}`");
    assert!(workflow.contains(".ci/run --lane ${{ matrix.lane }}"));
    for lane in lanes {
        assert!(of_lane(lane) > 0, "{lane:?} is empty");
    }
    // A part that ran only by name would be lost where its whole is gone.
    for part in steps.iter().filter_map(|it| it.part_of) {
        assert!(steps.iter().any(|it| it.name == part && it.part_of.is_none()), "{part}");
    }
}

#[test]
fn the_docs_say_what_each_step_proves() {
    let docs = text("docs/checks.md");
    for step in all() {
        assert!(docs.contains(&format!("| `{}` |", step.name)), "docs/checks.md has no row for `{}`", step.name);
    }
    assert!(text("CONTRIBUTING.md").contains("docs/checks.md"));
    // What the workflow hands on is understood.
    Cli::command().try_get_matches_from(["xtask", "test", "--lane", "lab", "--list"]).expect("words of the workflow");
}

#[test]
fn git_says_what_has_changed_since_a_commit() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let git = |words: &[&str]| {
        let who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"];
        let output = Command::new("git").current_dir(root).args(who).args(words).output().expect("git");
        assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let write = |name: &str, text: &str| fs::write(root.join(name), text).expect("a file");
    git(&["init", "--quiet"]);
    for name in ["kept", "edited", "staged", "gone", "moved"] {
        write(name, name);
    }
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "first"]);
    git(&["tag", "start"]);
    let since = |base: &str| changed::since(root, base).map(|it| it.paths.into_iter().collect::<Vec<_>>());
    assert_eq!(since("").expect("no upstream"), Vec::<String>::new());
    write("committed", "");
    git(&["add", "."]);
    git(&["commit", "--quiet", "-m", "second"]);
    write("edited", "otherwise");
    write("staged", "otherwise");
    git(&["add", "staged"]);
    git(&["mv", "moved", "elsewhere"]);
    fs::remove_file(root.join("gone")).expect("it was there");
    write("new büro", "");
    let tree = ["edited", "elsewhere", "gone", "moved", "new büro", "staged"];
    assert_eq!(since("").expect("the working tree"), tree);
    assert_eq!(since("start").expect("a tag"), [&["committed"], &tree[..]].concat());
    // An upstream that went on is not what this branch changed.
    git(&["branch", "other", "start"]);
    git(&["branch", "--quiet", "--set-upstream-to=other"]);
    assert_eq!(since("").expect("an upstream"), [&["committed"], &tree[..]].concat());
    let error = since("--output=x").expect_err("no commit");
    assert!(error.is::<crate::exit::Usage>(), "{error:#}");
}

fn turn(stands: Stands, room: Option<Room>) -> Turn {
    Turn { stands, alone: false, room }
}

#[test]
fn a_folder_is_built_in_by_one_command_at_a_time() {
    use Stands::{Between, Fresh, Over, Runs};
    let (tool, lab) = (Some(Room::Tool), Some(Room::Lab));
    // The second waits for the room; the third does not need it.
    let turns = [turn(Runs, tool), turn(Fresh, tool), turn(Fresh, lab), turn(Fresh, None)];
    assert_eq!(schedule::next(&turns, 2), Some(2));
    assert_eq!(schedule::next(&turns, 1), None);
    // Who has begun comes before who has not, and gives way while the room is taken.
    assert_eq!(schedule::next(&[turn(Over, tool), turn(Fresh, tool), turn(Between, tool)], 2), Some(2));
    assert_eq!(schedule::next(&[turn(Runs, lab), turn(Fresh, None), turn(Between, lab)], 2), Some(1));
    assert_eq!(schedule::next(&[turn(Over, None), turn(Over, lab)], 2), None);
}

#[test]
fn nothing_runs_beside_what_is_alone() {
    use Stands::{Between, Fresh, Over, Runs};
    let alone = |stands| Turn { alone: true, ..turn(stands, None) };
    assert_eq!(schedule::next(&[turn(Runs, None), alone(Fresh)], 2), None);
    assert_eq!(schedule::next(&[turn(Between, None), alone(Fresh)], 2), Some(0), "an open step ends first");
    assert_eq!(schedule::next(&[alone(Runs), turn(Fresh, None)], 2), None);
    assert_eq!(schedule::next(&[turn(Fresh, None), alone(Between)], 2), Some(1));
    assert_eq!(schedule::next(&[turn(Over, None), alone(Fresh)], 2), Some(1));
    let those: Vec<_> = all().into_iter().filter(|it| it.alone).map(|it| it.name).collect();
    assert_eq!(those, ["conformance", "rate"]);
}

#[test]
fn every_order_comes_to_its_end() {
    // Each step as its commands need rooms; commands end first in, first out, and last in, first out.
    for jobs in 1..=3 {
        for newest in [false, true] {
            let mut left: Vec<Vec<Option<Room>>> =
                all().iter().map(|it| it.commands().map(|(room, _)| room).rev().collect()).collect();
            let alone: Vec<bool> = all().iter().map(|it| it.alone).collect();
            let (mut running, mut begun) = (Vec::<(usize, Option<Room>)>::new(), BTreeSet::new());
            loop {
                let turns: Vec<Turn> = (0..left.len())
                    .map(|at| match running.iter().find(|(it, _)| *it == at) {
                        Some((_, room)) => Turn { stands: Stands::Runs, alone: alone[at], room: *room },
                        None => {
                            let stands = match left[at].last() {
                                None => Stands::Over,
                                Some(_) if begun.contains(&at) => Stands::Between,
                                Some(_) => Stands::Fresh,
                            };
                            Turn { stands, alone: alone[at], room: left[at].last().copied().flatten() }
                        }
                    })
                    .collect();
                if let Some(at) = schedule::next(&turns, jobs) {
                    begun.insert(at);
                    running.push((at, left[at].pop().expect("it has a command")));
                    let rooms: Vec<Room> = running.iter().filter_map(|(_, room)| *room).collect();
                    assert_eq!(rooms.len(), rooms.iter().collect::<BTreeSet<_>>().len(), "{running:?}");
                    assert!(running.len() == 1 || running.iter().all(|(it, _)| !alone[*it]), "{running:?}");
                } else if running.is_empty() {
                    break;
                } else {
                    running.remove(if newest { running.len() - 1 } else { 0 });
                }
            }
            assert!(left.iter().all(Vec::is_empty), "{jobs} at a time: {left:?}");
        }
    }
}

#[test]
fn an_earlier_run_stands_only_for_the_plain_command_of_a_person() {
    let may_stand = |words: &[&str], in_ci| {
        let words = ["xtask", "test"].iter().chain(words);
        let Some(Task::Test(args)) = Cli::try_parse_from(words).expect("words of `test`").task else {
            panic!("`test`")
        };
        super::may_stand(&args, in_ci)
    };
    assert!(may_stand(&[], false));
    assert!(may_stand(&["--jobs", "1"], false));
    assert!(!may_stand(&[], true));
    for words in [&["--again"][..], &["--only", "book"], &["--lane", "lab"], &["--changed"]] {
        assert!(!may_stand(words, false), "{words:?}");
    }
}
