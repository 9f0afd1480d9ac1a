//! What the fixes cost, with real threads and the real `std`. runc is a sleep in here: nothing below measures runc,
//! only who waits for it.

use super::subject::*;
use crate::Price;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::time("state-while-creating", state_while_creating),
    Price::time("exit-while-creating", exit_while_creating),
    Price::time("execs-side-by-side", execs_side_by_side),
];

/// Some requests ask for a container that is well, while another is created. The mean of their waits.
fn state_while_creating(requests: u64, times: u64) -> Duration {
    let (shim, at_work) = shim(Duration::from_millis(5));
    let well = Process::Init("sidecar".into());
    shim.create("sidecar").unwrap();
    let mut waited = Duration::ZERO;
    for n in 0..times {
        thread::scope(|scope| {
            let shim = &shim;
            scope.spawn(move || shim.create(&format!("slow-{n}")).unwrap());
            at_work.recv().unwrap();
            let together = Arc::new(Barrier::new(requests as usize));
            let ask = |_| {
                let (together, well) = (together.clone(), &well);
                scope.spawn(move || {
                    together.wait();
                    let asked = Instant::now();
                    shim.state(well).unwrap();
                    asked.elapsed()
                })
            };
            let threads: Vec<_> = (0..requests).map(ask).collect();
            let waits = threads.into_iter().map(|it| it.join().unwrap());
            waited += waits.sum::<Duration>() / requests as u32;
        });
    }
    waited
}

/// A container ends while another is created, for which runc takes so many milliseconds.
fn exit_while_creating(millis: u64, times: u64) -> Duration {
    let (shim, at_work) = shim(Duration::from_millis(millis));
    let mut waited = Duration::ZERO;
    for n in 0..times {
        let ends = shim.create(&format!("quick-{n}")).unwrap();
        thread::scope(|scope| {
            let shim = &shim;
            scope.spawn(move || shim.create(&format!("slow-{n}")).unwrap());
            at_work.recv().unwrap();
            let reported = Instant::now();
            shim.handle_exit(ends, ExitStatus(0));
            waited += reported.elapsed();
        });
    }
    waited
}

/// Some probes start in one container at the same time.
fn execs_side_by_side(probes: u64, times: u64) -> Duration {
    let (shim, _at_work) = shim(Duration::from_millis(2));
    shim.create("sidecar").unwrap();
    let mut took = Duration::ZERO;
    for n in 0..times {
        let together = Barrier::new(probes as usize + 1);
        thread::scope(|scope| {
            let (shim, together) = (&shim, &together);
            for probe in 0..probes {
                let name = format!("slow-{n}-{probe}");
                scope.spawn(move || {
                    together.wait();
                    shim.exec("sidecar", &name).unwrap();
                    together.wait();
                });
            }
            together.wait();
            let began = Instant::now();
            together.wait();
            took += began.elapsed();
        });
    }
    took
}

/// A shim, and word of each slow start of its runc.
fn shim(takes: Duration) -> (Service, mpsc::Receiver<()>) {
    let (tell, at_work) = mpsc::channel();
    let next = AtomicU32::new(100);
    let runc = Runc { takes, tell, next };
    let shim = Service::new(Box::new(runc), Box::new(Containerd));
    (shim, at_work)
}

struct Runc {
    takes: Duration,
    /// Hears of every slow start once it is under way.
    tell: mpsc::Sender<()>,
    next: AtomicU32,
}

impl Runc {
    fn start(&self, name: &str) -> Result<Pid, Error> {
        if name.starts_with("slow") {
            let _ = self.tell.send(());
            thread::sleep(self.takes);
        }
        Ok(Pid(self.next.fetch_add(1, Relaxed)))
    }
}

impl Runtime for Runc {
    fn create(&self, id: &str) -> Result<Pid, Error> {
        self.start(id)
    }

    fn exec(&self, _: &str, name: &str) -> Result<Pid, Error> {
        self.start(name)
    }
}

struct Containerd;

impl Events for Containerd {
    fn publish(&self, _: Event) {}
}
