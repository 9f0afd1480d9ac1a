//! What the fixes cost, with real threads and the real `std`. The kernel is silent in here: exits are reported by the
//! measurement itself.

use super::subject::*;
use crate::{Price, heap};
use std::sync::atomic::{AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::time("waiters", waiters),
    Price::time("publishing", publishing),
    Price::amount("publishing-p99", publishing_p99),
    Price::amount("kept", kept),
];

/// How many exits two threads publish, half of them each.
const EXITS: u64 = 2_000;

/// From the report of an exit until the last of so many waiters has its status.
fn waiters(waiters: u64, times: u64) -> Duration {
    let (shim, reports) = Shim::new(Box::new(Silent), Arc::default());
    let shim = Arc::new(shim);
    let reaper = thread::spawn({
        let shim = shim.clone();
        move || shim.run_reaper(reports)
    });
    let mut took = Duration::ZERO;
    for pid in (100..).map(Pid).take(times as usize) {
        shim.add("web", pid);
        let left = Arc::new(AtomicU64::new(waiters));
        let together = Arc::new(Barrier::new(waiters as usize + 1));
        let (tell, last) = mpsc::channel();
        let wait = |_| {
            let (shim, left, together, tell) =
                (shim.clone(), left.clone(), together.clone(), tell.clone());
            // The default of 2 MiB is address space that ten thousand threads need not have.
            let small = thread::Builder::new().stack_size(64 << 10);
            let waiter = move || {
                together.wait();
                shim.wait(pid).unwrap();
                if left.fetch_sub(1, SeqCst) == 1 {
                    tell.send(Instant::now()).unwrap();
                }
            };
            small.spawn(waiter).unwrap()
        };
        let threads: Vec<_> = (0..waiters).map(wait).collect();
        together.wait();
        // Time to fall asleep. Whoever is late costs a little less, in every design.
        thread::sleep(Duration::from_millis(5) + Duration::from_micros(5) * waiters as u32);
        let reported = Instant::now();
        shim.child_gone(pid, ExitStatus(0));
        took += last.recv().unwrap() - reported;
        threads.into_iter().for_each(|it| it.join().unwrap());
    }
    shim.no_more_children();
    reaper.join().unwrap();
    took
}

/// One exit, published by two threads that do nothing else.
fn publishing(subscribers: u64, times: u64) -> Duration {
    let mut took = Duration::ZERO;
    // In parts, so that the queues stay short.
    let mut left = times;
    while left > 0 {
        let part = left.min(EXITS);
        took += publish(subscribers, part).0;
        left -= part;
    }
    took
}

/// Of the calls of two such threads, the one that 1 in 100 takes longer than; in nanoseconds.
fn publishing_p99(subscribers: u64) -> f64 {
    let (_, mut calls) = publish(subscribers, EXITS);
    calls.sort();
    calls[calls.len() * 99 / 100].as_nanos() as f64
}

/// Two threads publish; nobody reads meanwhile. Gives the time of all, and that of each call.
fn publish(subscribers: u64, exits: u64) -> (Duration, Vec<Duration>) {
    let bus = Arc::new(ExitBus::default());
    let subscribed: Vec<Subscription> = (0..subscribers).map(|_| bus.subscribe()).collect();
    let together = Barrier::new(2);
    let halves = [exits / 2, exits - exits / 2];
    let publisher = |half: u64| {
        let exit = exit();
        let mut calls = Vec::with_capacity(half as usize);
        together.wait();
        let began = Instant::now();
        for _ in 0..half {
            let called = Instant::now();
            bus.publish(&exit);
            calls.push(called.elapsed());
        }
        (began.elapsed(), calls)
    };
    let [one, other] = thread::scope(|scope| {
        let publisher = &publisher;
        let threads = halves.map(|half| scope.spawn(move || publisher(half)));
        threads.map(|it| it.join().unwrap())
    });
    drop(subscribed);
    (one.0.max(other.0), [one.1, other.1].concat())
}

/// Two subscribers read every exit at once. What is on the heap afterwards, in bytes.
fn kept(exits: u64) -> f64 {
    let bus = Arc::new(ExitBus::default());
    let subscribed = [bus.subscribe(), bus.subscribe()];
    let exit = exit();
    let counted = heap::Counting::start();
    for _ in 0..exits {
        bus.publish(&exit);
        for subscriber in &subscribed {
            drop(subscriber.recv());
        }
    }
    counted.bytes()
}

fn exit() -> Exit {
    Exit {
        container: "web".into(),
        pid: Pid(4242),
        status: ExitStatus(0),
    }
}

struct Silent;

impl Kernel for Silent {
    fn sigkill(&self, _: Pid) {}
}
