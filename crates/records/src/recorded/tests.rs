use super::*;
use protocol::{Group, Kind, Situations, Weight};

fn place(line: u32) -> Option<Place> {
    Some(Place { file: "src/lib.rs".into(), line })
}

/// Every field holds something else than its default, somewhere.
fn runs() -> Vec<Recorded> {
    let coverage = Coverage {
        executions: 9,
        representatives: 3,
        exhausted: true,
        cost_bound: Some(1),
        polls_limited_to: Some(4),
        atomics: true,
        spurious_wakeups: Some(1),
        runtime: protocol::Runtime::default(),
    };
    let step = |n, departs, note: Option<&str>| Step {
        n,
        actor: "reaper".into(),
        text: "locks tasks".into(),
        at: place(n),
        clock_ms: u64::from(n),
        departs,
        note: note.map(Into::into),
        weight: if departs { Weight::Decisive } else { Weight::default() },
    };
    let stuck = Stuck {
        actor: "reaper".into(),
        waits_for: "the lock tasks".into(),
        at: place(7),
        held_by: Some("create".into()),
        held_since: place(8),
        spawned_at: place(9),
    };
    let bare = Stuck { at: None, held_by: None, held_since: None, spawned_at: None, ..stuck.clone() };
    let nowhere = Step { at: None, clock_ms: 0, ..step(3, false, None) };
    let steps = vec![step(1, false, None), step(2, true, Some("here")), nowhere];
    let broken = PropertyReport {
        id: "returns".into(),
        outcome: Outcome::Fails { kind: Kind::Deadlock, message: "reaper waits\nfor ever".into() },
        coverage: coverage.clone(),
        counterexample: Some(Counterexample {
            cost: 1,
            found_at: 5,
            tape: "t0".into(),
            steps,
            stuck: vec![stuck, bare],
            breaks: Some("closes".into()),
            situation: Some("create(a) beside state(a)".into()),
        }),
        odds: Some(Odds { walks: 10_000, failed: 3 }),
    };
    let held = PropertyReport {
        id: "once".into(),
        outcome: Outcome::Holds,
        counterexample: None,
        odds: None,
        ..broken.clone()
    };
    let properties = vec![broken, held];
    let pairs = Group { of: Situations::Pairs, every_schedule: 97, up_to: vec![(1, 56)], not_searched: 0 };
    let asked = Asked { groups: vec![pairs], executions: 900, not_asked: vec!["three at once".into()] };
    vec![
        Recorded {
            variant: "buggy".into(),
            verdict: Verdict::StillBroken,
            properties: properties.clone(),
            asked: None,
        },
        Recorded {
            variant: "fixed".into(),
            verdict: Verdict::Solved,
            properties: properties[1..].to_vec(),
            asked: Some(asked),
        },
    ]
}

#[test]
fn what_is_written_is_read_again() {
    let text = write(&runs());
    assert_eq!(read(&text), Ok(runs()));
    // One line for each run, property, schedule, step and stuck actor, whatever a message holds.
    assert_eq!(text.lines().count(), 2 + 3 + 1 + 3 + 2);
}

#[test]
fn a_row_leaves_out_what_is_not_there() {
    let text = write(&runs());
    let row = text.lines().find(|line| line.contains("\"step\"") && !line.contains("\"at\"")).unwrap();
    assert_eq!(row, r#"{"step":{"by":"reaper","does":"locks tasks"}}"#);
    assert!(text.contains(r#""at":"src/lib.rs:2","ms":2,"departs":true,"note":"here","weight":"decisive""#), "{text}");
}

#[test]
fn a_row_that_stands_nowhere_is_named_with_its_line() {
    let text = write(&runs());
    let told = |text: &str| read(text).unwrap_err().to_string();
    let without =
        |n: usize| text.lines().enumerate().filter(|(i, _)| *i != n).map(|(_, l)| format!("{l}\n")).collect::<String>();
    assert_eq!(told(&without(0)), "line 1 is no row of a recorded run: a run comes first");
    assert_eq!(told(&without(1)), "line 2 is no row of a recorded run: a property comes before its schedule");
    assert_eq!(told(&without(2)), "line 3 is no row of a recorded run: a schedule comes before its steps");
    assert!(told(&text.replace("src/lib.rs:2", "src/lib.rs")).contains("`src/lib.rs` is no place"));
    assert!(
        told(&text.replace("\"does\"", "\"did\""))
            .starts_with("line 4 is no row of a recorded run: unknown field `did`")
    );
    let twice = text.replacen("{\"step\"", "{\"schedule\":{\"cost\":0,\"found_at\":1,\"tape\":\"\"}}\n{\"step\"", 1);
    assert!(told(&twice).ends_with("a property has one schedule"));
}
