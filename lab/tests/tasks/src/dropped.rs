//! "What is given up is told: the branch that a `select!` drops, the future that a time-out ends, a task that is aborted,
//! each with the place where it waited."

use crate::ask::BOUNDS;
use lab::Kind;
use lab::explore::judge_named;
use std::sync::Arc;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{Mutex, Notify, RwLock};
use tokio::time::{Duration, sleep, timeout};
use tokio::{select, spawn};

const THIS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/dropped.rs");

/// The steps of a failing property that say what is dropped, what is cancelled, and who waits for a lock.
fn told(property: fn()) -> Vec<String> {
    lab::harness::sources(&[(file!(), include_str!("dropped.rs"))]);
    let report = judge_named(BOUNDS, &[(THIS, "dropped.rs"), (file!(), "dropped.rs")], property);
    let example = report.counterexample.unwrap_or_else(|| panic!("it does not fail: {:?}", report.outcome));
    let tells = |text: &str| ["drops ", "is cancelled", "the lock "].iter().any(|words| text.contains(words));
    let steps = example.steps.into_iter().filter(|step| tells(&step.text));
    let steps = steps.map(|step| format!("{}: {} @{}", step.actor, step.text, step.at.map_or(0, |at| at.line)));
    let stuck = example.stuck.into_iter().map(|stuck| format!("{} waits for {}", stuck.actor, stuck.waits_for));
    steps.chain(stuck.filter(|line| line.contains("the lock "))).collect()
}

fn fail() {
    lab::check(false, Kind::LostValue, || "look".into());
}

/// The line with this mark.
fn line(mark: &str) -> usize {
    let marks = format!("// {mark}");
    include_str!("dropped.rs").lines().position(|line| line.ends_with(&marks)).expect("the mark is there") + 1
}

struct Events {
    queue: Receiver<u8>,
    journal: Sender<u8>,
}

impl Events {
    async fn next(&mut self) -> Option<u8> {
        let event = self.queue.recv().await?;
        self.journal.send(event).await.ok()?; // send
        Some(event)
    }
}

fn loses_an_event() {
    lab::tasks::run(async {
        let (send, queue) = channel(2);
        let (journal, _full) = channel(1);
        journal.send(0).await.unwrap();
        send.send(7).await.unwrap();
        let mut events = Events { queue, journal };
        select! { // select
            _ = events.next() => {}
            () = sleep(Duration::from_secs(1)) => {}
        }
        fail();
    });
}

#[test]
fn a_dropped_branch_is_a_step_with_the_place_where_it_waited() {
    let send = line("send");
    let wanted = format!(
        "contract: select! drops events.next(), which waits at dropped.rs:{send}, with the value that it has to send @{}",
        line("select")
    );
    assert_eq!(told(loses_an_event), [wanted]);
}

#[test]
fn who_waits_in_a_select_is_told_so() {
    let report = judge_named(BOUNDS, &[(THIS, "dropped.rs"), (file!(), "dropped.rs")], || {
        lab::harness::sources(&[(THIS, include_str!("dropped.rs"))]);
        lab::tasks::run(async {
            let never = Notify::new();
            select! {
                () = never.notified() => {}
                () = std::future::pending() => {}
            }
        });
    });
    let said = format!("{:?}", report.outcome);
    assert!(said.contains("contract waits in select!"), "{said}");
}

#[test]
fn a_branch_that_is_borrowed_or_loses_nothing_is_no_step() {
    let property = || {
        lab::tasks::run(async {
            let (_send, mut queue) = channel::<u8>(1);
            let never = Notify::new();
            let mut waits = std::pin::pin!(never.notified());
            select! {
                biased;
                () = &mut waits => {}
                _ = queue.recv() => {}
                () = sleep(Duration::from_secs(1)) => {}
            }
            fail();
        });
    };
    assert_eq!(told(property), [""; 0]);
}

