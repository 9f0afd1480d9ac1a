//! The containers of a node, and how each of them is.

use std::collections::BTreeMap;
use std::pin::pin;
use std::time::Duration;
use tokio::sync::{Mutex, MutexGuard};
use tokio::time::sleep;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    Running,
    Ended(i32),
}

/// What an operator reads.
pub trait Log: Send + Sync {
    fn warn(&self, text: &str);
}

/// After this long, a client that waits for the table is worth a line.
pub const SLOW: Duration = Duration::from_secs(1);

type Table = BTreeMap<String, Status>;

pub struct Containers<L> {
    table: Mutex<Table>,
    log: L,
}

impl<L: Log> Containers<L> {
    pub fn new(log: L) -> Containers<L> {
        let table = Mutex::default();
        Containers { table, log }
    }

    /// The whole table, for a change that can take long.
    pub async fn change(&self) -> MutexGuard<'_, Table> {
        self.table.lock().await
    }

    /// How the container of this id is; `None` if there is none.
    pub async fn status(&self, id: &str) -> Option<Status> {
        let mut table = pin!(self.table.lock());
        tokio::select! {
            table = &mut table => return table.get(id).copied(),
            () = sleep(SLOW) => self.log.warn("status waits for the table"),
        }
        // Its place in the queue is given up first.
        drop(table);
        self.table.lock().await.get(id).copied()
    }
}
