//! The promises of `practice/evidence/rust/task_pool.rs`, in every order of its tasks: a client submits two jobs, one of which
//! panics, while two tasks stop the pool at the same time. Then two common patches.

use lab::{Kind, Plain, check};
use pool::{Pool, Told};
use std::sync::Arc;
use tokio::task::yield_now;

#[expect(dead_code, reason = "`main` runs it with the real tokio")]
#[path = "../rust/task_pool.rs"]
mod pool;

pub const RUNS: &[(&str, fn())] = &[
    ("stop drains and joins: each job taken is reported once, and no task is left", drains),
    ("the owner is dropped at the cancel, with what it has", dropped),
    ("stop cancels, and does not join", leaves),
];

/// Counts itself while it lives.
struct Alive(Arc<Plain<u32>>);

impl Alive {
    fn new(count: &Arc<Plain<u32>>) -> Alive {
        count.with(|it| *it += 1);
        Alive(count.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.with(|it| *it -= 1);
    }
}

async fn client(pool: Arc<Pool>, alive: Arc<Plain<u32>>) {
    lab::tasks::name_me("client");
    let bad = pool.submit(|_| async {
        lab::tasks::name_me("bad job");
        panic!("no such mount")
    });
    let good = pool.submit(|stopping| async move {
        lab::tasks::name_me("good job");
        let _alive = Alive::new(&alive);
        stopping.cancelled().await;
        yield_now().await; // unmounts
        Ok(())
    });
    for (answer, end) in [(bad, Told::Panicked), (good, Told::Done)] {
        let Some(answer) = answer else { continue };
        let told = answer.await;
        check(told.is_ok(), Kind::LostValue, || "a job was taken and never reported".into());
        let told = told.unwrap();
        check(told == end || told == Told::Stopped, Kind::WrongValue, || format!("{told:?}, and it {end:?}"));
    }
}

async fn stop(name: &'static str, pool: Arc<Pool>, alive: Arc<Plain<u32>>, joins: bool) {
    lab::tasks::name_me(name);
    if joins {
        pool.stop().await;
    } else {
        pool.ask_to_stop();
    }
    check(alive.with(|it| *it) == 0, Kind::WrongValue, || "stop has returned, and a job still runs".into());
    let takes = || pool.submit(|_| async { Ok(()) }).is_some();
    check(!joins || !takes(), Kind::WrongValue, || "a stopped pool took a job".into());
}

fn a_life(start: fn() -> Pool, joins: bool) {
    lab::tasks::run(async move {
        lab::expect_panics();
        let (pool, alive) = (Arc::new(start()), Arc::new(Plain::new(0)));
        let client = tokio::spawn(client(pool.clone(), alive.clone()));
        let stops = ["stop", "stop 2"].map(|name| tokio::spawn(stop(name, pool.clone(), alive.clone(), joins)));
        client.await.unwrap();
        for stop in stops {
            stop.await.unwrap();
        }
    });
}

/// As `Pool::start(1, 2)`, with a name for the owner.
fn right() -> Pool {
    Pool::owned_by(2, |queue, stopping| async move {
        lab::tasks::name_me("owner");
        pool::own(1, queue, stopping).await;
    })
}

/// The owner seems to end at once. What it holds is dropped as it is.
fn wrong() -> Pool {
    Pool::owned_by(2, |queue, stopping| async move {
        lab::tasks::name_me("owner");
        stopping.run_until_cancelled(pool::own(1, queue, stopping.clone())).await;
    })
}

fn drains() {
    a_life(right, true);
}

fn dropped() {
    a_life(wrong, true);
}

fn leaves() {
    a_life(right, false);
}
