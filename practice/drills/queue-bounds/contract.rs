use super::subject::*;
use lab::{Kind, Property, check};
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", promise),
    Property::new("work", work),
];

fn promise() {
    let (exits, heard) = subscribe();
    let reaper = spawn("reaper", move || {
        exits.publish(7);
        exits.publish(8);
    });
    let subscriber = spawn("subscriber", move || {
        let heard: Vec<u32> = heard.iter().collect();
        check(heard == [7, 8], Kind::LostValue, || {
            format!("7 and 8 have ended, and the subscriber hears of {heard:?}")
        });
    });
    reaper.join().unwrap();
    subscriber.join().unwrap();
}

/// A subscriber that reads when all is over.
fn work() {
    let (exits, heard) = subscribe();
    for pid in 0..1000 {
        exits.publish(pid);
    }
    drop(exits);
    let heard = heard.iter().count();
    check(heard == 1000, Kind::LostValue, || {
        format!("1000 have ended, and a slow subscriber hears of {heard}")
    });
}

fn spawn(name: &str, body: impl FnOnce() + Send + 'static) -> thread::JoinHandle<()> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}
