//! "Every call is crossed with each other one, and what no state of the model allows is a broken promise. A break of several
//! names all of them; a hang goes to the call that is stuck; what the purse does not finish is said, and refuses nobody."

use lab::client::{Act, Broken, Model, Monitor, Refused, Scene, Suite, called, never, outside};
use lab::explore::{Bounds, judge_contract, judge_contract_until, replay_contract};
use lab::{Kind, Property};
use protocol::{Asked, Group, Outcome, PropertyReport, Situations};
use std::sync::{Arc, Barrier, Mutex};
use std::thread;

const BOUNDS: Bounds = Bounds { executions: 20_000, steps: 2_000, polls: 4, spurious: 1 };

/// A name that one caller may take, and give back.
trait Desk: Default + Send + Sync + 'static {
    fn take(&self) -> bool;
    fn release(&self);
}

/// Check and act are one step.
#[derive(Default)]
struct OneStep(Mutex<bool>);

impl Desk for OneStep {
    fn take(&self) -> bool {
        !std::mem::replace(&mut *self.0.lock().unwrap(), true)
    }

    fn release(&self) {
        *self.0.lock().unwrap() = false;
    }
}

/// Check and act are two.
#[derive(Default)]
struct TwoSteps(Mutex<bool>);

impl Desk for TwoSteps {
    fn take(&self) -> bool {
        let taken = *self.0.lock().unwrap();
        *self.0.lock().unwrap() = true;
        !taken
    }

    fn release(&self) {
        *self.0.lock().unwrap() = false;
    }
}

/// Two steps, and it never gives the name back.
#[derive(Default)]
struct Keeps(TwoSteps);

impl Desk for Keeps {
    fn take(&self) -> bool {
        self.0.take()
    }

    fn release(&self) {}
}

/// Take and release lock in another order each.
#[derive(Default)]
struct Inverts(Mutex<bool>, Mutex<()>);

impl Desk for Inverts {
    fn take(&self) -> bool {
        let mut taken = self.0.lock().unwrap();
        let _log = self.1.lock().unwrap();
        !std::mem::replace(&mut *taken, true)
    }

