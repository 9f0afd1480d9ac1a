//! What subscribers and the reaper are promised.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("leaving-works", leaving_works),
    Property::new("no-exit-lost", no_exit_lost),
    Property::new("full-queue-waits", full_queue_waits),
];

/// A subscriber has heard enough, and leaves without reading the rest.
fn leaving_works() {
    let bus = Arc::new(Bus::default());
    let heard = bus.subscribe(1);
    let reaper = reaper(&bus);
    bus.unsubscribe(1);
    drop(heard);
    reaper.join().unwrap();
}

/// A subscriber reads after twelve seconds, under a number that was used before. A second one comes meanwhile.
fn no_exit_lost() {
    let bus = Arc::new(Bus::default());
    drop(bus.subscribe(1));
    bus.unsubscribe(1);
    let heard = bus.subscribe(1);
    let reaper = reaper(&bus);
    let (subscribed, is_subscribed) = mpsc::channel();
    let second = thread::Builder::new().name("second".into());
    let second = second.spawn({
        let bus = bus.clone();
        move || {
            let heard = bus.subscribe(2);
            subscribed.send(()).unwrap();
            heard.iter().any(|exit| exit.0 == 102)
        }
    });
    thread::sleep(Duration::from_secs(12));
    let pids: Vec<u32> = heard.iter().take(2).map(|exit| exit.0).collect();
    check(pids == [100, 101], Kind::LostValue, || {
        format!("100 and 101 have ended, and the subscriber hears of {pids:?}")
    });
    reaper.join().unwrap();
    is_subscribed.recv().unwrap();
    bus.publish(Exit(102, 0));
    let hears = second.unwrap().join().unwrap();
    check(hears, Kind::LostValue, || {
        "102 has ended, and the second subscriber did not hear of it".into()
    });
}

/// A client has subscribed, and reads nothing. Six processes end in five seconds.
fn full_queue_waits() {
    let bus = Arc::new(Bus::default());
    let heard = bus.subscribe(1);
    let published = Arc::new(Plain::new(0));
    let named = thread::Builder::new().name("reaper".into());
    let reaper = named.spawn({
        let (bus, published) = (bus.clone(), published.clone());
        move || {
            for pid in 100..106 {
                bus.publish(Exit(pid, 0));
                published.with(|it| *it += 1);
            }
        }
    });
    thread::sleep(Duration::from_secs(5));
    let ends = published.with(|it| *it);
    check(ends < 6, Kind::WrongValue, || {
        format!("nobody has read, and the queue took {ends} ends")
    });
    drop(heard);
    reaper.unwrap().join().unwrap();
}

fn reaper(bus: &Arc<Bus>) -> thread::JoinHandle<()> {
    let bus = bus.clone();
    let named = thread::Builder::new().name("reaper".into());
    let reaper = named.spawn(move || {
        for pid in [100, 101] {
            bus.publish(Exit(pid, 0));
        }
    });
    reaper.unwrap()
}
