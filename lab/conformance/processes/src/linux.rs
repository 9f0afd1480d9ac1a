//! Runs each sequence once for real, compares, and leaves nobody behind.

use crate::calls::sequence;
use crate::host::pids_of;
use nix::sys::prctl::set_child_subreaper;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::waitpid;
use nix::unistd::Pid;
use std::collections::BTreeSet;
use std::env;
use std::ops::RangeInclusive;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

/// Differences to tell before it stops.
const ENOUGH: u64 = 5;
/// For one sequence. Most take a few milliseconds.
const LIMIT: Duration = Duration::from_secs(10);

/// Compares the sequences of these seeds, and says what differs.
pub(crate) fn compare(seeds: RangeInclusive<u64>, loud: bool) -> ExitCode {
    // What a sequence leaves behind comes to us.
    set_child_subreaper(true).expect("no right is needed for this");
    let (mut compared, mut certain, mut calls, mut different) = (0_u64, 0_u64, 0_u64, 0_u64);
    for seed in seeds {
        let Some(model) = model::all(seed) else { continue };
        let linux = linux(seed);
        compared += 1;
        certain += u64::from(model.len() == 1);
        calls += sequence(seed).len() as u64;
        if loud || !model.contains(&linux) {
            tell(seed, &model, &linux);
        }
        different += u64::from(!model.contains(&linux));
        if different == ENOUGH {
            break;
        }
    }
    println!(
        "{compared} sequences, {calls} calls, {certain} sequences with one outcome in the model; Linux differs in {different}"
    );
    // Nothing compared is no success.
    if different == 0 && compared > 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn linux(seed: u64) -> String {
    let program = env::current_exe().expect("our own program");
    let mut command = Command::new(program);
    // A signal to its group is not one for us.
    command.args(["--run", &seed.to_string()]).stdout(Stdio::piped()).process_group(0);
    let child = command.spawn().expect("it starts");
    let pid = Pid::from_raw(child.id() as i32);
    let (done, answer) = mpsc::channel();
    thread::spawn(move || done.send(child.wait_with_output()));
    let Ok(output) = answer.recv_timeout(LIMIT) else {
        // The model says that this sequence always ends.
        let _ = kill(pid, Signal::SIGKILL);
        let _ = answer.recv();
        end_orphans();
        return format!("no end in {} s", LIMIT.as_secs());
    };
    let output = output.expect("its output");
    end_orphans();
    let said = String::from_utf8_lossy(&output.stdout).trim_end().to_owned();
    match output.status.signal() {
        Some(signal) => format!("{said}\nended by signal {signal}"),
        None => said,
    }
}

/// Everybody below us goes. Whose parent goes comes to us.
fn end_orphans() {
    loop {
        let left = pids_of("self");
        if left.is_empty() {
            return;
        }
        for pid in left {
            let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
            let _ = waitpid(Pid::from_raw(pid), None);
        }
    }
}

fn tell(seed: u64, model: &BTreeSet<String>, linux: &str) {
    println!("seed {seed}, Linux:");
    println!("    {}", linux.replace('\n', "\n    "));
    for (n, outcome) in model.iter().take(4).enumerate() {
        println!("  the model, outcome {} of {}:", n + 1, model.len());
        println!("    {}", outcome.replace('\n', "\n    "));
    }
}
