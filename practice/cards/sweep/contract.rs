//! What clients of a daemon are promised of its records. The kernel is a fake here.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::{Arc, Barrier};
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("live-keeps-record", live_keeps_record),
    Property::new("dead-record-goes", dead_record_goes),
    Property::new("others-answered", others_answered),
];

/// Pid 1 is dead, all others live. Two barriers make its first answer as slow as somebody wants it.
#[derive(Default)]
struct Kernel {
    gates: Option<[Arc<Barrier>; 2]>,
    asked: Plain<bool>,
}

impl Processes for Kernel {
    fn lives(&self, pid: Pid) -> bool {
        let again = self.asked.with(|asked| std::mem::replace(asked, true));
        if let (Some(gates), false) = (&self.gates, again) {
            gates[0].wait();
            gates[1].wait();
        }
        pid != Pid(1)
    }
}

/// A container is gone, and its client creates it again while the sweep looks.
fn live_keeps_record() {
    let records = Arc::new(Records::new(Kernel::default()));
    records.insert("a", Pid(1));
    let sweeper = spawn("sweeper", &records, |records| records.sweep("a"));
    records.remove("a");
    records.insert("a", Pid(2));
    sweeper.join().unwrap();
    let found = records.get("a");
    check(found == Some(Pid(2)), Kind::LostValue, || {
        format!("the new container lives, and its record is {found:?}")
    });
}

fn dead_record_goes() {
    let records = Records::new(Kernel::default());
    records.insert("a", Pid(1));
    records.insert("b", Pid(2));
    records.sweep("a");
    records.sweep("b");
    let found = (records.get("a"), records.get("b"));
    check(found == (None, Some(Pid(2))), Kind::WrongValue, || {
        format!("a is dead and b lives, and the records are {found:?}")
    });
}

/// The kernel is done with its look only when somebody else had an answer.
fn others_answered() {
    let gates = [(); 2].map(|()| Arc::new(Barrier::new(2)));
    let records = Arc::new(Records::new(Kernel {
        gates: Some(gates.clone()),
        ..Kernel::default()
    }));
    records.insert("a", Pid(1));
    let sweeper = spawn("sweeper", &records, |records| records.sweep("a"));
    gates[0].wait();
    records.get("b");
    gates[1].wait();
    sweeper.join().unwrap();
}

type Shared = Arc<Records<Kernel>>;

fn spawn(name: &str, records: &Shared, body: fn(&Shared)) -> thread::JoinHandle<()> {
    let records = records.clone();
    let named = thread::Builder::new().name(name.into());
    named.spawn(move || body(&records)).unwrap()
}
