use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let task = Arc::new(Task::default());
    let reaper = spawn("reaper", {
        let task = task.clone();
        move || task.exit(3)
    });
    let client = spawn("client", {
        let task = task.clone();
        move || {
            let told = task.status();
            check(told != Some(0), Kind::WrongValue, || {
                format!("the process left 3, and its client is told {told:?}")
            });
        }
    });
    reaper.join().unwrap();
    client.join().unwrap();
    let told = task.status();
    check(told == Some(3), Kind::LostValue, || {
        format!("the process has left 3, and a client is told {told:?}")
    });
}

/// A status is any number, and two clients may ask at once.
fn work() {
    for status in [0, -1, i32::MAX, i32::MIN] {
        let task = Task::default();
        check(task.status().is_none(), Kind::WrongValue, || {
            "the task runs, and it has a status".into()
        });
        task.exit(status);
        let told = task.status();
        check(told == Some(status), Kind::LostValue, || {
            format!("the process left {status}, and its client is told {told:?}")
        });
    }
    let task = Arc::new(Task::default());
    task.exit(3);
    let other = spawn("other", {
        let task = task.clone();
        move || {
            let told = task.status();
            check(told == Some(3), Kind::LostValue, || {
                format!("the process left 3, and another client is told {told:?}")
            });
        }
    });
    let told = task.status();
    check(told == Some(3), Kind::LostValue, || {
        format!("the process left 3, and its client is told {told:?}")
    });
    other.join().unwrap();
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
