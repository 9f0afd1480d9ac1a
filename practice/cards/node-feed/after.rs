//! The state of the node, from the supervisor to the connections of clients.

use std::sync::Arc;
use tokio::sync::watch;

/// Why the node takes no containers; `None` while it takes them.
pub type State = Option<Arc<str>>;

/// The connection of one client.
pub trait Connection: Send {
    /// Waits while the client is slow; false when it is gone.
    fn send(&mut self, state: State) -> impl Future<Output = bool> + Send;
}

#[derive(Debug)]
pub struct Node {
    state: watch::Sender<State>,
}

impl Default for Node {
    fn default() -> Node {
        let state = watch::Sender::new(None);
        Node { state }
    }
}

impl Node {
    /// The supervisor tells of a new state. It never waits for a client.
    pub fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    /// Serves one client, until it or the node is gone.
    pub fn serve<C: Connection>(&self, mut client: C) -> impl Future<Output = ()> + use<C> {
        let mut states = self.state.subscribe();
        async move {
            let mut open = true;
            while open && states.changed().await.is_ok() {
                let state = states.borrow_and_update().clone();
                open = client.send(state).await;
            }
        }
    }
}
