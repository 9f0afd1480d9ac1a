use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

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

/// The same beside a create of another name, and of names that are taken.
fn work() {
    let (names, won) = (Arc::new(Names::default()), Arc::new(Plain::new(vec![])));
    names.take("c");
    names.take("b");
    let threads = ["a", "a", "d"].map(|name| {
        let (names, won) = (names.clone(), won.clone());
        spawn(name, move || {
            if names.take(name) {
                won.with(|won| won.push(name));
            }
        })
    });
    threads.into_iter().for_each(|it| it.join().unwrap());
    let mut won = won.with(|it| it.clone());
    won.sort_unstable();
    won.extend(["b", "c"].into_iter().filter(|name| names.take(name)));
    check(won == ["a", "d"], Kind::WrongValue, || {
        format!("a and d were free, b and c were not, and won were {won:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
