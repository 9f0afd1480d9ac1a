//! The processes of a shim, by container.

use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// A process that can be killed. The call returns when the process is gone, and that can take long.
pub trait Process: Send + Sync + 'static {
    fn kill(&self) -> impl Future<Output = ()> + Send;
}

/// How long a process is waited for.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub struct Table<P> {
    processes: Mutex<HashMap<String, P>>,
}

impl<P: Process> Table<P> {
    pub fn new(processes: impl IntoIterator<Item = (String, P)>) -> Table<P> {
        Table {
            processes: Mutex::new(processes.into_iter().collect()),
        }
    }

    /// The ids of all processes.
    pub async fn list(&self) -> Vec<String> {
        self.processes.lock().await.keys().cloned().collect()
    }

    /// Kills one, and returns when it is gone; `false` if there is none, or if it stays.
    pub async fn kill(&self, id: &str) -> bool {
        let processes = self.processes.lock().await;
        let Some(process) = processes.get(id) else {
            return false;
        };
        timeout(PATIENCE, process.kill()).await.is_ok()
    }
}