async fn slow(store: &Notify) {
    store.notified().await; // slow
}

fn runs_out_of_time() {
    lab::tasks::run(async {
        let store = Notify::new();
        let limit = Duration::from_secs(1);
        let _ = timeout(limit, slow(&store)).await; // timeout
        fail();
    });
}

#[test]
fn a_time_out_says_what_it_ends() {
    let wanted = format!(
        "contract: the time-out drops slow(&store), which waits at dropped.rs:{} @{}",
        line("slow"),
        line("timeout")
    );
    assert_eq!(told(runs_out_of_time), [wanted]);
}

fn aborts_one() {
    lab::tasks::run(async {
        let task = spawn(async {
            lab::tasks::name_me("writer");
            let (journal, _full) = channel(1);
            journal.send(0).await.unwrap();
            journal.send(1).await.unwrap(); // full
        });
        sleep(Duration::from_secs(1)).await;
        task.abort();
        let _ = task.await;
        fail();
    });
}

#[test]
fn an_aborted_task_says_where_it_was() {
    let wanted = format!(
        "writer: is cancelled while it waits in Sender::send, with the value that it has to send @{}",
        line("full")
    );
    assert_eq!(told(aborts_one), [wanted]);
}

struct Shim {
    tasks: Mutex<u8>,
}

fn waits_for_itself() {
    lab::tasks::run(async {
        let shim = Arc::new(Shim { tasks: Mutex::new(0) });
        let _first = shim.tasks.lock().await;
        let _second = shim.tasks.lock().await;
    });
}

#[test]
fn a_lock_of_tasks_has_the_name_of_its_field() {
    let told = told(waits_for_itself);
    assert_eq!(told.last().map(String::as_str), Some("contract waits for the lock Shim.tasks (Mutex::lock)"));
    assert!(told[0].starts_with("contract: waits for the lock Shim.tasks (Mutex::lock)"), "{told:?}");
}

#[test]
fn two_tasks_of_one_name_are_told_apart() {
    let property = || {
        lab::tasks::run(async {
            let task = || {
                spawn(async {
                    lab::tasks::name_me("writer");
                    std::future::pending::<()>().await;
                })
            };
            let (one, two) = (task(), task());
            sleep(Duration::from_secs(1)).await;
            one.abort();
            two.abort();
            sleep(Duration::from_secs(1)).await;
            fail();
        });
    };
    let told = told(property);
    assert!(told.len() == 2 && told[0].starts_with("writer: ") && told[1].starts_with("writer#2: "), "{told:?}");
}

fn ends_alone() {
    lab::tasks::run(async {
        spawn(async {}).await.unwrap(); // alone
        spawn(async {}).abort(); // aborted
        sleep(Duration::from_secs(1)).await;
        fail();
    });
}

#[test]
fn the_end_of_a_task_has_the_place_of_the_task() {
    let report = judge_named(BOUNDS, &[(THIS, "dropped.rs"), (file!(), "dropped.rs")], ends_alone);
    let steps = report.counterexample.expect("it fails").steps;
    let place = |text: &str| {
        let step = steps.iter().find(|step| step.text == text).unwrap_or_else(|| panic!("no `{text}`: {steps:#?}"));
        step.at.as_ref().map_or(0, |at| at.line as usize)
    };
    assert_eq!(place("ends"), line("alone"));
    assert_eq!(place("is cancelled before its first turn"), line("aborted"));
}

#[test]
fn a_lock_shows_its_value_in_a_message() {
    crate::ask::expect(
        || async {
            let (lock, shared) = (Mutex::new(7), RwLock::new(8));
            crate::ask::tell(format!("{lock:?} {shared:?}"));
            let _held = (lock.lock().await, shared.write().await);
            crate::ask::tell(format!("{lock:?}"));
        },
        &["Mutex { data: 7 } RwLock { data: 8 } Mutex { data: <locked> }"],
    );
}
