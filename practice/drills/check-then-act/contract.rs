use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let (names, won) = (Arc::new(Names::default()), Arc::new(Plain::new(0)));
    let threads = ["first", "second"].map(|thread| {
        let (names, won) = (names.clone(), won.clone());
        spawn(thread, move || {
            let taken = names.take("a");
            won.with(|won| *won += u32::from(taken));
        })
    });
    threads.into_iter().for_each(|it| it.join().unwrap());
    let won = won.with(|it| *it);
    check(won == 1, Kind::WrongValue, || {
        format!("{won} creates of one name were told that they won")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
