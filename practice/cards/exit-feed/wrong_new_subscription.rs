//! Exits, from the reaper to the connections of clients.

use std::sync::Arc;
use tokio::sync::broadcast::{self, error::RecvError};

/// What a client is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Ask for the list of what runs: the exits that follow are changes to it.
    ListNow,
    /// The container of this id has exited.
    Exit(Arc<str>),
}

/// The connection of one client.
pub trait Connection: Send {
    /// Waits while the client is slow; false when it is gone.
    fn send(&mut self, message: Message) -> impl Future<Output = bool> + Send;
}

/// How many exits a client may be behind.
const BEHIND: usize = 2;

#[derive(Debug)]
pub struct Feed {
    exits: broadcast::Sender<Arc<str>>,
}

impl Default for Feed {
    fn default() -> Feed {
        let exits = broadcast::Sender::new(BEHIND);
        Feed { exits }
    }
}

impl Feed {
    /// The reaper tells of an exit. It never waits for a client.
    pub fn publish(&self, id: Arc<str>) {
        // There may be no client.
        let _ = self.exits.send(id);
    }

    /// Serves one client, until it or the feed is gone.
    pub fn serve<C: Connection>(&self, mut client: C) -> impl Future<Output = ()> + use<C> {
        let mut exits = self.exits.subscribe();
        async move {
            let mut open = client.send(Message::ListNow).await;
            while open {
                match exits.recv().await {
                    Ok(id) => open = client.send(Message::Exit(id)).await,
                    Err(RecvError::Lagged(_)) => {
                        open = client.send(Message::ListNow).await;
                        // What is still queued is older than the list.
                        exits = exits.resubscribe();
                    }
                    Err(RecvError::Closed) => break,
                }
            }
        }
    }
}
