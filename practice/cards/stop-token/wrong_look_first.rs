//! The stop of a daemon, and all workers that wait for it.

use std::sync::atomic::{AtomicBool, Ordering};
use tokio::sync::Notify;

#[derive(Debug, Default)]
pub struct Stop {
    requested: AtomicBool,
    changed: Notify,
}

impl Stop {
    /// The daemon stops. A second call changes nothing.
    pub fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
        self.changed.notify_waiters();
    }

    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// Ends when the daemon stops; at once, if it does already.
    pub async fn requested(&self) {
        if !self.is_requested() {
            self.changed.notified().await;
        }
    }
}
