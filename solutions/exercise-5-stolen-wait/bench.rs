//! What the fixes cost, with real children and the real kernel. Processor time is that of this process alone, so
//! neither the children's work nor their start is in it.

use super::subject::*;
use crate::Price;
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;
use std::io::{self, PipeReader, PipeWriter, Read};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::time("ends-at-once", ends_at_once),
    Price::time("one-of-many", one_of_many),
    Price::amount("left-behind", left_behind),
];

/// So many tasks end at the same time. The processor time of the agent until every owner has heard of its own.
fn ends_at_once(tasks: u64, times: u64) -> Duration {
    let supervisor = Supervisor::start().unwrap();
    let mut took = Duration::ZERO;
    for _ in 0..times {
        let (gate, mut running) = gated(&supervisor, tasks);
        let before = processor_time();
        drop(gate);
        for task in &mut running {
            task.wait().unwrap();
        }
        took += processor_time() - before;
    }
    supervisor.stop();
    took
}

/// So many tasks run, and one more ends. From its kill until its owner knows.
fn one_of_many(tasks: u64, times: u64) -> Duration {
    let supervisor = Supervisor::start().unwrap();
    let (gate, mut running) = gated(&supervisor, tasks);
    let mut took = Duration::ZERO;
    for _ in 0..times {
        let (_own, mut one) = gated(&supervisor, 1);
        let killed = Instant::now();
        one[0].kill().unwrap();
        one[0].wait().unwrap();
        took += killed.elapsed();
    }
    drop(gate);
    for task in &mut running {
        task.wait().unwrap();
    }
    supervisor.stop();
    took
}

/// So many probes leave a process behind, which ends later. How many zombies there are afterwards.
fn left_behind(probes: u64) -> f64 {
    let supervisor = Supervisor::start().unwrap();
    let (mut gone, held) = io::pipe().unwrap();
    let mut probe = |_| {
        let mut sh = Command::new("sh");
        let sh = sh.args(["-c", "sleep 0.01 & exit 0"]);
        supervisor
            .spawn(sh.stdout(held.try_clone().unwrap()))
            .unwrap()
    };
    let mut running: Vec<Task> = (0..probes).map(&mut probe).collect();
    for task in &mut running {
        task.wait().unwrap();
    }
    drop(held);
    // Whoever was left behind holds the pipe until its end.
    gone.read_to_end(&mut Vec::new()).unwrap();
    // A reaper is told a moment later.
    thread::sleep(Duration::from_millis(20));
    supervisor.stop();
    let ended = || waitpid(Pid::from_raw(-1), Some(WaitPidFlag::WNOHANG));
    let zombies = std::iter::from_fn(|| match ended() {
        Ok(WaitStatus::StillAlive) | Err(_) => None,
        zombie => Some(zombie),
    });
    zombies.count() as f64
}

/// Tasks that run until the gate is dropped.
fn gated(supervisor: &Supervisor, tasks: u64) -> (PipeWriter, Vec<Task>) {
    let (wait, gate): (PipeReader, PipeWriter) = io::pipe().unwrap();
    let start = |_| {
        let mut cat = Command::new("cat");
        let cat = cat.stdin(wait.try_clone().unwrap()).stdout(Stdio::null());
        supervisor.spawn(cat).unwrap()
    };
    let running = (0..tasks).map(start).collect();
    (gate, running)
}

/// Of all threads of this process.
fn processor_time() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .unwrap()
        .into()
}
