//! "A counterexample calls a lock, a channel, a flag what the source calls it; what cannot be read there is called by its
//! type, and no two have one name."

use crate::BOUNDS;
use lab::Kind;
use lab::explore::judge;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, LazyLock, Mutex, MutexGuard, OnceLock, RwLock};
use std::thread;

/// How a failing property is told: the steps, the sentence, and who is stuck.
fn told(property: fn()) -> Vec<String> {
    lab::harness::sources(&[(file!(), include_str!("names.rs"))]);
    let report = judge(BOUNDS, property);
    let example = report.counterexample.unwrap_or_else(|| panic!("it does not fail: {:?}", report.outcome));
    let steps = example.steps.into_iter().map(|step| format!("{}: {}", step.actor, step.text));
    let stuck = example.stuck.into_iter().map(|stuck| format!("{} waits for {}", stuck.actor, stuck.waits_for));
    steps.chain(stuck).collect()
}

fn fail() {
    lab::check(false, Kind::WrongValue, || "look".into());
}

#[derive(Default)]
struct Shim {
    tasks: RwLock<u8>,
    exits: Mutex<u8>,
    changed: Condvar,
    lives: AtomicUsize,
}

impl Shim {
    fn work(&self) {
        drop(self.tasks.read());
        *self.exits.lock().unwrap() += 1;
        self.changed.notify_all();
        self.lives.fetch_add(2, SeqCst);
    }
}

#[test]
fn fields_have_the_name_of_their_type() {
    let property = || {
        let shim = Shim::default();
        shim.work();
        shim.lives.store(7, SeqCst);
        fail();
    };
    assert_eq!(
        told(property),
        [
            "contract: read-locks Shim.tasks",
            "contract: read-unlocks Shim.tasks",
            "contract: locks Shim.exits",
            "contract: unlocks Shim.exits",
            "contract: notifies all of Shim.changed: nobody waits",
            "contract: adds 2 to Shim.lives: 0 becomes 2",
            "contract: stores 7 in Shim.lives",
        ]
    );
}

struct Pair {
    lock: Mutex<u8>,
}

#[test]
fn two_locks_of_one_name_or_one_type_have_numbers() {
    let property = || {
        let pairs = [Pair { lock: Mutex::new(0) }, Pair { lock: Mutex::new(0) }];
        for pair in &pairs {
            drop(pair.lock.lock());
        }
        let bare = (Mutex::new(0_u16), Mutex::new(0_u16));
        drop((bare.0.lock(), bare.1.lock()));
        fail();
    };
    let steps = told(property);
    let locked: Vec<&String> = steps.iter().filter(|step| step.contains(": locks ")).collect();
    assert_eq!(
        locked,
        [
            "contract: locks Pair.lock#1",
            "contract: locks Pair.lock#2",
            "contract: locks bare.0",
            "contract: locks bare.1"
        ]
    );
}

/// Every lock goes through here, so the parameter's name says nothing.
fn grab<T>(it: &Mutex<T>) -> MutexGuard<'_, T> {
    it.lock().unwrap()
}

#[test]
fn the_parameter_of_a_helper_is_no_name() {
    let property = || {
        let (small, big, bigger) = (Mutex::new(0_u8), Mutex::new(0_u64), Mutex::new(1_u64));
        drop((grab(&small), grab(&big), grab(&bigger)));
        fail();
    };
    assert_eq!(told(property)[..3], ["contract: locks u8", "contract: locks u64#1", "contract: locks u64#2"]);
}

#[test]
fn the_best_name_of_an_object_is_used_for_all_its_steps() {
    let property = || {
        let shim = Arc::new(Shim::default());
        let exits = &shim.exits;
        drop(exits.lock());
        shim.work();
        fail();
    };
    assert_eq!(told(property)[0], "contract: locks Shim.exits");
}

#[test]
fn a_deadlock_names_both_locks() {
    let property = || {
        let locks = Arc::new((Mutex::new(0_u8), Mutex::new(0_u8)));
        let (first, second) = (&locks.0, &locks.1);
        let theirs = locks.clone();
        let other = thread::spawn(move || {
            let (first, second) = (&theirs.0, &theirs.1);
            let _b = second.lock();
            let _a = first.lock();
        });
        let _a = first.lock();
        let _b = second.lock();
        drop((_a, _b));
        other.join().unwrap();
    };
    let told = told(property);
    assert_eq!(told[told.len() - 2..], ["contract waits for the lock second", "thread 1 waits for the lock first"]);
}

