//! The state of the node, from the supervisor to the connections of clients.

use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::{self, UnboundedSender};

/// Why the node takes no containers; `None` while it takes them.
pub type State = Option<Arc<str>>;

/// The connection of one client.
pub trait Connection: Send {
    /// Waits while the client is slow; false when it is gone.
    fn send(&mut self, state: State) -> impl Future<Output = bool> + Send;
}

#[derive(Debug, Default)]
pub struct Node {
    clients: Mutex<Vec<UnboundedSender<State>>>,
}

impl Node {
    /// The supervisor tells of a new state. It never waits for a client.
    pub fn set(&self, state: State) {
        let mut clients = self.clients.lock().unwrap();
        clients.retain(|client| client.send(state.clone()).is_ok());
    }

    /// Serves one client, until it or the node is gone.
    pub fn serve<C: Connection>(&self, mut client: C) -> impl Future<Output = ()> + use<C> {
        let (queue, mut states) = mpsc::unbounded_channel();
        self.clients.lock().unwrap().push(queue);
        async move {
            let mut open = true;
            while open && let Some(state) = states.recv().await {
                open = client.send(state).await;
            }
        }
    }
}
