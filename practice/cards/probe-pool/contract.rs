//! What the kubelet is promised of its probes.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("own-answer", own_answer),
    Property::new("workers-end", workers_end),
    Property::new("probe-asks", probe_asks),
];

/// The first probe is too slow, and its container is ready. The second finds a container that is not.
fn own_answer() {
    let prober = Prober::default();
    prober.probe(|| {
        thread::sleep(10 * LIMIT);
        true
    });
    thread::sleep(20 * LIMIT);
    let second = prober.probe(|| false);
    check(second != Some(true), Kind::WrongValue, || {
        format!("the second container is not ready, and its probe says {second:?}")
    });
}

/// One slow probe, and the prober lives on: the thread of the probe must not.
fn workers_end() {
    let prober = Prober::default();
    prober.probe(|| {
        thread::sleep(10 * LIMIT);
        true
    });
    thread::sleep(Duration::from_secs(600));
    std::mem::forget(prober);
}

/// However slow it is, the container is asked, and nothing but its answer is told.
fn probe_asks() {
    let prober = Prober::default();
    let (asks, asked) = mpsc::channel();
    let told = prober.probe(move || {
        asks.send(()).unwrap();
        true
    });
    let asked = asked.recv().is_ok();
    check(asked && told != Some(false), Kind::WrongValue, || {
        format!("the container lives, was asked: {asked}, and its probe says {told:?}")
    });
}
