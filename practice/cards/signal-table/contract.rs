//! What clients of a table are promised. Processes are fakes here: one of them is slow to answer.

use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

pub const PROPERTIES: &[Property] = &[Property::new("list-answers", || {
    lab::tasks::run(list_answers())
})];

struct Slow;

impl Process for Slow {
    async fn signal(&self, _: i32) {
        sleep(Duration::from_secs(30)).await;
    }
}

/// While one process is slow to take its signal, another client asks what there is.
async fn list_answers() {
    let table = Arc::new(Table::new([("a".to_owned(), Slow)]));
    let other = tokio::spawn({
        let table = table.clone();
        async move { table.signal("a", 15).await }
    });
    sleep(Duration::from_secs(1)).await;
    let listed = timeout(Duration::from_secs(1), table.list()).await;
    check(listed.is_ok(), Kind::OverBudget, || {
        "a signal is under way, and list has no answer after 1 s".into()
    });
    let signalled = other.await.unwrap();
    check(signalled, Kind::WrongValue, || {
        "a is there, and its signal answered false".into()
    });
}
