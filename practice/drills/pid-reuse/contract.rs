use super::subject::*;
use lab::{Kind, Property, check};
use std::process::Command;
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let child = Command::new("true").spawn().unwrap();
    let pid = nix::unistd::Pid::from_raw(child.id().cast_signed());
    let task = Task(Some(pid).into());
    task.reap();
    stop_beside_a_stranger(&task);
    while_it_is_reaped();
}

/// The stop comes while the reaper is at work.
fn while_it_is_reaped() {
    let child = Command::new("true").spawn().unwrap();
    let pid = nix::unistd::Pid::from_raw(child.id().cast_signed());
    let task = Arc::new(Task(Some(pid).into()));
    let reaper = reaper(&task);
    stop_beside_a_stranger(&task);
    reaper.join().unwrap();
}

fn stop_beside_a_stranger(task: &Task) {
    let mut stranger = Command::new("sh").args(["-c", "exit 3"]).spawn().unwrap();
    task.stop();
    let code = stranger.wait().unwrap().code();
    check(code == Some(3), Kind::WrongValue, || {
        format!("a stranger runs on, and its end is {code:?} because of a stop that was not for it")
    });
}

fn work() {
    let mut child = Command::new("sleep").arg("infinity").spawn().unwrap();
    let pid = nix::unistd::Pid::from_raw(child.id().cast_signed());
    let task = Task(Some(pid).into());
    task.stop();
    let ended = child.wait().unwrap();
    check(ended.code().is_none(), Kind::LostValue, || {
        format!("a stop was asked for, and the process ended with {ended:?}")
    });
    while_the_reaper_waits();
}

/// The usual case: the reaper waits already, and a stop is asked for.
fn while_the_reaper_waits() {
    let child = Command::new("sleep").arg("infinity").spawn().unwrap();
    let pid = nix::unistd::Pid::from_raw(child.id().cast_signed());
    let task = Arc::new(Task(Some(pid).into()));
    let reaper = reaper(&task);
    task.stop();
    reaper.join().unwrap();
}

fn reaper(task: &Arc<Task>) -> thread::JoinHandle<()> {
    let task = task.clone();
    spawn("reaper", move || task.reap())
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
