//! The processes of a shim, by container.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;

/// A process that takes signals. The call goes over a socket, and that can take long.
pub trait Process: Send + Sync + 'static {
    fn signal(&self, signal: i32) -> impl Future<Output = ()> + Send;
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

    /// Signals one; `false` if there is none, or if it does not take it.
    pub async fn signal(&self, id: &str, signal: i32) -> bool {
        // Out of the table while it is signalled: the table is free meanwhile.
        let taken = self.processes.lock().await.remove_entry(id);
        let Some((id, process)) = taken else {
            return false;
        };
        let took_it = timeout(PATIENCE, process.signal(signal)).await.is_ok();
        self.processes.lock().await.insert(id, process);
        took_it
    }
}
