use super::subject::*;
use lab::{Kind, Property, check};
use std::process::Command;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let orphan = Command::new("true").spawn().unwrap().id();
    let orphan = nix::unistd::Pid::from_raw(orphan.cast_signed());
    let reaper = spawn("reaper", move || reap(&[orphan]));
    let owner = spawn("owner", || {
        let code = run(&mut Command::new("false"));
        check(code == Some(1), Kind::LostValue, || {
            format!("the child left 1, and its owner is told {code:?}")
        });
    });
    reaper.join().unwrap();
    owner.join().unwrap();
}

fn work() {
    let orphans = ["true", "false"].map(|it| {
        let orphan = Command::new(it).spawn().unwrap().id();
        nix::unistd::Pid::from_raw(orphan.cast_signed())
    });
    reap(&orphans);
    orphans.map(is_gone);
    // One that is not there any more does not end the round.
    let third = Command::new("true").spawn().unwrap().id();
    let third = nix::unistd::Pid::from_raw(third.cast_signed());
    reap(&[orphans[0], third]);
    is_gone(third);
    // One that ends when a later child has.
    let late = Command::new("sleep").arg("infinity").spawn().unwrap();
    let late = nix::unistd::Pid::from_raw(late.id().cast_signed());
    let reaper = spawn("reaper", move || reap(&[late]));
    let code = run(&mut Command::new("true"));
    check(code == Some(0), Kind::LostValue, || {
        format!("the child left 0, and its owner is told {code:?}")
    });
    nix::sys::signal::kill(late, nix::sys::signal::Signal::SIGKILL).unwrap();
    reaper.join().unwrap();
    is_gone(late);
}

fn is_gone(orphan: nix::unistd::Pid) {
    let left = nix::sys::wait::waitpid(orphan, None);
    check(left == Err(nix::errno::Errno::ECHILD), Kind::Leak, || {
        format!("the orphan was to be reaped, and a wait for it says {left:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
