use super::subject::*;
use lab::{Kind, Property, check};
use std::process::Command;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
