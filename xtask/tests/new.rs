//! A scenario that `new` has made is right before its author changes anything, in each world, outside the clone too.

use std::{
    fs,
    path::Path,
    process::{Command, Output, Stdio},
};

/// A name that breaks whoever forgets a quote or thinks that paths are ASCII.
const FOLDER: &str = "our scénarios";

fn xtask(course: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.arg("--course").arg(course).args(args).stdin(Stdio::null()).env("RUST_BACKTRACE", "0").env_remove("CI");
    command.output().expect("the command starts")
}

fn all(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn good(course: &Path, args: &[&str]) -> String {
    let output = xtask(course, args);
    assert!(output.status.success(), "{args:?}\n{}", all(&output));
    all(&output)
}

#[test]
#[cfg_attr(not(target_os = "linux"), ignore = "one of the three worlds is Linux's")]
fn each_world_begins_with_a_scenario_that_is_right() {
    let outside = tempfile::tempdir().expect("a folder");
    let course = outside.path().join(FOLDER);
    for (number, world) in [(1, "threads"), (2, "tasks"), (3, "processes")] {
        let said = good(&course, &["new", &format!("our-{world}"), "--world", world]);
        assert!(said.contains(&format!("{FOLDER}' verify exercise-{number}")), "{said}");
    }
    let said = good(&course, &["verify", "--all"]);
    // The rows below are of the mutants, which a new course has not judged yet.
    let judged = said.split("\nmutants\n").next().unwrap_or_default();
    assert_eq!(judged.matches(" ok  ").count(), 30, "{said}");
    assert_eq!(said.matches("who has not read does not pass, and an expert does").count(), 3, "{said}");
    assert!(said.contains("exercise-3-our-processes"), "{said}");
    // It is the scenario that is judged, and not its name: one wrong line turns it red. So do words of a key that anybody writes.
    let key = course.join("solutions/exercise-1-our-threads/review.toml");
    let words = fs::read_to_string(&key).expect("the key");
    let general = "heard = [\"This may hang or lose an exit when two threads come here at once.\"]\nmechanism = ";
    fs::write(&key, words.replace("mechanism = ", general)).expect("written");
    let fixed = course.join("solutions/exercise-1-our-threads/fixed.rs");
    let text = fs::read_to_string(&fixed).expect("the fix");
    fs::write(&fixed, text.replace("notify_all", "notify_one")).expect("written");
    let output = xtask(&course, &["verify", "exercise-1"]);
    assert_eq!(output.status.code(), Some(1), "{}", all(&output));
    assert!(all(&output).contains("bad fixed"), "{}", all(&output));
    assert!(all(&output).contains("\"flags every line with one sentence\" passes with"), "{}", all(&output));
    fs::write(&key, words).expect("written");
    fs::write(&fixed, text).expect("written");
    // Its pages show what `gen` recorded.
    good(&course, &["gen"]);
    good(&course, &["book"]);
    let page = fs::read_to_string(course.join("target/book/exercise-1.html")).expect("a page");
    assert!(page.contains("Exercise 1: our threads"), "{page}");
    assert!(page.contains("[consequence]"), "the frame of a comment is not there: {page}");
}

/// CONTRIBUTING.md names what `new` wrote, and every one of these files is there.
#[test]
fn what_the_recipe_names_is_written() {
    let outside = tempfile::tempdir().expect("a folder");
    let course = outside.path().join("course");
    good(&course, &["new", "mine"]);
    let recipe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../CONTRIBUTING.md");
    let recipe = fs::read_to_string(recipe).expect("the recipes");
    let (_, wrote) = recipe.split_once("3. What it wrote.").expect("the step");
    let (wrote, _) = wrote.split_once("\n4. ").expect("the next step");
    let (wrote, _) = wrote.split_once("Yours to add").expect("what it did not write");
    let quoted = wrote.split('`').skip(1).step_by(2);
    let names =
        quoted.filter(|it| it.contains('.') && !it.contains([' ', '*', '<']) && *it != "crates/records/src/record.rs");
    let names: Vec<&str> = names.collect();
    assert!(names.len() >= 10, "{names:?}");
    for name in names {
        let there = ["exercises", "solutions"]
            .iter()
            .any(|side| course.join(side).join("exercise-1-mine").join(name).is_file())
            || course.join(name.replace("-N", "-1")).is_file();
        assert!(there, "{name} is named, and not written");
    }
    for pattern in ["right_", "wrong_"] {
        let all = fs::read_dir(course.join("solutions/exercise-1-mine")).expect("a folder").flatten();
        let count = all.filter(|it| it.file_name().to_string_lossy().starts_with(pattern)).count();
        assert!(count >= if pattern == "right_" { 2 } else { 4 }, "{pattern}: {count}");
    }
}

#[test]
fn nothing_is_written_over() {
    let outside = tempfile::tempdir().expect("a folder");
    let course = outside.path().join("course");
    good(&course, &["new", "mine"]);
    let twice = xtask(&course, &["new", "mine"]);
    assert_eq!(twice.status.code(), Some(2), "{}", all(&twice));
    assert!(all(&twice).contains("`mine` is the id of exercise-1-mine"), "{}", all(&twice));
    // A chapter that somebody wrote before the scenario.
    let chapter = course.join("book/exercise-2.md");
    fs::write(&chapter, "mine").expect("written");
    let taken = xtask(&course, &["new", "other"]);
    assert!(all(&taken).contains("is there already; move it away first"), "{}", all(&taken));
    assert_eq!(fs::read_to_string(&chapter).expect("there"), "mine");
    assert!(!course.join("exercises/exercise-2-other").exists());
    // A folder with something else in it becomes no course.
    let other = outside.path().join("other");
    fs::create_dir(&other).expect("created");
    fs::write(other.join("notes"), "mine").expect("written");
    let refused = xtask(&other, &["new", "mine"]);
    assert!(all(&refused).contains("holds other things"), "{}", all(&refused));
    assert_eq!(fs::read_dir(&other).expect("there").count(), 1);
    let bad = xtask(&course, &["new", "Init Exits"]);
    assert_eq!(bad.status.code(), Some(2), "{}", all(&bad));
}
