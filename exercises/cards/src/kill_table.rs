//! The processes of a shim, by container.

use std::collections::HashMap;
use std::sync::Arc;
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
    processes: Mutex<HashMap<String, Arc<P>>>,
}

impl<P: Process> Table<P> {
    pub fn new(processes: impl IntoIterator<Item = (String, P)>) -> Table<P> {
        let shared = processes.into_iter().map(|(id, it)| (id, Arc::new(it)));
        Table {
            processes: Mutex::new(shared.collect()),
        }
    }

    /// The ids of all processes.
    pub async fn list(&self) -> Vec<String> {
        self.processes.lock().await.keys().cloned().collect()
    }

    /// Kills one, and returns when it is gone; `false` if there is none, or if it stays.
    pub async fn kill(&self, id: &str) -> bool {
        let process = {
            let processes = self.processes.lock().await;
            processes.get(id).cloned()
        };
        let Some(process) = process else {
            return false;
        };
        timeout(PATIENCE, process.kill()).await.is_ok()
    }
}
