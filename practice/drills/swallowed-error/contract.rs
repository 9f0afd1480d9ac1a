use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[Property::new("promise", promise)];

fn promise() {
    let removed = Arc::new(Removed::default());
    let cleaner = spawn("cleaner", {
        let removed = removed.clone();
        move || {
            drop(removed.clean("rootfs", || {
                lab::note("the unmount says EBUSY");
                Err("EBUSY".into())
            }));
        }
    });
    cleaner.join().unwrap();
    let removed = removed.0.lock().unwrap().clone();
    check(removed.is_empty(), Kind::LostValue, || {
        format!("a volume is mounted there, and removed were {removed:?}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
