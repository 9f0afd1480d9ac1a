use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let (exits, heard) = mpsc::channel();
    let ours = exits.clone();
    let reaper = spawn("reaper", move || drop(exits));
    let waiter = spawn("waiter", move || drop(wait(ours, &heard)));
    reaper.join().unwrap();
    waiter.join().unwrap();
}

fn work() {
    for left in [3, -1] {
        let (exits, heard) = mpsc::channel();
        let ours = exits.clone();
        let (lives, over) = mpsc::channel::<()>();
        let reaper = spawn("reaper", move || {
            thread::sleep(Duration::from_secs(3600));
            exits.send(left).unwrap();
            // It lives on, for the next process.
            let _ = over.recv();
        });
        let exit = wait(ours, &heard);
        drop(lives);
        check(exit == Some(left), Kind::LostValue, || {
            format!("the process left {left}, and the waiter learns {exit:?}")
        });
        reaper.join().unwrap();
    }
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
