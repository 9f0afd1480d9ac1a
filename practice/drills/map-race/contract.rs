use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let starts = Arc::new(Starts::default());
    let threads = ["first", "second"].map(|name| {
        let starts = starts.clone();
        spawn(name, move || starts.count("a"))
    });
    threads.into_iter().for_each(|it| it.join().unwrap());
    let counted = starts.of("a");
    check(counted == 2, Kind::LostValue, || {
        format!("a was started twice, and the count is {counted}")
    });
}

/// Two containers, and each was started before.
fn work() {
    let starts = Arc::new(Starts::default());
    starts.count("a");
    starts.count("b");
    let threads = ["a", "a", "b"].map(|name| {
        let starts = starts.clone();
        spawn(name, move || starts.count(name))
    });
    threads.into_iter().for_each(|it| it.join().unwrap());
    let counted = ["a", "b"].map(|it| starts.of(it));
    check(counted == [3, 2], Kind::LostValue, || {
        format!("a was started three times and b twice, and the counts are {counted:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
