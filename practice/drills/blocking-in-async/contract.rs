use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", || lab::tasks::run(promise())),
    Property::new("work", || lab::tasks::run(work())),
];

async fn promise() {
    let table = Arc::new(tokio::sync::Mutex::new(7));
    let holder = holder(table.clone(), 5);
    sleep(Duration::from_millis(10)).await;
    let client = client(table);
    holder.await.unwrap();
    client.await.unwrap();
}

/// The table is taken for two minutes.
async fn work() {
    let table = Arc::new(tokio::sync::Mutex::new(7));
    let holder = holder(table.clone(), 120);
    sleep(Duration::from_millis(10)).await;
    let client = client(table);
    holder.await.unwrap();
    client.await.unwrap();
}

fn holder(table: Arc<tokio::sync::Mutex<u32>>, seconds: u64) -> JoinHandle<()> {
    tokio::spawn(async move {
        let guard = table.lock().await;
        lab::note(&format!("has the table for {seconds} seconds"));
        sleep(Duration::from_secs(seconds)).await;
        lab::note("gives the table to the next in the queue");
        drop(guard);
    })
}

fn client(table: Arc<tokio::sync::Mutex<u32>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        lab::note("queues for the table");
        let found = look(&table).await;
        check(found == 7, Kind::WrongValue, || {
            format!("the table says 7, and found was {found}")
        });
    })
}
