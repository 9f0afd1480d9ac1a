//! What the fixes cost, with real children and the real kernel. A child is a copy of this program that waits or ends
//! and runs nothing else: ten thousand of them start in seconds. Processor time is that of this process alone, so
//! neither the children's work nor their start is in it.
//!
//! Small machines and containers give a user few processes, and zombies count. So there are never more than
//! [`AT_ONCE`] children, beside the zombies that a design leaves.

use super::subject::*;
use crate::Price;
use nix::libc;
use nix::sys::wait::waitpid;
use nix::time::{ClockId, clock_gettime};
use nix::unistd::Pid;
use std::collections::VecDeque;
use std::io::{self, PipeReader, PipeWriter};
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{fs, process};

/// The answers, in the record's order.
pub const PRICES: &[Price] = &[
    Price::amount("reaping", reaping),
    Price::time("one-of-many", one_of_many),
    Price::series("zombies", zombies),
];

/// How many children there are at one time.
const AT_ONCE: u64 = 250;

/// So many tasks run and end, in groups that end at once. The agent's processor time, in nanoseconds, from the end of
/// each group until every owner has heard of its own.
fn reaping(tasks: u64) -> f64 {
    let supervisor = Supervisor::start().unwrap();
    let mut took = Duration::ZERO;
    let mut left = tasks;
    while left > 0 {
        let group = left.min(AT_ONCE);
        left -= group;
        let (gate, mut running) = gated(&supervisor, group);
        let before = processor_time();
        drop(gate);
        wait_for(&mut running);
        took += processor_time() - before;
    }
    supervisor.stop();
    took.as_nanos() as f64
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
    wait_for(&mut running);
    supervisor.stop();
    took
}

/// How many tasks are started before the owner of the first one asks.
const LATER: usize = 50;
/// Every so many-th task leaves a process behind.
const LEAVES: u64 = 50;

/// Tasks start one after another and end at once. How many zombies there are after so many of them.
fn zombies(moments: &[u64]) -> Vec<f64> {
    let supervisor = Supervisor::start().unwrap();
    let mut running = VecDeque::with_capacity(LATER);
    let mut seen = Vec::with_capacity(moments.len());
    for started in 1..=moments.last().copied().unwrap_or_default() {
        let end = match started % LEAVES {
            0 => End::LeavesOne,
            _ => End::AtOnce,
        };
        running.push_back(supervisor.spawn(&mut child(end)).unwrap());
        if moments.contains(&started) {
            seen.push(zombies_now() as f64);
        }
        if running.len() > LATER {
            wait_for(running.pop_front().as_mut_slice());
        }
    }
    wait_for(running.make_contiguous());
    supervisor.stop();
    take_the_rest();
    seen
}

/// The children of this process that have ended, and whose status nobody has taken.
fn zombies_now() -> usize {
    let own = process::id().to_string();
    let is_own = |pid: &String| {
        // `pid (name) state parent`: the name may hold anything, so from its end on.
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        let words = stat.rsplit(')').next().unwrap_or_default();
        let mut words = words.split_whitespace();
        words.next() == Some("Z") && words.next() == Some(&own)
    };
    let names = fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .map(|it| it.file_name().into_string().unwrap());
    names
        .filter(|name| name.bytes().all(|it| it.is_ascii_digit()))
        .filter(is_own)
        .count()
}

/// Whom the design has left: the next measurement begins without zombies. All of them have ended, or are about to.
fn take_the_rest() {
    while waitpid(Pid::from_raw(-1), None).is_ok() {}
}

/// Tasks that run until the gate is dropped, also by the end of this program.
fn gated(supervisor: &Supervisor, tasks: u64) -> (PipeWriter, Vec<Task>) {
    let (wait, gate): (PipeReader, PipeWriter) = io::pipe().unwrap();
    let start = |_| {
        let mut child = child(End::WithItsGate);
        supervisor
            .spawn(child.stdin(wait.try_clone().unwrap()))
            .unwrap()
    };
    let running = (0..tasks).map(start).collect();
    (gate, running)
}

fn wait_for(tasks: &mut [Task]) {
    for task in tasks {
        task.wait().unwrap();
    }
}

/// When a child ends.
#[derive(Clone, Copy)]
enum End {
    /// When the pipe at its standard input is closed.
    WithItsGate,
    AtOnce,
    /// At once, and the child of its own that it has started then comes to the agent.
    LeavesOne,
}

/// A child that never becomes another program.
fn child(end: End) -> Command {
    let mut command = Command::new("true");
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let play = move || -> io::Result<()> {
        // SAFETY: between fork and `_exit` these calls alone, all of which a signal handler may make; and `byte`
        // outlives the reads.
        unsafe {
            // Among these are the other gates, and the pipe by which `spawn` hears that the program has started.
            libc::close_range(3, u32::MAX, 0);
            let mut byte = 0u8;
            match end {
                End::WithItsGate => while libc::read(0, (&raw mut byte).cast(), 1) > 0 {},
                End::AtOnce => {}
                End::LeavesOne => drop(libc::fork()),
            }
            libc::_exit(0)
        }
    };
    // SAFETY: as above; it allocates nothing, and takes no lock.
    unsafe { command.pre_exec(play) };
    command
}

/// Of all threads of this process.
fn processor_time() -> Duration {
    clock_gettime(ClockId::CLOCK_PROCESS_CPUTIME_ID)
        .unwrap()
        .into()
}
