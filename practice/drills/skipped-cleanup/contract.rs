use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let names = Arc::new(Names::default());
    let start = spawn("start", {
        let names = names.clone();
        move || {
            drop(names.start("a", || {
                lab::note("the fork says EAGAIN");
                Err("EAGAIN".into())
            }));
        }
    });
    start.join().unwrap();
    check(names.is_free("a"), Kind::Leak, || {
        "the start has failed, and its name is still taken".into()
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
