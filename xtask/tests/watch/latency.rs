//! From a save to what the reader sees. A measurement, not a test: its limit depends on the machine.
//! `cargo test --package xtask --test watch -- --ignored --nocapture latency`

use crate::desk::Desk;
use std::time::{Duration, Instant};

const ROUNDS: usize = 20;

#[test]
#[ignore = "a measurement: run it alone, on a machine with nothing else to do"]
fn latency() {
    for (way, more) in [("change events", &[][..]), ("looking 10 times a second", &["--poll"][..])] {
        let desk = Desk::new();
        let mut pty = desk.watch(more);
        pty.until_it_shows(&["still broken", "watching"]);
        let (mut starts, mut verdicts) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let (name, words) = [("fixed.rs", "· solved"), ("buggy.rs", "· still broken")][round % 2];
            let start = Instant::now();
            desk.save(name);
            pty.until_it_shows(&["Lock each account on its own · checking"]);
            starts.push(start.elapsed());
            pty.until_it_shows(&[words, "watching"]);
            verdicts.push(start.elapsed());
        }
        println!("{way}: save to check {}, save to verdict {}", told(starts), told(verdicts));
    }
    let desk = Desk::new();
    desk.save("forever.rs");
    let mut pty = desk.watch(&["--wall", "600"]);
    let mut times = Vec::new();
    for _ in 0..5 {
        pty.until_it_shows(&["searching the schedules"]);
        let start = Instant::now();
        desk.save("fixed.rs");
        pty.until_it_shows(&["· solved", "watching"]);
        times.push(start.elapsed());
        desk.save("forever.rs");
    }
    println!("while a check hangs: save to verdict {}", told(times));
}

fn told(mut times: Vec<Duration>) -> String {
    times.sort();
    let worst = times.last().copied().unwrap_or_default();
    format!("median {} ms, worst {} ms", times[times.len() / 2].as_millis(), worst.as_millis())
}
