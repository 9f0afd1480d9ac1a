//! What is promised of a shutdown. Threads are real ones of the lab, or cannot be started.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("shutdown-waits", shutdown_waits),
    Property::new("failed-start-is-over", failed_start_is_over),
];

struct System {
    has_room: bool,
}

impl Threads for System {
    fn spawn(&self, work: Box<dyn FnOnce() + Send>) -> Result<(), Error> {
        if !self.has_room {
            return Err(Error::Again);
        }
        let named = thread::Builder::new().name("request".into());
        named.spawn(work).map(drop).map_err(|_| Error::Again)
    }
}

/// One request was accepted, and another comes at any time.
fn shutdown_waits() {
    let system = System { has_room: true };
    let requests = Arc::new(Requests::default());
    let done = Arc::new(Plain::new(0));
    let work = || {
        let done = done.clone();
        move || done.with(|it| *it += 1)
    };
    let first = requests.serve(&system, work());
    let client = thread::Builder::new().name("client".into());
    let client = client.spawn({
        let (requests, work) = (requests.clone(), work());
        move || requests.serve(&System { has_room: true }, work)
    });
    requests.shutdown();
    let at_the_end = done.with(|it| *it);
    let second = client.unwrap().join().unwrap();
    let accepted = [first, second].iter().filter(|it| it.is_ok()).count();
    check(at_the_end == accepted, Kind::WrongValue, || {
        format!(
            "{accepted} requests were accepted, and {at_the_end} were done when the shutdown returned"
        )
    });
    let late = requests.serve(&system, work());
    check(late == Err(Error::Closed), Kind::WrongValue, || {
        format!("the shutdown is over, and a request is answered {late:?}")
    });
}

/// A thread cannot be started, while the shutdown waits or before.
fn failed_start_is_over() {
    let requests = Arc::new(Requests::default());
    let client = thread::Builder::new().name("client".into());
    let client = client.spawn({
        let requests = requests.clone();
        move || requests.serve(&System { has_room: false }, || ())
    });
    requests.shutdown();
    let told = client.unwrap().join().unwrap();
    check(told.is_err(), Kind::WrongValue, || {
        format!("no thread could be started, and the client is told {told:?}")
    });
}
