//! What clients of a daemon are promised of its records. The kernel is a fake here.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::{Arc, OnceLock, Weak};
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("live-keeps-record", live_keeps_record),
    Property::new("dead-record-goes", dead_record_goes),
    Property::new("others-answered", others_answered),
];

/// Pid 1 is dead, all others live. Each question takes as long as a client needs for an answer, if somebody wants that.
#[derive(Default)]
struct Kernel {
    clients_of: Arc<OnceLock<Weak<Records<Kernel>>>>,
}

impl Processes for Kernel {
    fn lives(&self, pid: Pid) -> bool {
        if let Some(records) = self.clients_of.get().and_then(Weak::upgrade) {
            let client = spawn("client", &records, |records| drop(records.get("b")));
            client.join().unwrap();
        }
        pid != Pid(1)
    }
}

fn live_keeps_record() {
    // A container is gone, and its client creates it again while two sweeps look.
    let records = Arc::new(Records::new(Kernel::default()));
    records.insert("a", Pid(1));
    let sweepers = ["sweeper 1", "sweeper 2"].map(|it| spawn(it, &records, |it| it.sweep("a")));
    records.remove("a");
    records.insert("a", Pid(2));
    sweepers.map(|it| it.join().unwrap());
    finds(&records, "a", Some(Pid(2)));
    // One lives, and is asked for while the sweep looks.
    let sweeper = spawn("sweeper", &records, |records| records.sweep("a"));
    finds(&records, "a", Some(Pid(2)));
    sweeper.join().unwrap();
    finds(&records, "a", Some(Pid(2)));
}

fn dead_record_goes() {
    // Others come and go while the sweep looks.
    let records = Arc::new(Records::new(Kernel::default()));
    records.insert("a", Pid(1));
    let sweeper = spawn("sweeper", &records, |records| records.sweep("a"));
    records.insert("b", Pid(2));
    records.insert("c", Pid(3));
    records.remove("c");
    sweeper.join().unwrap();
    finds(&records, "a", None);
    finds(&records, "b", Some(Pid(2)));
    finds(&records, "c", None);
    // Its client removes it while the sweep looks.
    let sweeper = spawn("sweeper", &records, |records| records.sweep("b"));
    records.remove("b");
    sweeper.join().unwrap();
    finds(&records, "b", None);
}

fn others_answered() {
    let kernel = Kernel::default();
    let clients_of = kernel.clients_of.clone();
    let records = Arc::new(Records::new(kernel));
    records.insert("a", Pid(1));
    clients_of.set(Arc::downgrade(&records)).unwrap();
    records.sweep("a");
}

fn finds(records: &Shared, id: &str, wanted: Option<Pid>) {
    let found = records.get(id);
    let kind = match found {
        None => Kind::LostValue,
        Some(_) => Kind::WrongValue,
    };
    check(found == wanted, kind, || {
        format!("the record of {id} is {found:?}, and should be {wanted:?}")
    });
}

type Shared = Arc<Records<Kernel>>;

fn spawn(name: &str, records: &Shared, body: fn(&Shared)) -> thread::JoinHandle<()> {
    let records = records.clone();
    let named = thread::Builder::new().name(name.into());
    named.spawn(move || body(&records)).unwrap()
}
