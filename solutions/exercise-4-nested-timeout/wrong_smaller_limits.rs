//! The start of the daemon: it takes back the shims that ran before it was restarted, and removes
//! those it cannot take back. Requests of clients live elsewhere, and so does the log.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use tokio::time::{Duration, timeout};
use tokio_util::sync::CancellationToken;

/// A process id, as the kernel gives it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pid(pub u32);

/// Why a shim was not taken back, or not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// It took longer than its limit.
    TimedOut,
    /// The daemon was told to stop.
    Stopping,
    /// The words of the shim, or of the transport to it.
    Shim(String),
}

/// Times from the configuration file. Zero means "no limit" for the first two.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// From the start of the daemon until it listens; systemd ends a daemon that takes longer.
    pub start: Duration,
    /// One answer of a shim.
    pub request: Duration,
    /// One step of a removal. Whoever reads the file refuses zero, and more than a quarter of
    /// `start`.
    pub cleanup: Duration,
}

/// The node. Every call waits for somebody else, who may never be done.
pub trait Node: Send + Sync + 'static {
    /// Connects to a shim. The kernel accepts, even where the shim serves nobody any more.
    fn connect(&self, id: &str) -> impl Future<Output = Result<(), Error>> + Send;
    /// Asks a shim for the pid of its init.
    fn state(&self, id: &str) -> impl Future<Output = Result<Pid, Error>> + Send;
    /// Asks a shim to report the exit of its init.
    fn watch(&self, id: &str, init: Pid) -> impl Future<Output = Result<(), Error>> + Send;
    /// Ends a shim and its container, and returns when they are gone.
    fn kill(&self, id: &str) -> impl Future<Output = Result<(), Error>> + Send;
    /// Unmounts the root of a container and deletes its bundle. The kill comes first, even one that
    /// failed: a process must not see its files go.
    fn delete_bundle(&self, id: &str) -> impl Future<Output = Result<(), Error>> + Send;
}

/// How long the transport tries to connect.
const DIAL: Duration = Duration::from_secs(10);

/// The most that one step of a load may take, where the start has a limit. Three of them, and the
/// two of a removal, are well below any that is in use.
const STEP: Duration = Duration::from_secs(1);

/// The daemon, as far as its start needs it.
pub struct Daemon<N> {
    node: N,
    limits: Limits,
    stop: CancellationToken,
    /// The shims that were taken back, each with the init it reports on.
    tasks: Mutex<BTreeMap<String, Pid>>,
}

impl<N: Node> Daemon<N> {
    /// A daemon that has not started yet.
    pub fn new(node: N, limits: Limits) -> Arc<Self> {
        let (stop, tasks) = (CancellationToken::new(), Mutex::default());
        Arc::new(Daemon {
            node,
            limits,
            stop,
            tasks,
        })
    }

    /// Takes the shims back, side by side. When this returns, the daemon listens.
    pub async fn start(self: &Arc<Self>, ids: &[&str]) {
        let mut loads = JoinSet::new();
        for id in ids {
            let (daemon, id) = (self.clone(), id.to_string());
            loads.spawn(async move { daemon.load(&id).await });
        }
        while loads.join_next().await.is_some() {}
    }

    /// Tells a daemon that is starting to stop. Containers live on without it.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// The init of a container whose shim was taken back.
    pub fn init(&self, id: &str) -> Option<Pid> {
        self.tasks.lock().unwrap().get(id).copied()
    }

    /// Takes one shim back, or removes it: what does not answer cannot be controlled, and the
    /// kubelet makes a new one.
    async fn load(&self, id: &str) {
        match self.ask(id).await {
            Ok(init) => {
                self.tasks.lock().unwrap().insert(id.into(), init);
            }
            // Nothing is wrong with it: the next daemon takes it back.
            Err(Error::Stopping) => {}
            Err(_) => self.remove(id).await,
        }
    }

    fn step_limit(&self) -> Option<Duration> {
        let own = (!self.limits.request.is_zero()).then_some(self.limits.request);
        let most = (!self.limits.start.is_zero()).then_some(STEP);
        [own, most].into_iter().flatten().min()
    }

    /// The three steps of a load.
    async fn ask(&self, id: &str) -> Result<Pid, Error> {
        let token = self.stop.child_token();
        self.step(&token, self.dial(id)).await?;
        let init = self.step(&token, self.node.state(id)).await?;
        self.step(&token, self.node.watch(id, init)).await?;
        Ok(init)
    }

    /// Waits for one step, until its limit or until the load is given up.
    async fn step<T, F>(&self, token: &CancellationToken, work: F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let work = token.run_until_cancelled(work);
        let answered = match self.step_limit() {
            Some(limit) => timeout(limit, work).await,
            None => Ok(work.await),
        };
        match answered {
            Ok(Some(answer)) => answer,
            Ok(None) => Err(Error::Stopping),
            Err(_) => Err(Error::TimedOut),
        }
    }

    async fn dial(&self, id: &str) -> Result<(), Error> {
        timeout(DIAL, self.node.connect(id))
            .await
            .unwrap_or(Err(Error::TimedOut))
    }

    /// The process first, then the bundle. It goes whatever became of the process: it would be found
    /// again at every start. Each step has its own time, so that a kill that hangs leaves some.
    async fn remove(&self, id: &str) {
        let _ = timeout(self.limits.cleanup, self.node.kill(id)).await;
        let _ = timeout(self.limits.cleanup, self.node.delete_bundle(id)).await;
    }
}
