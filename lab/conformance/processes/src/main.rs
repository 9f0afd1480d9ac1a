//! The model of the kernel against Linux. Sequences of calls are made at random; the lab says every outcome that each can
//! have, and Linux does it once, in a process of its own, with real children. What Linux says must be among the model's.
//! Most sequences have one outcome: a child that shall have ended is waited for without taking it (`WNOWAIT`), so that no
//! clock decides.
//!
//! `lab-process-conformance [--sequences N]`; 1,500 by default, about 10 s. No root is needed. `--seed N` shows one.

#[path = "../shared/calls.rs"]
mod calls;
#[cfg(target_os = "linux")]
mod host;
#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
#[path = "../shared/run.rs"]
mod run;

use std::env;
use std::process::ExitCode;

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    println!("skipped: the model is that of Linux");
    ExitCode::SUCCESS
}

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let number = |name: &str| {
        let at = words.iter().position(|word| word == name)?;
        words.get(at + 1)?.parse::<u64>().ok()
    };
    if let Some(seed) = number("--run") {
        run::run(&calls::sequence(seed));
        return ExitCode::SUCCESS;
    }
    let seeds = match number("--seed") {
        Some(seed) => seed..=seed,
        None => 1..=number("--sequences").unwrap_or(1_500),
    };
    linux::compare(seeds, number("--seed").is_some())
}
