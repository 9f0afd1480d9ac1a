//! What subscribers and the reaper are promised.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
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

/// A subscriber reads at its own pace.
fn no_exit_lost() {
    let bus = Arc::new(Bus::default());
    let heard = bus.subscribe(1);
    let reaper = reaper(&bus);
    let pids: Vec<u32> = heard.iter().take(2).map(|exit| exit.0).collect();
    check(pids == [100, 101], Kind::LostValue, || {
        format!("100 and 101 have ended, and the subscriber hears of {pids:?}")
    });
    reaper.join().unwrap();
}

/// A client has subscribed, and reads nothing for ten minutes. Twenty processes end meanwhile.
fn full_queue_waits() {
    let bus = Arc::new(Bus::default());
    let heard = bus.subscribe(1);
    let published = Arc::new(Plain::new(0));
    let named = thread::Builder::new().name("reaper".into());
    let reaper = named.spawn({
        let (bus, published) = (bus.clone(), published.clone());
        move || {
            for pid in 100..120 {
                bus.publish(Exit(pid, 0));
                published.with(|it| *it += 1);
            }
        }
    });
    thread::sleep(Duration::from_secs(600));
    let ends = published.with(|it| *it);
    check(ends < 20, Kind::WrongValue, || {
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