    fn release(&self) {
        let _log = self.1.lock().unwrap();
        *self.0.lock().unwrap() = false;
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Seen {
    Takes(u8),
    Took(u8, bool),
    Releases(u8),
    Released(u8),
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Stage {
    Takes,
    Took(bool),
    Releases,
    Released,
}

#[derive(Clone, PartialEq, Default)]
struct Name {
    taken: bool,
    calls: Vec<(u8, Stage)>,
}

impl Name {
    fn with(&self, change: impl FnOnce(&mut Name)) -> Name {
        let mut next = self.clone();
        change(&mut next);
        next.calls.sort_by_key(|(who, _)| *who);
        next
    }
}

impl Model for Name {
    type Seen = Seen;

    fn inner(&self) -> Vec<Name> {
        let step = |(i, (_, stage)): (usize, &(u8, Stage))| match stage {
            Stage::Takes => Some(self.with(|it| {
                it.calls[i].1 = Stage::Took(!it.taken);
                it.taken = true;
            })),
            Stage::Releases => Some(self.with(|it| {
                it.calls[i].1 = Stage::Released;
                it.taken = false;
            })),
            Stage::Took(_) | Stage::Released => None,
        };
        self.calls.iter().enumerate().filter_map(step).collect()
    }

    fn see(&self, seen: Seen) -> Result<Name, Refused> {
        let broken = |promise, says: &str| Err(Some(Broken { promise, kind: Kind::WrongValue, says: says.into() }));
        match seen {
            Seen::Takes(who) => Ok(self.with(|it| it.calls.push((who, Stage::Takes)))),
            Seen::Releases(who) => Ok(self.with(|it| it.calls.push((who, Stage::Releases)))),
            Seen::Took(who, won) => match self.calls.iter().position(|call| *call == (who, Stage::Took(won))) {
                Some(i) => Ok(self.with(|it| _ = it.calls.remove(i))),
                None if self.calls.contains(&(who, Stage::Takes)) => never(),
                None if won => broken("one-wins", "the name is taken, and a second caller gets it"),
                None => broken("release-frees", "the name is free, and nobody gets it"),
            },
            Seen::Released(who) => match self.calls.iter().position(|call| *call == (who, Stage::Released)) {
                Some(i) => Ok(self.with(|it| _ = it.calls.remove(i))),
                None => never(),
            },
        }
    }
}

#[derive(Clone, Copy, PartialEq, Debug)]
enum Does {
    Take,
    Release,
}

impl Act for Does {
    fn alone(self, before: &[Does]) -> Option<u8> {
        Some(u8::from(before.last() == Some(&Does::Take)))
    }

    fn words(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn fails(self) -> bool {
        self == Does::Release
    }
}

fn act(desk: &impl Desk, monitor: &Monitor<Name>, who: u8, act: Does) {
    match act {
        Does::Take => {
            monitor.see(Seen::Takes(who));
            let won = called("take-returns", || "take".into(), || desk.take(), |it| Some(it.to_string()));
            monitor.see(Seen::Took(who, won));
        }
        Does::Release => {
            monitor.see(Seen::Releases(who));
            called("release-returns", || "release".into(), || desk.release(), |()| None);
            monitor.see(Seen::Released(who));
        }
    }
}

fn play<D: Desk>(scene: &Scene<Does>) {
    let (desk, monitor) = (Arc::new(D::default()), Arc::new(Monitor::default()));
    scene.before.iter().for_each(|it| act(&*desk, &monitor, 0, *it));
    let (ours, others) = scene.beside.split_last().unwrap();
    let clients: Vec<_> = others
        .iter()
        .map(|it| {
            let (desk, monitor, it) = (desk.clone(), monitor.clone(), *it);
            thread::spawn(move || act(&*desk, &monitor, 2, it))
        })
        .collect();
    act(&*desk, &monitor, 1, *ours);
    clients.into_iter().for_each(|client| client.join().unwrap());
    act(&*desk, &monitor, 0, Does::Release);
    act(&*desk, &monitor, 0, Does::Take);
}

fn suite<D: Desk>() -> Suite<Does> {
    Suite {
        acts: &[Does::Take, Does::Release],
        histories: &[&[], &[Does::Take]],
        more: &[],
        otherwise: "take-returns",
        not_asked: &["three callers"],
        play: play::<D>,
    }
}

const fn contract<D: Desk>() -> [Property; 5] {
    [
        // Its own scene asks nothing: what fails below is found by the situations.
        Property::new("take-returns", || {}),
        Property::new("one-wins", || {}),
        Property::new("release-frees", || {}),
        Property::new("release-returns", || {}),
        Property::crossing(|| suite::<D>().crossing()),
    ]
}

fn judge<D: Desk>(crossed: u64) -> (Vec<PropertyReport>, Asked) {
    judge_contract(BOUNDS, crossed, &contract::<D>()).unwrap()
}

fn broken(reports: &[PropertyReport]) -> Vec<(&str, Kind)> {
    let broken = |report: &'_ PropertyReport| match report.outcome {
        Outcome::Fails { kind, .. } => Some(kind),
        _ => None,
    };
    reports.iter().filter_map(|report| Some((report.id.as_str(), broken(report)?))).collect()
}

#[test]
fn a_pair_is_tried_after_the_shortest_history_and_a_right_one_passes() {
    let (reports, asked) = judge::<OneStep>(10_000);
    assert_eq!(broken(&reports), []);
    let group = |of, every_schedule| Group { of, every_schedule, up_to: Vec::new(), not_searched: 0 };
    // Take and take, take and release, release and release; after a take these come to something else.
    let groups = vec![group(Situations::Written, 4), group(Situations::Pairs, 6), group(Situations::Afterwards, 4)];
    assert_eq!((asked.groups, asked.not_asked), (groups, vec!["three callers".to_owned()]));
}

#[test]
fn what_no_scene_asks_is_found_and_named() {
    let (reports, _) = judge::<TwoSteps>(10_000);
    assert_eq!(broken(&reports), [("one-wins", Kind::WrongValue)]);
    let found = reports[1].counterexample.as_ref().unwrap();
    assert_eq!((found.cost, found.situation.as_deref(), found.breaks.as_deref()), (1, Some("take beside take"), None));
    let told: Vec<&str> = found.steps.iter().map(|step| step.text.as_str()).collect();
    let calls = told.iter().filter(|text| **text == "calls take").count();
    assert_eq!(found.steps.iter().filter(|step| step.departs).count(), 1, "{told:#?}");
    assert!(calls == 2 && told.contains(&"take answers true"), "{told:#?}");
    // Its tape is one of that situation, for that property.
    let replayed = replay_contract(BOUNDS, &contract::<TwoSteps>(), "one-wins", &found.tape).unwrap();
    assert_eq!(replayed[0].counterexample.as_ref().map(|it| &it.steps), Some(&found.steps));
    let other = replay_contract(BOUNDS, &contract::<TwoSteps>(), "take-returns", &found.tape).unwrap();
    assert_eq!(other[0].outcome, Outcome::Holds);
    assert!(replay_contract(BOUNDS, &contract::<TwoSteps>(), "one-wins", "situation99 t0").is_err());
}

#[test]
fn a_break_of_two_promises_names_both() {
    let (reports, _) = judge::<Keeps>(10_000);
    assert_eq!(broken(&reports), [("one-wins", Kind::WrongValue), ("release-frees", Kind::WrongValue)]);
}

/// Whoever asks about one promise has the verdict with its failure.
#[test]
fn a_search_ends_with_the_failure_that_was_asked_for() {
    let (whole, asked_of_all) = judge::<Keeps>(10_000);
    let until = |id| judge_contract_until(BOUNDS, 10_000, &contract::<Keeps>(), Some(id)).unwrap();
    // It breaks first: the other promise is not looked for any more.
    let (reports, asked) = until("release-frees");
    assert_eq!(broken(&reports), [("release-frees", Kind::WrongValue)]);
    assert_eq!(reports[2].counterexample, whole[2].counterexample);
    assert!(asked.executions < asked_of_all.executions, "{asked:?}");
    // This one holds: everything is searched.
    let (reports, asked) = until("take-returns");
    assert_eq!((broken(&reports), asked.executions), (broken(&whole), asked_of_all.executions));
    // One that its own scene breaks: the scene after it is not played, and no situation is.
    let properties = [
        Property::new("take-returns", || panic!("no")),
        Property::new("one-wins", || {}),
        Property::crossing(|| suite::<TwoSteps>().crossing()),
    ];
    let (reports, asked) = judge_contract_until(BOUNDS, 10_000, &properties, Some("take-returns")).unwrap();
    assert_eq!(broken(&reports), [("take-returns", Kind::Panic)]);
    assert_eq!((&reports[1].outcome, asked.executions), (&Outcome::Undecided, 0));
}

#[test]
fn a_hang_goes_to_the_calls_that_are_stuck() {
    let (reports, _) = judge::<Inverts>(10_000);
    assert_eq!(broken(&reports), [("take-returns", Kind::Deadlock), ("release-returns", Kind::Deadlock)]);
}

#[test]
fn what_the_purse_does_not_finish_is_said_and_refuses_nobody() {
    let (reports, asked) = judge::<OneStep>(12);
    assert_eq!(broken(&reports), []);
    assert!(reports.iter().all(|report| report.outcome == Outcome::Holds), "{reports:#?}");
    let left: u32 = asked.groups.iter().map(|it| it.not_searched + it.up_to.iter().map(|it| it.1).sum::<u32>()).sum();
    assert!(left > 0 && asked.executions <= 12, "{asked:?}");
    // Nothing at all was searched, and it says so.
    let (_, asked) = judge::<OneStep>(0);
    let of = |of| asked.groups.iter().find(|it| it.of == of).map(|it| (it.not_searched, it.number()));
    assert_eq!((of(Situations::Pairs), of(Situations::Afterwards)), (Some((6, 6)), Some((4, 4))));
}

/// A slow environment is not what hangs.
#[derive(Default)]
struct Queues(Mutex<()>);

#[test]
fn while_the_environment_is_at_work_no_call_is_to_blame() {
    fn scene(_: &Scene<Does>) {
        let (queue, gate) = (Arc::new(Queues::default()), Arc::new(Barrier::new(2)));
        let (theirs, slow) = (queue.clone(), gate.clone());
        let starter = thread::spawn(move || {
            let start = || {
                let _held = theirs.0.lock().unwrap();
                outside(|| _ = (slow.wait(), slow.wait()));
            };
            called("take-returns", || "take".into(), start, |()| None);
        });
        gate.wait();
        called("release-returns", || "release".into(), || drop(queue.0.lock().unwrap()), |()| None);
        gate.wait();
        starter.join().unwrap();
    }
    fn crossing() -> lab::client::Crossing {
        Suite { acts: &[Does::Take], play: scene, ..suite::<OneStep>() }.crossing()
    }
    let ids = ["take-returns", "one-wins", "release-returns"];
    let mut properties = ids.map(|id| Property::new(id, || {})).to_vec();
    properties.push(Property::crossing(crossing));
    let (reports, _) = judge_contract(BOUNDS, 1_000, &properties).unwrap();
    assert_eq!(broken(&reports), [("release-returns", Kind::Deadlock)]);
}

#[test]
fn a_promise_that_is_no_property_is_a_mistake_of_the_contract() {
    let properties = [Property::new("take-returns", || {}), Property::crossing(|| suite::<TwoSteps>().crossing())];
    let error = judge_contract(BOUNDS, 1_000, &properties).unwrap_err();
    assert!(error.contains("`one-wins`"), "{error}");
}

/// A design with many threads does not fit into every situation. That is no ground for a refusal.
#[test]
fn a_situation_without_room_is_not_searched() {
    fn crowd(_: &Scene<Does>) {
        let threads: Vec<_> = (0..9).map(|_| thread::spawn(|| ())).collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    }
    fn crossing() -> lab::client::Crossing {
        Suite { play: crowd, ..suite::<OneStep>() }.crossing()
    }
    let properties = [Property::new("take-returns", || {}), Property::crossing(crossing)];
    let (reports, asked) = judge_contract(BOUNDS, 1_000, &properties).unwrap();
    assert_eq!(reports[0].outcome, Outcome::Holds);
    assert_eq!(asked.groups[1].not_searched, asked.groups[1].number(), "{asked:?}");
}
