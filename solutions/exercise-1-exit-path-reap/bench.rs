//! What the fixes cost, with real threads and the real `std`. The kernel is silent in here: exits are reported by the
//! measurement itself.

use super::subject::*;
use crate::{Price, heap, median, repeated};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::amount("waiters", waiters),
    Price::time("publishing", publishing),
    Price::amount("publishing-p99", publishing_p99),
    Price::amount("slow-reader", slow_reader),
    Price::amount("slow-reader-p99", slow_reader_p99),
    Price::amount("kept", kept),
];

/// How many exits two threads publish, half of them each.
const EXITS: u64 = 2_000;

/// From the report of an exit until the last of so many waiters has its status, in nanoseconds. Few waiters wait for
/// several exits, one after another, and the figure is the median.
fn waiters(waiters: u64) -> f64 {
    let times = (1_000 / waiters).clamp(1, 30);
    let (shim, reports) = Shim::new(Box::new(Silent), Arc::default());
    let shim = Arc::new(shim);
    let reaper = thread::spawn({
        let shim = shim.clone();
        move || shim.run_reaper(reports)
    });
    let mut took = Vec::new();
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
        took.push(last.recv().unwrap() - reported);
        threads.into_iter().for_each(|it| it.join().unwrap());
    }
    shim.no_more_children();
    reaper.join().unwrap();
    median(took)
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

/// How many subscribers read at once, beside the one that is slow.
const QUICK: usize = 3;

/// Two threads publish as fast as they can, and one of the subscribers takes so many microseconds for each exit. The time
/// for each exit, in nanoseconds.
fn slow_reader(micros: u64) -> f64 {
    const EXITS: u32 = 400;
    let took = repeated(|| {
        let bus = Arc::new(ExitBus::default());
        let exits = Exits {
            number: EXITS,
            began: Instant::now(),
            apart: Duration::ZERO,
        };
        with_readers(&bus, micros, exits, |_| {}).0
    });
    took / f64::from(EXITS)
}

/// Two threads publish 600 exits between them, at 4,000 a second. From the moment of an exit until a subscriber that reads at
/// once has read it: what 1 in 100 takes longer than, in nanoseconds.
fn slow_reader_p99(micros: u64) -> f64 {
    let bus = Arc::new(ExitBus::default());
    let apart = Duration::from_micros(250);
    let exits = Exits {
        number: 600,
        began: Instant::now() + Duration::from_millis(5),
        apart,
    };
    let sleep_until =
        |moment: Instant| thread::sleep(moment.saturating_duration_since(Instant::now()));
    let (_, mut waits) = with_readers(&bus, micros, exits, sleep_until);
    waits.sort();
    waits[waits.len() * 99 / 100].as_nanos() as f64
}

/// What is published: each exit has its moment.
#[derive(Clone, Copy)]
struct Exits {
    number: u32,
    began: Instant,
    apart: Duration,
}

impl Exits {
    fn moment(&self, index: u32) -> Instant {
        self.began + self.apart * index
    }
}

/// Two threads publish, and four subscribers read. Gives the time until all was published, and for each exit and quick
/// reader the time since its moment.
fn with_readers(
    bus: &Arc<ExitBus>,
    micros: u64,
    exits: Exits,
    before: impl Fn(Instant) + Sync,
) -> (Duration, Vec<Duration>) {
    // The pid is the exit's number, and this one comes last.
    let numbered = |index: u32| Exit {
        pid: Pid(index),
        ..exit()
    };
    let over = AtomicBool::new(false);
    let [slow, quick @ ..] = [(); QUICK + 1].map(|()| bus.subscribe());
    thread::scope(|scope| {
        let (over, before) = (&over, &before);
        scope.spawn(move || {
            while slow.recv().pid.0 != exits.number {
                // Afterwards it hurries: nobody measures its rest.
                if !over.load(SeqCst) {
                    thread::sleep(Duration::from_micros(micros));
                }
            }
        });
        let read = |subscriber: Subscription| {
            scope.spawn(move || {
                let mut waits = Vec::with_capacity(exits.number as usize);
                loop {
                    match subscriber.recv().pid.0 {
                        last if last == exits.number => return waits,
                        index => waits.push(exits.moment(index).elapsed()),
                    }
                }
            })
        };
        let readers = quick.map(read);
        let together = Barrier::new(2);
        let publish = |first| {
            together.wait();
            let began = Instant::now();
            for index in (first..exits.number).step_by(2) {
                before(exits.moment(index));
                bus.publish(&numbered(index));
            }
            began.elapsed()
        };
        let took = thread::scope(|publishers| {
            let publish = &publish;
            let threads = [0, 1].map(|first| publishers.spawn(move || publish(first)));
            threads.map(|it| it.join().unwrap())
        });
        over.store(true, SeqCst);
        bus.publish(&numbered(exits.number));
        let waits = readers.map(|it| it.join().unwrap());
        (took[0].max(took[1]), waits.concat())
    })
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
