//! What supervision costs: `cargo run -p supervise --example overhead`. Runs `true` plainly and supervised, one after
//! the other, and prints the medians. The difference is added to each check; the build around it takes hundreds of
//! milliseconds.

use std::{
    process::Command,
    time::{Duration, Instant},
};
use supervise::{InAll, Job, Limits, run};

const ROUNDS: usize = 200;

fn main() -> anyhow::Result<()> {
    supervise::enter();
    let (mut plain, mut kept) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let start = Instant::now();
        Command::new("true").output()?;
        plain.push(start.elapsed());
        let limits = Limits {
            cpu_s: Some(30),
            memory: Some(2 << 30),
            file_size: Some(64 << 20),
            open_files: Some(256),
            processes: Some(64),
            output: Some(64 << 20),
            quiet: None,
            in_all: InAll { memory: Some(2 << 30), threads: Some(1024), disk: Some(256 << 20) },
        };
        let wall = Some(Duration::from_secs(10));
        let command = Command::new("true");
        let job = Job { wall, limits, capture: Some(1 << 20), report: Some(1 << 20), ..Job::subject(command) };
        let start = Instant::now();
        run(job, &mut |_| {})?;
        kept.push(start.elapsed());
    }
    let (plain, kept) = (median(plain), median(kept));
    println!("plain {plain:?}, supervised {kept:?}, difference {:?}", kept.saturating_sub(plain));
    Ok(())
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort();
    all[all.len() / 2]
}
