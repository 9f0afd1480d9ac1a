//! A timeline in the trace-event format, which Perfetto and chrome://tracing open.
//!
//! Two groups of tracks: the actors with how they stand and what they do, and the locks with who has them. Arrows lead from
//! the step that made somebody move to the moment from which it could. One step is one millisecond on the axis; the time of
//! the virtual clock is a counter. The format is that of "Trace Event Format" (Google, 2016): an object with `traceEvents`.

use crate::timeline::{Lane, Timeline};
use protocol::{ActorKind, Step};
use serde_json::{Value, json};

/// The group of the actors, and that of the locks.
const ACTORS: u32 = 1;
const LOCKS: u32 = 2;
/// Microseconds on the axis for a step.
const STEP: u32 = 1000;

/// The whole file. `title` names exercise, subject and property.
#[must_use]
pub fn of(timeline: &Timeline, title: &str) -> Value {
    let mut events = vec![process(ACTORS, "who moves"), process(LOCKS, "locks: who has them")];
    for (tid, lane) in (1..).zip(&timeline.lanes) {
        events.extend(track(ACTORS, tid, &format!("{} {}", kind(lane.is), lane.actor)));
        events.extend(lane_of(lane, tid, &timeline.steps));
    }
    for (tid, bar) in (1..).zip(&timeline.locks) {
        events.extend(track(LOCKS, tid, &bar.lock));
        events.extend(bar.held.iter().map(|it| slice(LOCKS, tid, (it.from, it.to), &it.by, "held")));
    }
    events.extend(arrows(timeline));
    let clock = |step: &Step| json!({ "ph": "C", "pid": ACTORS, "name": "virtual clock (ms)", "ts": (step.n - 1) * STEP, "args": { "ms": step.clock_ms } });
    // A clock that stands still is no picture.
    if timeline.steps.iter().any(|it| it.clock_ms > 0) {
        events.extend(timeline.steps.iter().map(clock));
    }
    events.extend(end(timeline));
    json!({ "displayTimeUnit": "ms", "otherData": { "title": title, "one step": "1 ms" }, "traceEvents": events })
}

fn process(pid: u32, name: &str) -> Value {
    json!({ "ph": "M", "name": "process_name", "pid": pid, "args": { "name": name } })
}

fn track(pid: u32, tid: u32, name: &str) -> [Value; 2] {
    [
        json!({ "ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": { "name": name } }),
        json!({ "ph": "M", "name": "thread_sort_index", "pid": pid, "tid": tid, "args": { "sort_index": tid } }),
    ]
}

fn kind(is: ActorKind) -> &'static str {
    match is {
        ActorKind::Thread => "thread",
        ActorKind::Task => "task",
        ActorKind::Process => "process",
        ActorKind::Environment => "environment",
    }
}

fn slice(pid: u32, tid: u32, (from, to): (u32, u32), name: &str, category: &str) -> Value {
    json!({ "ph": "X", "pid": pid, "tid": tid, "ts": from * STEP, "dur": (to - from) * STEP, "name": name, "cat": category })
}

/// How an actor stands, and below that its steps: a step lies within the time in which its actor runs.
fn lane_of<'t>(lane: &'t Lane, tid: u32, steps: &'t [Step]) -> impl Iterator<Item = Value> + 't {
    let spans = lane.spans.iter().map(move |span| {
        let words = span.standing.words();
        let mut event = slice(ACTORS, tid, (span.from, span.to), &words, "state");
        if let Some(at) = &span.at {
            event["args"] = json!({ "at": at.to_string() });
        }
        event
    });
    let own = steps.iter().filter(|it| it.actor == lane.actor);
    spans.chain(own.map(move |step| {
        let mut event = slice(ACTORS, tid, (step.n - 1, step.n), &step.text, "step");
        event["args"] = json!({ "step": step.n, "clock_ms": step.clock_ms, "departs": step.departs });
        if let Some(at) = &step.at {
            event["args"]["at"] = json!(at.to_string());
        }
        event
    }))
}

/// From the middle of the step that did it to the beginning of the time in which the other one can move.
fn arrows(timeline: &Timeline) -> impl Iterator<Item = Value> + '_ {
    let tid = |actor: &str| timeline.lanes.iter().position(|it| it.actor == actor).map(|it| it + 1);
    (1..).zip(&timeline.wakes).flat_map(move |(id, wake)| {
        let by = timeline.steps.get(wake.step as usize - 1).and_then(|it| tid(&it.actor));
        let (Some(by), Some(to)) = (by, tid(&wake.actor)) else { return Vec::new() };
        let name = if wake.is_start { "starts" } else { "wakes" };
        let at = wake.step * STEP;
        vec![
            json!({ "ph": "s", "id": id, "pid": ACTORS, "tid": by, "ts": at - STEP / 2, "name": name, "cat": "wake" }),
            json!({ "ph": "f", "bp": "e", "id": id, "pid": ACTORS, "tid": to, "ts": at, "name": name, "cat": "wake" }),
        ]
    })
}

/// What became of the promise, where it broke.
fn end(timeline: &Timeline) -> Option<Value> {
    let end = timeline.end.as_ref()?;
    let protocol::Outcome::Fails { message, .. } = &end.outcome else { return None };
    let stuck: Vec<String> = end.stuck.iter().map(protocol::Stuck::sentence).collect();
    let ts = u32::try_from(timeline.steps.len()).unwrap_or(u32::MAX).saturating_mul(STEP);
    Some(
        json!({ "ph": "i", "s": "g", "pid": ACTORS, "tid": 1, "ts": ts, "name": message, "cat": "broken", "args": { "stuck": stuck } }),
    )
}
