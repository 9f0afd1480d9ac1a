//! What the kubelet is promised of its probes.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("own-answer", own_answer),
    Property::new("workers-end", workers_end),
    Property::new("probe-asks", probe_asks),
];

/// The first probe is too slow, and its container is ready. The others find containers that are not. The first answer comes while
/// the third is under way.
fn own_answer() {
    let prober = Prober::default();
    let (answers, answer) = mpsc::channel();
    prober.probe(move || answer.recv().unwrap());
    let second = prober.probe(|| false);
    let third = prober.probe(move || {
        answers.send(true).unwrap();
        false
    });
    for (which, told) in [("second", second), ("third", third)] {
        check(told != Some(true), Kind::WrongValue, || {
            format!("the {which} container is not ready, and its probe says {told:?}")
        });
    }
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

/// However slow they are, two containers are asked at once, and nothing but their answers is told.
fn probe_asks() {
    let prober = Arc::new(Prober::default());
    let other = thread::Builder::new().name("other".into());
    let other = other.spawn({
        let prober = prober.clone();
        move || ask(&prober)
    });
    ask(&prober);
    other.unwrap().join().unwrap();
}

fn ask(prober: &Prober) {
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
