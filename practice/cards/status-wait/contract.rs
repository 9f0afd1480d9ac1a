//! What a client of the table and its operator are promised. Another client changes the table, and takes its time.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[
    Property::new("status-answers", || lab::tasks::run(status_answers())),
    Property::new("quick-is-silent", || lab::tasks::run(quick_is_silent())),
];

#[derive(Clone, Default)]
struct Lines(Arc<Plain<u32>>);

impl Log for Lines {
    fn warn(&self, _: &str) {
        self.0.with(|it| *it += 1);
    }
}

/// Two clients ask while the table is being changed for five seconds.
async fn status_answers() {
    let log = Lines::default();
    let containers = Arc::new(Containers::new(log.clone()));
    let change = changes(&containers, Duration::from_secs(5));
    sleep(Duration::from_millis(10)).await;
    let clients = [(); 2].map(|()| asks(&containers, "a"));
    change.await.unwrap();
    for client in clients {
        let told = client.await.unwrap();
        check(told == Some(Status::Running), Kind::WrongValue, || {
            format!("a runs, and its client is told {told:?}")
        });
    }
    let lines = log.0.with(|it| *it);
    check(lines == 2, Kind::LostValue, || {
        format!("two clients waited for five seconds, and the log has {lines} lines")
    });
}

/// A client asks for what is there, and for what is not, while the table is being changed for half a second.
async fn quick_is_silent() {
    let log = Lines::default();
    let containers = Arc::new(Containers::new(log.clone()));
    let change = changes(&containers, Duration::from_millis(500));
    sleep(Duration::from_millis(10)).await;
    let clients = ["a", "b"].map(|id| asks(&containers, id));
    change.await.unwrap();
    let mut told = Vec::new();
    for client in clients {
        told.push(client.await.unwrap());
    }
    let lines = log.0.with(|it| *it);
    check(
        told == [Some(Status::Running), None] && lines == 0,
        Kind::WrongValue,
        || {
            format!(
                "a runs and b is not there: the clients are told {told:?}, and the log has {lines} lines"
            )
        },
    );
}

type Shared = Arc<Containers<Lines>>;

fn asks(containers: &Shared, id: &'static str) -> JoinHandle<Option<Status>> {
    let containers = containers.clone();
    tokio::spawn(async move { containers.status(id).await })
}

fn changes(containers: &Shared, time: Duration) -> JoinHandle<()> {
    let containers = containers.clone();
    tokio::spawn(async move {
        let mut table = containers.change().await;
        sleep(time).await;
        table.insert("a".to_owned(), Status::Running);
    })
}
