//! Exits, from the reaper to the connections of clients.

use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::{self, UnboundedSender};

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

#[derive(Debug, Default)]
pub struct Feed {
    clients: Mutex<Vec<UnboundedSender<Arc<str>>>>,
}

impl Feed {
    /// The reaper tells of an exit. It never waits for a client.
    pub fn publish(&self, id: Arc<str>) {
        let mut clients = self.clients.lock().unwrap();
        clients.retain(|client| client.send(id.clone()).is_ok());
    }

    /// Serves one client, until it or the feed is gone.
    pub fn serve<C: Connection>(&self, mut client: C) -> impl Future<Output = ()> + use<C> {
        let (queue, mut exits) = mpsc::unbounded_channel();
        self.clients.lock().unwrap().push(queue);
        async move {
            let mut open = client.send(Message::ListNow).await;
            while open && let Some(id) = exits.recv().await {
                open = client.send(Message::Exit(id)).await;
            }
        }
    }
}
