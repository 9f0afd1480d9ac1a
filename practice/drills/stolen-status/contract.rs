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
    for orphan in orphans {
        let left = nix::sys::wait::waitpid(orphan, None);
        check(left == Err(nix::errno::Errno::ECHILD), Kind::Leak, || {
            format!("the orphan was to be reaped, and a wait for it says {left:?}")
        });
    }
    let code = run(&mut Command::new("true"));
    check(code == Some(0), Kind::LostValue, || {
        format!("the child left 0, and its owner is told {code:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
