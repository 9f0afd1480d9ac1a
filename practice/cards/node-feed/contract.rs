//! What clients of a node's state are promised, and the node that they are on. A connection is a fake here.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[
    Property::new("latest-arrives", || lab::tasks::run(latest_arrives())),
    Property::new("queue-is-bounded", || lab::tasks::run(queue_is_bounded())),
];

/// A client that takes ten seconds for each state, and what it was sent.
#[derive(Clone, Default)]
struct Client(Arc<Plain<Vec<State>>>);

impl Connection for Client {
    async fn send(&mut self, state: State) -> bool {
        self.0.with(|it| it.push(state));
        sleep(Duration::from_secs(10)).await;
        true
    }
}

/// Three states while a client is busy with the first of them. The node may go down right after the last.
async fn latest_arrives() {
    let down = lab::choose("the node", &["goes on", "goes down"]) == 1;
    let (node, client) = (Node::default(), Client::default());
    let service = tokio::spawn(node.serve(client.clone()));
    for (reason, pause) in [("disk", 1), ("memory", 0), ("drain", 0)] {
        node.set(Some(reason.into()));
        sleep(Duration::from_secs(pause)).await;
    }
    let mut node = Some(node);
    if down {
        node = None;
    }
    sleep(Duration::from_secs(600)).await;
    let last = client.0.with(|it| it.last().cloned());
    check(last == Some(Some("drain".into())), Kind::LostValue, || {
        format!("the node drains, and ten minutes later the client was last told {last:?}")
    });
    drop(node);
    service.await.unwrap();
}

/// A client stops reading, and the node changes forty times.
async fn queue_is_bounded() {
    let (node, client) = (Node::default(), Client::default());
    let service = tokio::spawn(node.serve(client));
    let disk: Arc<str> = "disk".into();
    for _ in 0..40 {
        node.set(Some(disk.clone()));
    }
    let kept = Arc::strong_count(&disk) - 1;
    check(kept < 40, Kind::WrongValue, || {
        format!("a client does not read, and {kept} of 40 states are kept for it")
    });
    drop(node);
    service.await.unwrap();
}
