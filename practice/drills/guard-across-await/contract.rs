use super::subject::*;
use lab::{Kind, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio::time::timeout;

pub const PROPERTIES: &[Property] = &[Property::new("promise", || lab::tasks::run(promise()))];

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
