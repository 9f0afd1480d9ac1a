//! What the kubelet is promised of its probes.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("own-answer", own_answer),
    Property::new("workers-end", workers_end),
    Property::new("probe-asks", probe_asks),
];

/// The first probe is too slow, and its container is ready. The others find containers that are not. The first answers
/// before the last one begins, or while it waits.
fn own_answer() {
    let prober = Prober::default();
    let during = lab::choose("the first answers", &["before the last", "during the last"]) == 1;
    if during {
        lab::time_waits();
    }
    prober.probe(|| {
        thread::sleep(10 * LIMIT);
        true
    });
    let second = during.then(|| prober.probe(|| false)).flatten();
    thread::sleep(if during { LIMIT * 35 / 4 } else { 20 * LIMIT });
    let last = prober.probe(move || {
        if during {
            thread::sleep(LIMIT / 2);
        }
        false
    });
    let told = [second, last];
    check(!told.contains(&Some(true)), Kind::WrongValue, || {
        format!("their containers are not ready, and their probes say {told:?}")
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

/// However slow it is, the container is asked, also while another probe is under way, and nothing but its answer is told.
fn probe_asks() {
    let prober = Arc::new(Prober::default());
    let other = (lab::choose("the prober has", &["one probe", "two probes"]) == 1).then(|| {
        lab::time_waits();
        let prober = prober.clone();
        let other = thread::Builder::new().name("other".into());
        other.spawn(move || prober.probe(|| true)).unwrap()
    });
    let (asks, asked) = mpsc::channel();
    let told = prober.probe(move || {
        asks.send(()).unwrap();
        true
    });
    let asked = asked.recv().is_ok();
    check(asked && told != Some(false), Kind::WrongValue, || {
        format!("the container lives, was asked: {asked}, and its probe says {told:?}")
    });
    if let Some(other) = other {
        other.join().unwrap();
    }
}
