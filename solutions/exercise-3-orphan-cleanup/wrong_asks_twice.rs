//! The shim manager of a runtime daemon: it starts a shim for each container and keeps a record of
//! those that run. The server, logging, requests to a running shim and the daemon's own restart live
//! elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// How long a shim may take to say that it is there.
const FIND_LIMIT: Duration = Duration::from_secs(2);
/// How long a roll-back may take: half of what systemd grants the daemon for its end.
const ROLLBACK_LIMIT: Duration = Duration::from_secs(5);
/// How long after the first answer the second question is asked.
const CONFIRM: Duration = Duration::from_millis(100);
/// How long to wait after a question that nobody could answer.
const RETRY: Duration = Duration::from_secs(10);

/// One shim process. A container id may come again, and so may a pid; this never does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShimId(pub u64);

/// A connection to a shim.
#[derive(Debug, Clone)]
pub struct Connection {
    /// The shim at the other end.
    pub shim: ShimId,
    /// Cancelled when the connection is closed, whatever the reason.
    pub closed: CancellationToken,
}

/// Why a call failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The id is taken.
    AlreadyExists,
    /// There is no such container: neither a shim nor a process of it is left.
    NotFound,
    /// Nobody could tell: no file descriptor was free, or the other side hung up.
    Unavailable,
    /// The token of the call is cancelled.
    Cancelled,
}

/// The shims on this host. A shim can be frozen, and then a call takes as long as that lasts. When
/// the token of a call is cancelled, the call ends with `Error::Cancelled`.
pub trait Shims: Send + Sync + 'static {
    /// Starts a shim, and the container in it.
    fn start(
        &self,
        cancel: &CancellationToken,
        id: &str,
    ) -> impl Future<Output = Result<Connection, Error>> + Send;
    /// Looks for the shim of a container, and opens a new connection to it.
    fn find(
        &self,
        cancel: &CancellationToken,
        id: &str,
    ) -> impl Future<Output = Result<Connection, Error>> + Send;
    /// Ends the shim of a container, and all that runs in it.
    fn kill(
        &self,
        cancel: &CancellationToken,
        id: &str,
    ) -> impl Future<Output = Result<(), Error>> + Send;
}

/// What the daemon knows of a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Record {
    /// Its id is taken, and a start or its roll-back is at work.
    Starting,
    /// It runs in this shim.
    Running(ShimId),
}

/// All records, by container id.
pub type Records = BTreeMap<String, Record>;

/// Where the records are kept. The store starts empty with the daemon.
pub trait RecordStore: Send + Sync + 'static {
    /// One transaction. It waits for its turn, and happens whole or not at all.
    fn transaction<T: Send>(
        &self,
        change: impl FnOnce(&mut Records) -> T + Send,
    ) -> impl Future<Output = T> + Send;
}

/// The shim manager.
pub struct Manager<S, R> {
    shims: S,
    store: R,
    /// Cancelled at the shutdown: the watchers end.
    stop: CancellationToken,
    /// What the shutdown waits for.
    tasks: TaskTracker,
}

impl<S: Shims, R: RecordStore> Manager<S, R> {
    /// A manager without containers.
    pub fn new(shims: S, store: R) -> Arc<Self> {
        Arc::new(Manager {
            shims,
            store,
            stop: CancellationToken::new(),
            tasks: TaskTracker::new(),
        })
    }

    /// Starts a container. `cancel` is the request's: cancelled when the client gives up. After a
    /// start that failed, the id stays taken until the roll-back is over, which is soon.
    pub async fn create(
        self: &Arc<Self>,
        cancel: &CancellationToken,
        id: &str,
    ) -> Result<(), Error> {
        let reserve = |records: &mut Records| {
            if records.contains_key(id) {
                return Err(Error::AlreadyExists);
            }
            records.insert(id.to_owned(), Record::Starting);
            Ok(())
        };
        self.store.transaction(reserve).await?;
        match self.shims.start(cancel, id).await {
            Ok(connection) => {
                let running = Record::Running(connection.shim);
                let enter = |records: &mut Records| records.insert(id.to_owned(), running);
                self.store.transaction(enter).await;
                let (manager, id) = (self.clone(), id.to_owned());
                // The shutdown waits for it, and not for its container: `stop` ends it at any await.
                // It has nothing to undo at any of them.
                self.tasks.spawn(async move {
                    let watch = manager.watch(id, connection);
                    manager.stop.run_until_cancelled(watch).await
                });
                Ok(())
            }
            Err(error) => {
                let manager = self.clone();
                self.tasks.spawn(manager.roll_back(id.to_owned()));
                Err(error)
            }
        }
    }

    /// Removes the record of a container. Its end is the task service's work, and comes first.
    pub async fn delete(&self, id: &str) -> Result<(), Error> {
        let remove = |records: &mut Records| {
            if !matches!(records.get(id), Some(Record::Running(_))) {
                return Err(Error::NotFound);
            }
            records.remove(id);
            Ok(())
        };
        self.store.transaction(remove).await
    }

    /// The containers that run, by id.
    pub async fn list(&self) -> Vec<String> {
        let list = |records: &mut Records| {
            let running = records.iter().filter(|it| *it.1 != Record::Starting);
            running.map(|(id, _)| id.clone()).collect()
        };
        self.store.transaction(list).await
    }

    /// Waits for the background work. The server has answered its last request by then.
    pub async fn shutdown(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Ends what a failed start left behind, then gives the id back. Not under the request's token:
    /// when the client gave up, that is why the start failed.
    async fn roll_back(self: Arc<Self>, id: String) {
        let cancel = CancellationToken::new();
        let _ = timeout(ROLLBACK_LIMIT, self.shims.kill(&cancel, &id)).await;
        let free = |records: &mut Records| records.remove(&id);
        self.store.transaction(free).await;
    }

    /// Follows a container from one connection to the next. When there is no next one, the container
    /// is gone, and so is its record.
    async fn watch(&self, id: String, mut connection: Connection) {
        let shim = connection.shim;
        loop {
            connection.closed.cancelled().await;
            // The connection's token is spent. What is asked from here on has its own, and a limit.
            let cancel = CancellationToken::new();
            let found = timeout(FIND_LIMIT, self.shims.find(&cancel, &id));
            match found.await.unwrap_or(Err(Error::Unavailable)) {
                // There is nothing left to follow.
                Err(Error::NotFound) => {
                    // A client may have created it again: then its shim is found now.
                    sleep(CONFIRM).await;
                    let again = timeout(FIND_LIMIT, self.shims.find(&cancel, &id));
                    if let Ok(Err(Error::NotFound)) = again.await {
                        let _ = self.delete(&id).await;
                        return;
                    }
                }
                // No answer says nothing about the container. The record stays, and the question
                // comes again.
                Err(_) => sleep(RETRY).await,
                Ok(next) => connection = next,
            }
            // Deleted meanwhile, and perhaps created again: that one has a watcher of its own.
            if !self.runs_in(&id, shim).await {
                return;
            }
        }
    }

    /// Whether an id still stands for the container in this shim.
    async fn runs_in(&self, id: &str, shim: ShimId) -> bool {
        let look = |records: &mut Records| records.get(id) == Some(&Record::Running(shim));
        self.store.transaction(look).await
    }
}
