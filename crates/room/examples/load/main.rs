//! A room under load, on this machine alone: many people write at once, and the server is killed meanwhile. Whatever it has
//! acknowledged must be there at the end.
//!
//! ```sh
//! cargo build --manifest-path crates/room/Cargo.toml --target-dir target
//! cargo run --manifest-path crates/room/Cargo.toml --target-dir target --example load -- --people 200 --kills 3
//! ```

mod client;
mod faults;
mod server;

use anyhow::{Result, ensure};
use clap::Parser;
use client::{Browser, counted, draft};
use serde_json::json;
use server::Server;
use std::{
    thread,
    time::{Duration, Instant},
};

#[derive(Parser)]
struct Asked {
    /// People who write at once.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u16).range(1..=200))]
    people: u16,
    /// How long they write.
    #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Milliseconds that each waits after an answer, before the next change.
    #[arg(long, default_value_t = 1000, value_parser = clap::value_parser!(u64).range(1..=60_000))]
    pause_ms: u64,
    /// How often the server is killed meanwhile.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(0..=100))]
    kills: u32,
}

/// What one person has seen.
#[derive(Default)]
struct Seen {
    /// The newest change that was acknowledged.
    acknowledged: u64,
    /// Milliseconds of each acknowledged post.
    times: Vec<f64>,
    /// Posts without an answer: the server was away.
    unanswered: u64,
    /// Answers that nobody expects.
    odd: Vec<String>,
}

fn write(mut browser: Browser, person: i64, until: Instant, pause: Duration) -> (Browser, Seen) {
    let (mut seen, mut version, mut count) = (Seen::default(), 0_i64, 0_u64);
    while Instant::now() < until {
        count += 1;
        let began = Instant::now();
        match browser.json("PUT", "/api/draft", &json!({ "person": person, "base": version, "draft": draft(count) })) {
            Ok(it) if it.status == 200 => {
                seen.times.push(began.elapsed().as_secs_f64() * 1000.0);
                version = it.value()["version"].as_i64().unwrap_or(-1);
                seen.acknowledged = count;
            }
            // A post whose answer was lost may be on disk.
            Ok(it) if it.status == 409 => {
                let held = it.value();
                version = held["version"].as_i64().unwrap_or(-1);
                if counted(&held) < seen.acknowledged {
                    seen.odd.push(format!(
                        "person {person}: change {} was acknowledged, and {} is held",
                        seen.acknowledged,
                        counted(&held)
                    ));
                }
            }
            Ok(it) => seen.odd.push(format!("person {person}: {} {}", it.status, it.text.trim())),
            Err(_) => seen.unanswered += 1,
        }
        thread::sleep(pause);
    }
    (browser, seen)
}

fn percentile(sorted: &[f64], percent: usize) -> f64 {
    sorted.get((sorted.len() * percent / 100).min(sorted.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

fn main() -> Result<()> {
    let asked = Asked::parse();
    let dir = tempfile::tempdir()?;
    let mut server = Server::start(&dir.path().join("load.sqlite"), 0)?;
    let mut lead = Browser::new(server.address);
    lead.must("POST", "/api/lead", &json!({ "secret": server.secret }))?;
    let mut people = Vec::new();
    for number in 1..=asked.people {
        let mut browser = Browser::new(server.address);
        let name = format!("Person {number}");
        let joined = browser.must("POST", "/api/join", &json!({ "code": server.code, "name": name }))?;
        people.push((browser, joined.value()["person"].as_i64().unwrap_or(-1)));
    }
    lead.must("POST", "/api/stage", &json!({ "seen": "lobby", "to": "silent" }))?;

    let (began, length) = (Instant::now(), Duration::from_secs(asked.seconds));
    let pause = Duration::from_millis(asked.pause_ms);
    let threads: Vec<_> = people
        .into_iter()
        .map(|(browser, person)| thread::spawn(move || write(browser, person, began + length, pause)))
        .collect();
    for kill in 1..=asked.kills {
        let at = length * kill / (asked.kills + 1);
        thread::sleep(at.saturating_sub(began.elapsed()));
        server = server.kill_and_start()?;
    }
    let (mut times, mut unanswered, mut bad) = (Vec::new(), 0, Vec::new());
    let mut last = None;
    for thread in threads {
        let (mut browser, seen) = thread.join().map_err(|_| anyhow::anyhow!("a person has panicked"))?;
        let held = counted(&browser.ask("GET", "/api/draft", b"")?.value());
        if held < seen.acknowledged {
            bad.push(format!("change {} was acknowledged, and {held} is held", seen.acknowledged));
        }
        times.extend(seen.times);
        unanswered += seen.unanswered;
        bad.extend(seen.odd);
        last = Some(browser);
    }
    times.sort_by(f64::total_cmp);
    println!(
        "{} people, {} s, {} kills: {} posts acknowledged, {unanswered} without an answer.",
        asked.people,
        asked.seconds,
        asked.kills,
        times.len()
    );
    let [half, most, longest] = [50, 99, 100].map(|it| percentile(&times, it));
    println!(
        "An acknowledged post took {half:.0} ms (half of them), {most:.0} ms (p99), {longest:.0} ms (the longest)."
    );
    if let Some(browser) = last {
        bad.extend(faults::all(&browser)?);
    }
    bad.iter().for_each(|it| println!("BAD: {it}"));
    ensure!(bad.is_empty(), "{} of what was acknowledged or refused is not as it should be", bad.len());
    ensure!(!times.is_empty(), "nothing was acknowledged, so nothing was tried");
    println!("Everything that was acknowledged is held. Each bad request was refused, and changed nothing.");
    Ok(())
}
