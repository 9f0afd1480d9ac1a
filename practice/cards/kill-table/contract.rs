//! What clients of a table are promised. Processes are fakes here: one of them is hard to kill.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};

pub const PROPERTIES: &[Property] = &[
    Property::new("list-answers", || lab::tasks::run(list_answers())),
    Property::new("killed-when-told", || lab::tasks::run(killed_when_told())),
];

struct Stubborn(Arc<Plain<bool>>);

impl Process for Stubborn {
    async fn kill(&self) {
        sleep(Duration::from_secs(30)).await;
        self.0.with(|gone| *gone = true);
    }
}

/// While one process takes half a minute to die, another client asks what there is.
async fn list_answers() {
    let table = Arc::new(Table::new([("a".to_owned(), Stubborn(Arc::default()))]));
    let killer = tokio::spawn({
        let table = table.clone();
        async move { table.kill("a").await }
    });
    sleep(Duration::from_secs(1)).await;
    let listed = timeout(Duration::from_secs(1), table.list()).await;
    check(listed.is_ok(), Kind::OverBudget, || {
        "a kill is under way, and list has no answer after 1 s".into()
    });
    killer.await.unwrap();
}

async fn killed_when_told() {
    let gone = Arc::new(Plain::new(false));
    let table = Table::new([("a".to_owned(), Stubborn(gone.clone()))]);
    let killed = table.kill("a").await;
    check(killed && gone.with(|it| *it), Kind::WrongValue, || {
        format!("kill answered {killed}, and the process is still there")
    });
    let other = table.kill("b").await;
    check(!other, Kind::WrongValue, || {
        "there is no b, and its kill answered true".into()
    });
}