#[test]
fn a_condvar_is_not_the_name_of_its_lock() {
    let property = || {
        let shim = Shim::default();
        let mut exits = shim.exits.lock().unwrap();
        while *exits == 0 {
            exits = shim.changed.wait(exits).unwrap();
        }
    };
    assert_eq!(
        told(property),
        [
            "contract: locks Shim.exits",
            "contract: waits on Shim.changed, unlocks Shim.exits",
            "contract waits for a notification of Shim.changed (its lock is Shim.exits)",
        ]
    );
}

struct Bus {
    reports: Sender<u32>,
}

#[test]
fn a_channel_says_what_it_carries_and_its_name() {
    let property = || {
        let (send, receive) = channel();
        let bus = Bus { reports: send };
        bus.reports.send(1).unwrap();
        drop(bus);
        for _report in &receive {}
        fail();
    };
    assert_eq!(
        told(property),
        [
            "contract: sends u32 to Bus.reports",
            "contract: drops a sender of Bus.reports",
            "contract: receives u32 from Bus.reports",
            "contract: finds Bus.reports closed: its senders are gone",
        ]
    );
}

static CONFIG: LazyLock<u8> = LazyLock::new(|| 7);

#[test]
fn a_lazy_lock_is_told_by_its_name_and_is_no_atomic() {
    let property = || {
        assert_eq!(*CONFIG, 7);
        assert_eq!(CONFIG.count_ones(), 3);
        fail();
    };
    assert_eq!(
        told(property),
        [
            "contract: finds the LazyLock CONFIG not initialised",
            "contract: initialises the LazyLock CONFIG",
            "contract: has initialised the LazyLock CONFIG",
            "contract: reads the LazyLock CONFIG",
        ]
    );
    let covered = judge(BOUNDS, || assert_eq!(*CONFIG, 7)).coverage;
    assert!(!covered.atomics, "a LazyLock's own flag has no weak memory: {covered:?}");
}

#[test]
fn who_waits_for_an_initialiser_is_told_so() {
    let property = || {
        static READY: OnceLock<u8> = OnceLock::new();
        READY.get_or_init(|| *READY.get_or_init(|| 1));
    };
    assert_eq!(
        told(property),
        [
            "contract: finds the OnceLock READY not initialised",
            "contract: initialises the OnceLock READY",
            "contract: finds the OnceLock READY not initialised",
            "contract waits for the OnceLock READY to be initialised",
        ]
    );
}

#[test]
fn a_lazy_lock_says_its_own_name_when_it_is_poisoned() {
    let report = judge(BOUNDS, || {
        static BROKEN: LazyLock<u8> = LazyLock::new(|| panic!("no file"));
        lab::expect_panics();
        assert!(thread::spawn(|| *BROKEN).join().is_err());
        let _ = *BROKEN;
    });
    let said = format!("{:?}", report.outcome);
    assert!(said.contains("LazyLock instance has previously been poisoned"), "{said}");
}

#[test]
fn two_threads_of_one_name_are_told_apart() {
    let property = || {
        let spawn = || thread::Builder::new().name("waiter".into()).spawn(|| ()).unwrap();
        let (one, two) = (spawn(), spawn());
        one.join().unwrap();
        two.join().unwrap();
        fail();
    };
    assert_eq!(
        told(property),
        [
            "contract: spawns waiter",
            "contract: spawns waiter#2",
            "contract: has joined waiter",
            "contract: has joined waiter#2",
        ]
    );
}

#[test]
fn a_failure_names_the_promise_that_it_breaks() {
    let report = judge(BOUNDS, || lab::check_promise("exit-published", false, Kind::LostValue, || "lost".into()));
    assert_eq!(report.counterexample.and_then(|it| it.breaks).as_deref(), Some("exit-published"));
    // Its own promise needs no name.
    let report = judge(BOUNDS, || lab::check_promise("judged", false, Kind::LostValue, || "lost".into()));
    assert_eq!(report.counterexample.and_then(|it| it.breaks), None);
}
