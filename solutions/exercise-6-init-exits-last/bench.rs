//! What the fixes cost, with real threads and the real `std`. runc and the client are sleeps in here: nothing below
//! measures either, only who waits for them.

use super::subject::*;
use crate::Price;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Barrier, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::time("reaper", reaper),
    Price::time("beside-starts", beside_starts),
    Price::time("slow-client", slow_client),
    Price::time("nobody-waits", nobody_waits),
];

const INIT: Pid = Pid(100);
const KILLED: ExitStatus = ExitStatus(137);

/// Init exits while an exec is started, for which runc takes so many milliseconds. Until the reaper has its thread back.
fn reaper(millis: u64, times: u64) -> Duration {
    let mut waited = Duration::ZERO;
    for _ in 0..times {
        let (container, world) = container(Duration::from_millis(millis), Duration::ZERO);
        thread::scope(|scope| {
            let container = &container;
            scope.spawn(move || container.exec("slow"));
            world.at_work.recv().unwrap();
            let reported = Instant::now();
            container.handle_exit(INIT, KILLED);
            waited += reported.elapsed();
        });
    }
    waited
}

/// An exec ends while so many others are started, for which runc takes 5 ms. Until the client hears of its exit.
fn beside_starts(starts: u64, times: u64) -> Duration {
    let mut waited = Duration::ZERO;
    for _ in 0..times {
        let (container, world) = container(Duration::from_millis(5), Duration::ZERO);
        let ends = container.exec("short").unwrap();
        thread::scope(|scope| {
            let container = &container;
            for n in 0..starts {
                scope.spawn(move || container.exec(&format!("slow-{n}")).unwrap());
            }
            for _ in 0..starts {
                world.at_work.recv().unwrap();
            }
            let reported = Instant::now();
            container.handle_exit(ends, KILLED);
            waited += world.exits.recv().unwrap() - reported;
        });
    }
    waited
}

/// So many execs are started together, and the client takes 0.2 ms for each event. The mean time of their requests.
fn slow_client(starts: u64, times: u64) -> Duration {
    let mut took = Duration::ZERO;
    for _ in 0..times {
        let (container, _world) = container(Duration::ZERO, Duration::from_micros(200));
        let together = Barrier::new(starts as usize);
        let took_each = thread::scope(|scope| {
            let start = |n| {
                let (container, together) = (&container, &together);
                let name = format!("quick-{n}");
                scope.spawn(move || {
                    together.wait();
                    let asked = Instant::now();
                    container.exec(&name).unwrap();
                    asked.elapsed()
                })
            };
            let threads: Vec<_> = (0..starts).map(start).collect();
            let each = threads.into_iter().map(|it| it.join().unwrap());
            each.sum::<Duration>()
        });
        took += took_each / starts as u32;
    }
    took
}

/// One exec is started and ends, beside so many that run. runc and the client take no time.
fn nobody_waits(running: u64, times: u64) -> Duration {
    let (container, _world) = container(Duration::ZERO, Duration::ZERO);
    for n in 0..running {
        container.exec(&format!("runs-{n}")).unwrap();
    }
    let began = Instant::now();
    for _ in 0..times {
        let pid = container.exec("short").unwrap();
        container.handle_exit(pid, KILLED);
    }
    began.elapsed()
}

/// A container, and what is heard of it.
fn container(runc: Duration, client: Duration) -> (Arc<Container>, World) {
    let (tell, at_work) = mpsc::channel();
    let next = AtomicU32::new(INIT.0 + 1);
    let runtime = Runc {
        takes: runc,
        tell,
        next,
    };
    let (exited, exits) = mpsc::channel();
    let wire = Wire {
        takes: client,
        exited: Mutex::new(exited),
    };
    let container = Container::new(INIT, Box::new(runtime), Box::new(wire));
    (Arc::new(container), World { at_work, exits })
}

struct World {
    /// Of every slow start, once it is under way.
    at_work: mpsc::Receiver<()>,
    /// When the client heard of the exit of an exec that was not slow to start.
    exits: mpsc::Receiver<Instant>,
}

struct Runc {
    takes: Duration,
    tell: mpsc::Sender<()>,
    next: AtomicU32,
}

impl Runtime for Runc {
    fn exec(&self, name: &str) -> Result<Pid, Error> {
        if name.starts_with("slow") {
            let _ = self.tell.send(());
            thread::sleep(self.takes);
        }
        Ok(Pid(self.next.fetch_add(1, Relaxed)))
    }
}

/// One connection: whoever sends waits for those in front.
struct Wire {
    takes: Duration,
    exited: Mutex<mpsc::Sender<Instant>>,
}

impl Events for Wire {
    fn publish(&self, event: Event) {
        let exited = self.exited.lock().unwrap();
        if !self.takes.is_zero() {
            thread::sleep(self.takes);
        }
        if let Event::Exited(Process::Exec(_), _) = event {
            let _ = exited.send(Instant::now());
        }
    }
}
