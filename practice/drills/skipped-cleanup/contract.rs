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

/// Starts of other names begin or fail while one is under way, and a client asks for a name.
fn others() {
    let names = Arc::new(Names::default());
    let pid = names.start("c", || {
        drop(names.start("b", || Err("EAGAIN".into())));
        check(names.is_free("b"), Kind::WrongValue, || {
            "the start of b has failed, and its name is taken".into()
        });
        Ok(8)
    });
    let failed = names.start("d", || {
        drop(names.start("e", || Ok(9)));
        Err("EAGAIN".into())
    });
    let client = spawn("client", {
        let names = names.clone();
        move || drop(names.is_free("f"))
    });
    drop(names.start("f", || Err("EAGAIN".into())));
    client.join().unwrap();
    let free = ["b", "c", "d", "e", "f"].map(|it| names.is_free(it));
    check(
        pid == Ok(8) && failed.is_err() && free == [true, false, true, false, true],
        Kind::WrongValue,
        || format!("c and e run, the starts of b, d and f have failed, and free are {free:?}"),
    );
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
