//! What clients of a feed are promised, and the node that they are on. A connection is a fake here: its client keeps a view, and
//! lists as soon as `ListNow` arrives.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[
    Property::new("view-is-true", || lab::tasks::run(view_is_true())),
    Property::new("exits-are-told", || lab::tasks::run(exits_are_told())),
    Property::new("queue-is-bounded", || lab::tasks::run(queue_is_bounded())),
];

type Ids = Arc<Plain<BTreeSet<Arc<str>>>>;

/// What runs, a client's view of it, and all that the client was sent.
#[derive(Clone, Default)]
struct Client {
    slow: bool,
    runs: Ids,
    view: Ids,
    told: Arc<Plain<Vec<Message>>>,
}

impl Connection for Client {
    async fn send(&mut self, message: Message) -> bool {
        match &message {
            Message::ListNow => {
                let runs = self.runs.with(|it| it.clone());
                self.view.with(|it| *it = runs);
            }
            Message::Exit(id) => _ = self.view.with(|it| it.remove(id)),
        }
        self.told.with(|it| it.push(message));
        if self.slow {
            sleep(Duration::from_secs(10)).await;
        }
        true
    }
}

/// Four containers exit while a client is busy, four more while it is busy with its second list, and a ninth later.
/// The tenth runs on.
async fn view_is_true() {
    let (feed, client) = (Feed::default(), client(true, 10));
    let service = tokio::spawn(feed.serve(client.clone()));
    sleep(Duration::from_secs(1)).await;
    for id in ["1", "2", "3", "4"] {
        exit(&feed, &client, id);
    }
    // A slow client needs ten seconds for a message: its second one is under way.
    sleep(Duration::from_secs(14)).await;
    for id in ["5", "6", "7", "8"] {
        exit(&feed, &client, id);
    }
    sleep(Duration::from_secs(600)).await;
    exit(&feed, &client, "9");
    sleep(Duration::from_secs(600)).await;
    let (runs, view) = (
        client.runs.with(|it| it.clone()),
        client.view.with(|it| it.clone()),
    );
    check(view == runs, Kind::WrongValue, || {
        format!("{runs:?} runs, and ten minutes later the client's view is {view:?}")
    });
    drop(feed);
    service.await.unwrap();
}

/// A client that keeps up lists once. Then it is told of each exit, until the feed ends an hour later.
async fn exits_are_told() {
    let (feed, client) = (Feed::default(), client(false, 2));
    let service = tokio::spawn(feed.serve(client.clone()));
    for id in ["1", "2"] {
        sleep(Duration::from_secs(1)).await;
        exit(&feed, &client, id);
    }
    sleep(Duration::from_secs(3600)).await;
    drop(feed);
    service.await.unwrap();
    let told = client.told.with(|it| it.clone());
    let all = [
        Message::ListNow,
        Message::Exit("1".into()),
        Message::Exit("2".into()),
    ];
    check(told == all, Kind::WrongValue, || {
        format!("1 and 2 have exited, and the client is told {told:?}")
    });
}

/// A client stops reading, and forty containers exit.
async fn queue_is_bounded() {
    let (feed, client) = (Feed::default(), client(true, 0));
    let service = tokio::spawn(feed.serve(client.clone()));
    sleep(Duration::from_secs(1)).await;
    let id: Arc<str> = "1".into();
    for _ in 0..40 {
        feed.publish(id.clone());
    }
    let kept = Arc::strong_count(&id) - 1;
    check(kept < 40, Kind::WrongValue, || {
        format!("a client does not read, and {kept} of 40 exits are kept for it")
    });
    drop(feed);
    service.await.unwrap();
}

fn client(slow: bool, running: u32) -> Client {
    let client = Client {
        slow,
        ..Client::default()
    };
    client
        .runs
        .with(|it| it.extend((1..=running).map(|id| Arc::from(id.to_string()))));
    client
}

fn exit(feed: &Feed, client: &Client, id: &str) {
    client.runs.with(|it| it.remove(id));
    feed.publish(id.into());
}
