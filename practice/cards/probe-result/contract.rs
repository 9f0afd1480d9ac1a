//! What the kubelet is promised of its probes.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

pub const PROPERTIES: &[Property] = &[
    Property::new("frozen-is-answered", frozen_is_answered),
    Property::new("workers-end", workers_end),
    Property::new("probe-asks", probe_asks),
];

/// The container thaws only when its probe was given up.
fn frozen_is_answered() {
    let (thaw, frozen) = mpsc::channel::<()>();
    let told = probe(move || frozen.recv().is_ok());
    check(told.is_none(), Kind::WrongValue, || {
        format!("the container is frozen, and its probe says {told:?}")
    });
    // The probe may be over.
    let _ = thaw.send(());
}

/// A thread that never ends would be a leak, and the lab would say so.
fn workers_end() {
    probe(|| {
        thread::sleep(Duration::from_secs(60));
        true
    });
    thread::sleep(Duration::from_secs(600));
    let told = probe(|| false);
    check(told != Some(true), Kind::WrongValue, || {
        "the container is dead, and its probe says that it lives".into()
    });
}

/// However slow it is, the container is asked, and nothing but its answer is told.
fn probe_asks() {
    let (asks, asked) = mpsc::channel();
    let told = probe(move || {
        asks.send(()).unwrap();
        true
    });
    let asked = asked.recv().is_ok();
    check(asked && told != Some(false), Kind::WrongValue, || {
        format!("the container lives, was asked: {asked}, and its probe says {told:?}")
    });
}
