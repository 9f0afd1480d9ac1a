use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

pub const PROPERTIES: &[Property] = &[
    Property::new("promise", || lab::tasks::run(promise())),
    Property::new("work", || lab::tasks::run(work())),
];

async fn promise() {
    let removed = Arc::new(Plain::new(false));
    let request = CancellationToken::new();
    let server = server(request.clone(), removed.clone());
    sleep(Duration::from_secs(5)).await;
    check(!removed.with(|it| *it), Kind::WrongValue, || {
        "the request is being served, and its record is gone".into()
    });
    lab::note("the client cancels its request");
    request.cancel();
    server.await.unwrap();
    check(removed.with(|it| *it), Kind::LostValue, || {
        "the request is over, and its record is still there".into()
    });
}

fn server(request: CancellationToken, removed: Arc<Plain<bool>>) -> JoinHandle<()> {
    tokio::spawn(async move {
        serve(&request, async {
            lab::note("begins to remove");
            sleep(Duration::from_secs(1)).await;
            removed.with(|it| *it = true);
        })
        .await;
        lab::note("has ended its request");
    })
}

async fn work() {
    let request = CancellationToken::new();
    request.cancel();
    let served = serve(&request, std::future::pending());
    let ended = tokio::time::timeout(Duration::from_secs(60), served).await;
    check(ended.is_ok(), Kind::OverBudget, || {
        "a removal hangs, and the request has not ended after a minute".into()
    });
    // A request of two days is still one.
    let removed = Arc::new(Plain::new(false));
    let request = CancellationToken::new();
    let server = server(request.clone(), removed.clone());
    sleep(Duration::from_secs(2 * 24 * 3600)).await;
    check(!removed.with(|it| *it), Kind::WrongValue, || {
        "the request is being served for two days, and its record is gone".into()
    });
    request.cancel();
    server.await.unwrap();
    check(removed.with(|it| *it), Kind::LostValue, || {
        "a request of two days is over, and its record is still there".into()
    });
}
