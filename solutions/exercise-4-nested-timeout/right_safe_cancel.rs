//! The start of the daemon: it takes back the shims that ran before it was restarted, and removes
//! those it cannot take back. Requests of clients live elsewhere, and so does the log.

use safe_cancel::{CancelChain, Cause, Limit, Plan, TimeoutGuard};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::task::JoinSet;
use tokio::time::Duration;

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

/// The daemon, as far as its start needs it.
pub struct Daemon<N> {
    node: N,
    limits: Limits,
    stop: CancelChain,
    /// The shims that were taken back, each with the init it reports on.
    tasks: Mutex<BTreeMap<String, Pid>>,
}

impl<N: Node> Daemon<N> {
    /// A daemon that has not started yet.
    pub fn new(node: N, limits: Limits) -> Arc<Self> {
        let (stop, tasks) = (CancelChain::new(), Mutex::default());
        Arc::new(Daemon {
            node,
            limits,
            stop,
            tasks,
        })
    }

    /// Takes the shims back, side by side. When this returns, the daemon listens.
    pub async fn start(self: &Arc<Self>, ids: &[&str]) {
        // One plan for all: each load has all of the start's time, less what its removal needs.
        let plan = Plan::new("start", Limit::zero_is_none(self.limits.start));
        let plan = plan.reserve(self.limits.cleanup * 2);
        let mut loads = JoinSet::new();
        for id in ids {
            let (daemon, id) = (self.clone(), id.to_string());
            let budget = plan.clone().begin().on(&self.stop);
            loads.spawn(async move { daemon.load(&id, budget).await });
        }
        while loads.join_next().await.is_some() {}
    }

    /// Tells a daemon that is starting to stop. Containers live on without it.
    pub fn stop(&self) {
        self.stop.cancel("stop");
    }

    /// The init of a container whose shim was taken back.
    pub fn init(&self, id: &str) -> Option<Pid> {
        self.tasks.lock().unwrap().get(id).copied()
    }

    /// Takes one shim back, or removes it: what does not answer cannot be controlled, and the
    /// kubelet makes a new one.
    async fn load(&self, id: &str, budget: TimeoutGuard<'_>) {
        match self.ask(id, &budget).await {
            Ok(init) => {
                self.tasks.lock().unwrap().insert(id.into(), init);
            }
            // Nothing is wrong with it: the next daemon takes it back.
            Err(Error::Stopping) => {}
            Err(_) => self.remove(id, budget).await,
        }
    }

    /// The three steps of a load.
    async fn ask(&self, id: &str, budget: &TimeoutGuard<'_>) -> Result<Pid, Error> {
        let request = Limit::zero_is_none(self.limits.request);
        let connect = request.smaller(DIAL.into());
        step(budget, "connect", connect, self.node.connect(id)).await?;
        let init = step(budget, "state", request, self.node.state(id)).await?;
        step(budget, "watch", request, self.node.watch(id, init)).await?;
        Ok(init)
    }

    /// The process first, then the bundle. It goes whatever became of the process: it would be found
    /// again at every start. Each step has its own time, so that a kill that hangs leaves some.
    async fn remove(&self, id: &str, budget: TimeoutGuard<'_>) {
        // Without a reserve there is nothing to remove in: the file has no cleanup of zero.
        let Ok(removal) = budget.cleanup("removal") else {
            return;
        };
        let limit = self.limits.cleanup.into();
        let _ = step(&removal, "kill", limit, self.node.kill(id)).await;
        let _ = step(&removal, "delete", limit, self.node.delete_bundle(id)).await;
    }
}

/// Runs one step in a layer of its own.
async fn step<T>(
    budget: &TimeoutGuard<'_>,
    name: &'static str,
    limit: Limit,
    work: impl Future<Output = Result<T, Error>>,
) -> Result<T, Error> {
    let ended = async { budget.layer(name, limit)?.run(work).await.value() };
    match ended.await {
        Ok(answer) => answer,
        Err(Cause::Cancelled(_)) => Err(Error::Stopping),
        Err(_) => Err(Error::TimedOut),
    }
}
