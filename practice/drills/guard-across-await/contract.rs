use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio::time::{Instant, timeout};

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", || lab::tasks::run(promise())),
    Property::new("work", || lab::tasks::run(work())),
];

async fn promise() {
    let table = Arc::new(Table::default());
    let killer = killer(table.clone());
    sleep(Duration::from_secs(1)).await;
    let client = client(table);
    killer.await.unwrap();
    client.await.unwrap();
}

fn killer(table: Arc<Table>) -> JoinHandle<()> {
    tokio::spawn(async move {
        lab::note("asks for the kill");
        table.kill_all().await;
    })
}

fn client(table: Arc<Table>) -> JoinHandle<()> {
    tokio::spawn(async move {
        lab::note("asks for the list");
        let listed = timeout(Duration::from_secs(1), table.list()).await;
        check(listed.is_ok(), Kind::OverBudget, || {
            "a kill is under way, and the list has no answer".into()
        });
    })
}

async fn work() {
    let table = Table::default();
    table.add(7).await;
    let before = table.list().await;
    let began = Instant::now();
    table.kill_all().await;
    let (after, took) = (table.list().await, began.elapsed());
    check(before == [7] && after.is_empty(), Kind::WrongValue, || {
        format!("listed were {before:?} before the kill, and {after:?} after it")
    });
    check(took >= Duration::from_secs(30), Kind::WrongValue, || {
        format!("a process takes 30 s to die, and the kill is over after {took:?}")
    });
}
