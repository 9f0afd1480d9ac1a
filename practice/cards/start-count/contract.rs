//! What an operator is promised of the numbers.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::thread;

pub const PROPERTIES: &[Property] = &[
    Property::new("every-start-counted", every_start_counted),
    Property::new("counts-go-up", counts_go_up),
];

/// One container is new, and one was started before. Each is started twice at once.
fn every_start_counted() {
    let starts = Arc::new(Starts::default());
    starts.count("old");
    let threads = ["new", "new", "old"].map(|id| spawn(id, &starts, move |it| it.count(id)));
    starts.count("old");
    threads.map(|it| it.join().unwrap());
    let counted = ["old", "new", "none"].map(|id| starts.of(id));
    check(counted == [3, 2, 0], Kind::LostValue, || {
        format!("old was started three times and new twice, and the counts are {counted:?}")
    });
}

/// An operator looks twice while a container is started.
fn counts_go_up() {
    let starts = Arc::new(Starts::default());
    starts.count("old");
    let thread = spawn("start", &starts, |it| it.count("old"));
    let seen = [starts.of("old"), starts.of("old")];
    check(
        1 <= seen[0] && seen[0] <= seen[1] && seen[1] <= 2,
        Kind::WrongValue,
        || format!("one start was counted, another is under way, and seen were {seen:?}"),
    );
    thread.join().unwrap();
}

fn spawn(
    name: &str,
    starts: &Arc<Starts>,
    body: impl FnOnce(&Starts) + Send + 'static,
) -> thread::JoinHandle<()> {
    let starts = starts.clone();
    let named = thread::Builder::new().name(name.into());
    named.spawn(move || body(&starts)).unwrap()
}
