//! What clients of a table are promised. Processes are fakes here: one of them is slow to answer.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

pub const PROPERTIES: &[Property] = &[
    Property::new("list-answers", || lab::tasks::run(list_answers())),
    Property::new("signal-arrives", || lab::tasks::run(signal_arrives())),
];

#[derive(Default)]
struct Slow(Arc<Plain<i32>>);

impl Process for Slow {
    async fn signal(&self, signal: i32) {
        sleep(Duration::from_secs(30)).await;
        self.0.with(|got| *got = signal);
    }
}

/// While one process is slow to take its signal, another client asks what there is. A client that gives up changes nothing.
async fn list_answers() {
    let table = Arc::new(Table::new([("a".to_owned(), Slow::default())]));
    let other = tokio::spawn({
        let table = table.clone();
        async move { table.signal("a", 15).await }
    });
    sleep(Duration::from_secs(1)).await;
    let listed = timeout(Duration::from_secs(1), table.list()).await;
    check(listed.is_ok(), Kind::OverBudget, || {
        "a signal is under way, and list has no answer after 1 s".into()
    });
    let listed = listed.unwrap_or_default();
    check(listed == ["a"], Kind::LostValue, || {
        format!("a is there, a signal to it is under way, and {listed:?} are listed")
    });
    let signalled = other.await.unwrap();
    check(signalled, Kind::WrongValue, || {
        "a is there, and its signal answered false".into()
    });
    let _given_up = timeout(Duration::from_secs(1), table.signal("a", 9)).await;
    let listed = table.list().await;
    check(listed == ["a"], Kind::LostValue, || {
        format!("a is there, a client has given its signal up, and {listed:?} are listed")
    });
}

async fn signal_arrives() {
    let got = Arc::new(Plain::new(0));
    let table = Table::new([("a".to_owned(), Slow(got.clone()))]);
    // One that is given up says nothing of the next.
    let _given_up = timeout(Duration::from_secs(1), table.signal("a", 15)).await;
    let signalled = table.signal("a", 15).await;
    let got = got.with(|it| *it);
    check(signalled && got == 15, Kind::WrongValue, || {
        format!("signal answered {signalled}, and the process got {got}")
    });
    let listed = table.list().await;
    let other = table.signal("b", 15).await;
    check(listed == ["a"] && !other, Kind::WrongValue, || {
        format!("a is there and b is not: {listed:?} are listed, and b was signalled: {other}")
    });
}
