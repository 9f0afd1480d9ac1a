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
    let client = client(table.clone());
    client.await.unwrap();
    // A process comes meanwhile, and the end of the kill is near.
    let added = timeout(Duration::from_secs(1), table.add(8)).await;
    check(added.is_ok(), Kind::OverBudget, || {
        "a kill is under way, and the add has no answer".into()
    });
    sleep(Duration::from_millis(27_500)).await;
    let listed = timeout(Duration::from_secs(1), table.list()).await;
    check(listed.is_ok_and(|it| it == [8]), Kind::OverBudget, || {
        "a kill is nearly over, and the list does not answer with what came meanwhile".into()
    });
    killer.await.unwrap();
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
    second_kill().await;
}

/// Two clients ask for the kill, and a process comes after the first one is over.
async fn second_kill() {
    let table = Arc::new(Table::default());
    table.add(7).await;
    let began = Instant::now();
    let first = killer(table.clone());
    sleep(Duration::from_secs(1)).await;
    let second = tokio::spawn({
        let table = table.clone();
        async move {
            table.kill_all().await;
            Instant::now()
        }
    });
    sleep(Duration::from_millis(29_500)).await;
    table.add(9).await;
    first.await.unwrap();
    let took = second.await.unwrap() - began;
    let listed = table.list().await;
    check(listed == [9], Kind::WrongValue, || {
        format!("9 came after the kills had emptied the table, and listed are {listed:?}")
    });
    check(took >= Duration::from_secs(30), Kind::WrongValue, || {
        format!("a process takes 30 s to die, and the second kill is over after {took:?}")
    });
}
