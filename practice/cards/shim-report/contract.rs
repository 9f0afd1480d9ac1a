//! What the metrics page and the reaper are promised.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("one-moment", one_moment),
    Property::new("status-is-kept", status_is_kept),
];

/// Two reports are made while two processes end.
fn one_moment() {
    let shim = shim();
    let reaper = spawn("reaper", &shim, |shim| {
        shim.exited(Pid(1));
        shim.exited(Pid(2));
    });
    let other = spawn("other", &shim, |shim| is_of_one_moment(shim.report()));
    is_of_one_moment(shim.report());
    reaper.join().unwrap();
    other.join().unwrap();
}

/// 1 and 2 run and 3 has ended. Then 1 ends, and then 2.
fn is_of_one_moment(report: Report) {
    let Report { running, ended } = report;
    let moments = [(2, 1), (1, 2), (0, 3)];
    check(
        moments.contains(&(running, ended)),
        Kind::WrongValue,
        || format!("at no moment were there {running} running and {ended} ended"),
    );
}

fn status_is_kept() {
    let shim = shim();
    shim.exited(Pid(2));
    // The reaper may hear of it twice, and of a process that is none of ours.
    shim.exited(Pid(2));
    shim.exited(Pid(9));
    let report = shim.report();
    let taken = [2, 2, 3, 9].map(|pid| shim.taken(Pid(pid)));
    let left = shim.report();
    let seen = ((report.running, report.ended), taken, left.ended);
    let wanted = ((1, 2), [true, false, true, false], 0);
    check(seen == wanted, Kind::LostValue, || {
        format!("2 and 3 have ended and 1 runs: wanted {wanted:?}, and seen were {seen:?}")
    });
}

fn shim() -> Arc<Shim> {
    let shim = Arc::new(Shim::default());
    for pid in [1, 2, 3] {
        shim.started(Pid(pid));
    }
    shim.exited(Pid(3));
    shim
}

fn spawn(name: &str, shim: &Arc<Shim>, body: fn(&Shim)) -> thread::JoinHandle<()> {
    let shim = shim.clone();
    let named = thread::Builder::new().name(name.into());
    named.spawn(move || body(&shim)).unwrap()
}
