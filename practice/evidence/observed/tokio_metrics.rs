//! Numbers of a tokio runtime that a stable build has, each made to move, and two that a program must count itself.

use std::{collections::BTreeMap, sync::mpsc as std_mpsc, time::Duration};
use tokio::{
    runtime::Builder,
    sync::{mpsc, oneshot},
    time::{Instant, advance},
};

/// When each piece of work should have ended. Its owner removes the entry.
#[derive(Default)]
struct Deadlines(BTreeMap<&'static str, Instant>);

impl Deadlines {
    fn late(&self) -> usize {
        self.0.values().filter(|it| **it <= Instant::now()).count()
    }
}

pub fn main() {
    let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let metrics = runtime.metrics();

    // Tasks: one that waits for a sender which nobody drops stays for ever.
    let (sends, receives) = oneshot::channel::<()>();
    let waits = runtime.spawn(async move { receives.await.is_err() });
    println!("tasks alive, one waits:            {}", metrics.num_alive_tasks());
    drop(sends);
    runtime.block_on(waits).unwrap();
    // A join ends a moment before the runtime forgets the task.
    while metrics.num_alive_tasks() > 0 {
        std::thread::yield_now();
    }
    println!("tasks alive, its sender is gone:   {}", metrics.num_alive_tasks());

    // A worker that blocks: the common queue grows, and the worker parks no more.
    let (free, is_free) = std_mpsc::channel::<()>();
    let (begun, has_begun) = std_mpsc::channel();
    let blocks = runtime.spawn(async move {
        begun.send(()).unwrap();
        is_free.recv().unwrap_err();
    });
    has_begun.recv().unwrap();
    let parked = metrics.worker_park_count(0);
    let busy = metrics.worker_total_busy_duration(0);
    let queued: Vec<_> = (0..5).map(|_| runtime.spawn(async {})).collect();
    println!("common queue, the worker blocks:   {}", metrics.global_queue_depth());
    println!("its parks since then:              {}", metrics.worker_park_count(0) - parked);
    println!("its busy time has grown:           {}", metrics.worker_total_busy_duration(0) > busy);
    drop(free);
    runtime.block_on(async {
        blocks.await.unwrap();
        for one in queued {
            one.await.unwrap();
        }
    });
    while metrics.worker_park_count(0) == parked {
        std::thread::yield_now();
    }
    println!("common queue, it goes on:          {}", metrics.global_queue_depth());
    println!("its busy time has grown:           {}", metrics.worker_total_busy_duration(0) > busy);

    // A queue of your own: a bounded channel knows its depth.
    let (sends, _receives) = mpsc::channel(8);
    (0..6).for_each(|it| sends.try_send(it).unwrap());
    println!(
        "depth of the exit queue:           {} of {}",
        sends.max_capacity() - sends.capacity(),
        sends.max_capacity()
    );

    // Work past its deadline: the program has to keep the deadlines.
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(async {
        let mut deadlines = Deadlines::default();
        deadlines.0.insert("load s1", Instant::now() + Duration::from_secs(3));
        deadlines.0.insert("load s2", Instant::now() + Duration::from_secs(30));
        println!("past their deadline, at once:      {}", deadlines.late());
        advance(Duration::from_secs(10)).await;
        println!("past their deadline, after 10 s:   {}", deadlines.late());
        deadlines.0.remove("load s1");
        println!("past their deadline, it has ended: {}", deadlines.late());
    });
}
