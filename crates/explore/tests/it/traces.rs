//! A trace that was written is read back, and says what the run says.

use crate::two_locks::TwoLocks;
use explore::{
    game::Lab,
    timeline::{self, Held, Timeline},
    trace,
};
use protocol::{Stand, Standing, View};
use serde_json::Value;
use std::path::Path;
use std::process::Command;

fn events<'v>(trace: &'v Value, category: &'v str) -> impl Iterator<Item = &'v Value> {
    let all = trace["traceEvents"].as_array().expect("a list of events");
    all.iter().filter(move |it| it["cat"] == category)
}

/// Every step is where it happened, below the time in which its actor runs; and nobody stands in two ways at once.
fn compare(timeline: &Timeline, trace: &Value) {
    let steps: Vec<&Value> = {
        let mut steps: Vec<&Value> = events(trace, "step").collect();
        steps.sort_by_key(|it| it["ts"].as_u64());
        steps
    };
    assert_eq!(steps.len(), timeline.steps.len());
    for (event, step) in steps.iter().zip(&timeline.steps) {
        assert_eq!((event["name"].as_str(), event["args"]["step"].as_u64()), (Some(&*step.text), Some(step.n.into())));
        let place = step.at.as_ref().map(ToString::to_string);
        assert_eq!(event["args"]["at"].as_str(), place.as_deref());
        let around = |it: &&Value| {
            let (from, long) = (it["ts"].as_u64().expect("a time"), it["dur"].as_u64().expect("a time"));
            it["tid"] == event["tid"] && (from..from + long).contains(&event["ts"].as_u64().expect("a time"))
        };
        let running: Vec<&str> = events(trace, "state").filter(around).filter_map(|it| it["name"].as_str()).collect();
        assert_eq!(running, ["running"], "{event}");
    }
    for lane in &timeline.lanes {
        assert!(lane.spans.windows(2).all(|it| it[0].to == it[1].from), "{lane:?}");
        assert_eq!(lane.spans.last().map(|it| it.to as usize), Some(timeline.steps.len() + 1), "{lane:?}");
    }
}

#[test]
fn two_locks_in_two_orders_are_two_bars_that_both_wait_behind() {
    let mut lab = TwoLocks::default();
    let broken = timeline::of(&mut lab, "create-returns", "t0 t1").expect("it is played");
    let trace = trace::of(&broken, "two locks");
    compare(&broken, &trace);
    let ends: Vec<_> = broken.lanes.iter().filter_map(|it| Some(it.spans.last()?.standing.words())).collect();
    assert_eq!(ends.len(), 2, "{ends:?}");
    assert!(ends.iter().all(|it| it.starts_with("waits for the lock Service.") && it.contains("held by")), "{ends:?}");
    let bars: Vec<_> = broken.locks.iter().map(|it| (&*it.lock, &*it.held)).collect();
    let held = |by: &str, from| [Held { by: by.to_owned(), from, to: 3 }];
    assert_eq!(bars, [("Service.tasks", &held("contract", 0)[..]), ("Service.exits", &held("other", 1)[..])]);
    let told: Vec<&str> = events(&trace, "broken").filter_map(|it| it["name"].as_str()).collect();
    assert_eq!(told.len(), 1, "{told:?}");
}

/// The scene as it stands after so many steps of the schedule: the contract lets go in its third one.
fn stands(steps: usize) -> View {
    let mut view = TwoLocks::default().stand("create-returns", Stand { tape: "t0 t1".into(), ..Stand::default() });
    let mut view = view.as_mut().expect("it is played").clone();
    let mut third = view.steps[1].clone();
    (third.n, third.actor, third.text) = (3, "contract".into(), "unlocks Service.tasks".into());
    view.steps.push(third);
    view.steps.truncate(steps);
    view.end = None;
    let standings = match steps {
        2 => [Standing::Ready, view.actors[1].standing.clone()],
        _ => [Standing::Running, Standing::Ready],
    };
    view.actors.iter_mut().zip(standings).for_each(|(actor, standing)| actor.standing = standing);
    view
}

#[test]
fn who_waited_for_a_lock_is_woken_by_the_step_that_lets_go_of_it() {
    let views = [stands(2), stands(3)];
    assert!(matches!(views[0].actors[1].standing, Standing::Waits { .. }), "{:?}", views[0].actors);
    let timeline = timeline::from(&views);
    let wakes: Vec<_> = timeline.wakes.iter().map(|it| (it.step, &*it.actor, it.is_start)).collect();
    assert_eq!(wakes.last(), Some(&(3, "other", false)));
    let trace = trace::of(&timeline, "two locks");
    let arrows: Vec<_> =
        events(&trace, "wake").filter(|it| it["name"] == "wakes").map(|it| (&it["ph"], &it["ts"])).collect();
    assert_eq!(arrows, [(&"s".into(), &2500.into()), (&"f".into(), &3000.into())]);
}

#[test]
fn a_trace_of_the_pull_request_is_what_its_recorded_schedule_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the clone");
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("trace-of-exercise-2.json");
    let mut command = Command::new(env!("CARGO_BIN_EXE_exit-path-explore"));
    command.args(["exercise-2", "--variant", "buggy", "--property", "create-returns", "--trace"]).arg(&out);
    let output = command.arg("--workspace").arg(&root).output().expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let trace: Value = serde_json::from_str(&std::fs::read_to_string(&out).expect("it was written")).expect("JSON");
    let recorded = std::fs::read_to_string(root.join("solutions/exercise-2-shim-create-deadlock/recorded.jsonl"));
    let runs = records::recorded::read(&recorded.expect("a recording")).expect("it reads");
    let run = runs.into_iter().find(|it| it.variant == "buggy").expect("the pull request's");
    let property = run.properties.into_iter().find(|it| it.id == "create-returns").expect("it fails");
    let schedule = property.counterexample.expect("it fails").steps;
    let mut steps: Vec<&Value> = events(&trace, "step").collect();
    steps.sort_by_key(|it| it["ts"].as_u64());
    let read: Vec<_> =
        steps.iter().map(|it| (it["args"]["step"].as_u64(), it["name"].as_str().unwrap_or_default())).collect();
    let said: Vec<_> = schedule.iter().map(|it| (Some(u64::from(it.n)), &*it.text)).collect();
    assert_eq!(read, said);
    let out = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        out.contains("the cheapest schedule that breaks it") && out.contains("10 steps, 2 tracks of actors"),
        "{out}"
    );
}

#[test]
fn a_trace_that_cannot_be_written_is_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the clone");
    let mut command = Command::new(env!("CARGO_BIN_EXE_exit-path-explore"));
    command.args([
        "exercise-2",
        "--variant",
        "buggy",
        "--property",
        "create-returns",
        "--trace",
        "no-folder/here.json",
    ]);
    let output = command.arg("--workspace").arg(&root).output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(2) && said.contains("cannot write no-folder/here.json"), "{said}");
}
