//! The background jobs of a daemon, and their end.

use std::sync::Arc;
use tokio::task::JoinSet;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub String);

/// The daemon that the jobs belong to.
pub trait Daemon: Send + Sync {
    fn log(&self, error: &str);
    /// The next daemon can start when the socket is gone.
    fn remove_socket(&self);
}

pub struct Workers<D> {
    daemon: Arc<D>,
    jobs: JoinSet<Result<(), Error>>,
}

impl<D: Daemon> Workers<D> {
    pub fn new(daemon: Arc<D>) -> Workers<D> {
        let jobs = JoinSet::new();
        Workers { daemon, jobs }
    }

    /// Runs `job` until it ends, or until the daemon does: it can be dropped at each of its awaits.
    pub fn spawn(&mut self, job: impl Future<Output = Result<(), Error>> + Send + 'static) {
        self.jobs.spawn(job);
    }

    /// Ends all jobs, waits for them, and gives the socket up.
    pub async fn shutdown(mut self) {
        // Those that failed before.
        while let Some(Ok(Err(Error(error)))) = self.jobs.try_join_next() {
            self.daemon.log(&error);
        }
        // Ends the others, and waits for each.
        self.jobs.shutdown().await;
        self.daemon.remove_socket();
    }
}
