//! What the fixes cost, with real threads and the real `std`. An agent is a sleep in here: nothing below measures it, only
//! who waits for it.

use super::subject::*;
use crate::Price;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::time("signal-thread", signal_thread),
    Price::time("leftover", leftover),
    Price::time("nobody-sweeps", nobody_sweeps),
];

/// An agent works for so many milliseconds, and a sweep begins. Until the signal thread is back.
fn signal_thread(millis: u64, times: u64) -> Duration {
    (0..times).map(|_| beside_an_agent(millis).0).sum()
}

/// The same. Until the child that has ended is reaped.
fn leftover(millis: u64, times: u64) -> Duration {
    (0..times).map(|_| beside_an_agent(millis).1).sum()
}

/// How long the signal thread was in `sweep`, and how long the child waited for its sweep.
fn beside_an_agent(millis: u64) -> (Duration, Duration) {
    let (files, world) = daemon(Duration::from_millis(millis), 1);
    thread::scope(|scope| {
        let reader = scope.spawn(|| files.read("meminfo"));
        world.at_work.recv().unwrap();
        let asked = Instant::now();
        files.sweep();
        let back = asked.elapsed();
        let reaped = world.reaped.recv().unwrap() - asked;
        let _ = reader.join().unwrap();
        (back, reaped)
    })
}

/// So many threads read, and agents take no time. The time of all reads, divided by their number.
fn nobody_sweeps(threads: u64, times: u64) -> Duration {
    let (files, _world) = daemon(Duration::ZERO, 0);
    let began = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                for _ in 0..times {
                    let _ = files.read("meminfo");
                }
            });
        }
    });
    began.elapsed() / threads as u32
}

/// A handler, and what is heard of its children: so many of them have ended already.
fn daemon(takes: Duration, ended: u32) -> (Arc<ProcFs>, World) {
    let (tell, at_work) = mpsc::channel();
    let (gone, reaped) = mpsc::channel();
    let linux = Linux {
        takes,
        tell,
        gone: Mutex::new(gone),
        ended: AtomicU32::new(ended),
    };
    let files = Arc::new(ProcFs::new(Box::new(linux)));
    (files, World { at_work, reaped })
}

struct World {
    /// Of every slow agent, once it is at work.
    at_work: mpsc::Receiver<()>,
    /// When a child was reaped that nobody waits for.
    reaped: mpsc::Receiver<Instant>,
}

struct Linux {
    takes: Duration,
    tell: mpsc::Sender<()>,
    gone: Mutex<mpsc::Sender<Instant>>,
    ended: AtomicU32,
}

impl Kernel for Linux {
    fn spawn(&self, _: &str) -> Result<Pid, Error> {
        Ok(Pid(100))
    }

    fn answer(&self, _: Pid) -> String {
        if !self.takes.is_zero() {
            self.tell.send(()).unwrap();
            thread::sleep(self.takes);
        }
        String::new()
    }

    fn wait(&self, _: Pid) -> Option<ExitStatus> {
        Some(ExitStatus(0))
    }

    fn reap_any(&self) -> Option<Pid> {
        let one_less = |it: u32| it.checked_sub(1);
        self.ended.fetch_update(Relaxed, Relaxed, one_less).ok()?;
        self.gone.lock().unwrap().send(Instant::now()).unwrap();
        Some(Pid(7))
    }
}
