//! What a hostile program may try. Every test runs real processes; none waits for a fixed time to pass.

use super::{Ended, Job, run};
use std::{
    process::Command,
    time::{Duration, Instant},
};

fn sh(script: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", script]);
    command
}

fn ended(script: &str, wall: Duration) -> Ended {
    let job = Job { wall: Some(wall), capture: Some(1000), report: Some(1000), ..Job::subject(sh(script)) };
    run(job, &mut |_| {}).expect("it starts")
}

const LONG: Duration = Duration::from_secs(60);

/// Waits until the process whose number was printed is gone, or at least dead. A signal is not instant, so this
/// asks again, and gives up after a minute.
fn is_gone(pid: &str) -> bool {
    let start = Instant::now();
    while start.elapsed() < LONG {
        let status = std::fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        if status.rsplit(')').next().is_none_or(|rest| rest.is_empty() || rest.trim_start().starts_with('Z')) {
            return true;
        }
        std::thread::yield_now();
    }
    false
}

#[test]
fn status_and_both_outputs_come_back() {
    let ended = ended("echo out; echo err >&2; exit 7", LONG);
    assert_eq!(ended.status.and_then(|status| status.code()), Some(7));
    assert_eq!((ended.stdout.text(), ended.stderr.text()), ("out\n".to_owned(), "err\n".to_owned()));
    assert!(!ended.left_processes);
}

#[test]
fn the_report_has_a_pipe_of_its_own() {
    let ended = ended("echo noise; echo '{}' >/dev/fd/$EXIT_PATH_REPORT_FD", LONG);
    assert_eq!(ended.report.bytes(), b"{}\n");
    assert_eq!(ended.stdout.text(), "noise\n");
}

#[test]
fn standard_input_is_empty_where_none_was_given() {
    assert_eq!(ended("cat; echo end", LONG).stdout.text(), "end\n");
}

#[test]
fn output_without_end_is_cut_and_does_not_block() {
    let ended =
        ended("i=0; while [ $i -lt 2000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done", LONG);
    assert!(ended.status.is_some_and(|status| status.success()));
    assert_eq!(ended.stdout.bytes().len(), 1000);
    assert!(ended.stdout.was_cut());
}

#[test]
fn the_wall_limit_ends_the_whole_group() {
    let ended = ended("sleep 600 & echo $!; wait", Duration::from_millis(300));
    assert!(ended.status.is_none());
    assert!(is_gone(&ended.stdout.text()), "the child of the child lives");
}

#[test]
fn a_pipe_that_somebody_holds_open_is_not_waited_for() {
    let start = Instant::now();
    let ended = ended("sleep 600 & echo $!", LONG);
    assert!(start.elapsed() < LONG / 2, "it waited for the end of the pipe");
    assert!(ended.status.is_some_and(|status| status.success()));
    assert!(ended.left_processes, "it left one behind");
    assert!(is_gone(&ended.stdout.text()), "and that one is ended too");
}

#[test]
fn what_cannot_start_is_named() {
    let job = Job::tool(Command::new("no-such-program-here"));
    let error = run(job, &mut |_| {}).err().expect("it cannot start");
    assert!(format!("{error:#}").contains("cannot start `no-such-program-here`"));
}
