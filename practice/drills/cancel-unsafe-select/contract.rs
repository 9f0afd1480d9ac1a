use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", || lab::tasks::run(promise())),
    Property::new("work", || lab::tasks::run(work())),
];

async fn promise() {
    all_are_forwarded(&[7, 8]).await;
}

async fn work() {
    all_are_forwarded(&[7]).await;
}

async fn all_are_forwarded(pids: &[u32]) {
    let (send, exits) = tokio::sync::mpsc::channel(2);
    let forwarded = Arc::new(Plain::new(Vec::new()));
    let forwarder = forwarder(exits, forwarded.clone());
    for &pid in pids {
        lab::note(&format!("sends the exit of {pid}"));
        send.send(pid).await.unwrap();
        sleep(Duration::from_millis(1500)).await;
    }
    drop(send);
    forwarder.await.unwrap();
    let forwarded = forwarded.with(|it| it.clone());
    check(forwarded == pids, Kind::LostValue, || {
        format!("{pids:?} have ended, and forwarded was {forwarded:?}")
    });
}

fn forwarder(
    exits: tokio::sync::mpsc::Receiver<u32>,
    forwarded: Arc<Plain<Vec<u32>>>,
) -> JoinHandle<()> {
    tokio::spawn(async move {
        forward(exits, |pair| forwarded.with(|it| it.extend(pair))).await;
    })
}
