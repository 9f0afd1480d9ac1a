use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

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

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
