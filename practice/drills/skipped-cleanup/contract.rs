use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

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

fn work() {
    let names = Names::default();
    let pid = names.start("a", || {
        check(!names.is_free("a"), Kind::WrongValue, || {
            "a start is under way, and its name is free".into()
        });
        Ok(7)
    });
    check(pid == Ok(7), Kind::WrongValue, || {
        format!("the fork gave 7, and the start gives {pid:?}")
    });
    check(!names.is_free("a"), Kind::WrongValue, || {
        "a runs, and its name is free".into()
    });
    others();
}

/// A start fails while another one is under way.
fn others() {
    let names = Names::default();
    let pid = names.start("c", || {
        drop(names.start("b", || Err("EAGAIN".into())));
        check(names.is_free("b"), Kind::WrongValue, || {
            "the start of b has failed, and its name is taken".into()
        });
        Ok(8)
    });
    let free = ["b", "c"].map(|it| names.is_free(it));
    check(
        pid == Ok(8) && free == [true, false],
        Kind::WrongValue,
        || format!("the start of b has failed and c runs, and free are {free:?}"),
    );
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
