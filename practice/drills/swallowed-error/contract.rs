use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let removed = Arc::new(Removed::default());
    let told = Arc::new(Plain::new(Ok(())));
    let cleaner = spawn("cleaner", {
        let (removed, told) = (removed.clone(), told.clone());
        move || {
            let cleaned = removed.clean("rootfs", || {
                lab::note("the unmount says EBUSY");
                Err("EBUSY".into())
            });
            told.with(|it| *it = cleaned);
        }
    });
    cleaner.join().unwrap();
    let removed = removed.0.lock().unwrap().clone();
    check(removed.is_empty(), Kind::LostValue, || {
        format!("a volume is mounted there, and removed were {removed:?}")
    });
    let told = told.with(|it| it.clone());
    check(told.is_err(), Kind::LostValue, || {
        "the unmount has failed, and the caller is told that all is well".into()
    });
}

fn work() {
    let removed = Removed::default();
    let busy = removed.clean("rootfs", || Err("EBUSY".into()));
    let silent = removed.clean("rootfs", || Err(String::new()));
    let other = removed.clean("logs", || Ok(()));
    let cleaned = removed.clean("rootfs", || Ok(()));
    let removed = removed.0.lock().unwrap().clone();
    check(
        busy.is_err()
            && silent.is_err()
            && other.is_ok()
            && cleaned.is_ok()
            && removed == ["logs", "rootfs"],
        Kind::LostValue,
        || format!("nothing is mounted there any more, and removed were {removed:?}"),
    );
    two_at_once();
}

/// One unmount fails while another one works.
fn two_at_once() {
    let removed = Arc::new(Removed::default());
    let busy = Arc::new(Plain::new(Ok(())));
    let cleaner = spawn("cleaner", {
        let (removed, busy) = (removed.clone(), busy.clone());
        move || {
            let told = removed.clean("rootfs", || Err("EBUSY".into()));
            busy.with(|it| *it = told);
        }
    });
    let other = removed.clean("logs", || Ok(()));
    cleaner.join().unwrap();
    let (busy, removed) = (
        busy.with(|it| it.clone()),
        removed.0.lock().unwrap().clone(),
    );
    check(
        busy.is_err() && other.is_ok() && removed == ["logs"],
        Kind::LostValue,
        || {
            format!(
                "rootfs is busy and logs is not: told are {busy:?} and {other:?}, and removed were {removed:?}"
            )
        },
    );
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
