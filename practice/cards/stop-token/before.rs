//! The stop of a daemon, and all workers that wait for it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::time::sleep;

/// How often a worker looks.
const LOOK: Duration = Duration::from_secs(1);

#[derive(Debug, Default)]
pub struct Stop {
    requested: AtomicBool,
}

impl Stop {
    /// The daemon stops. A second call changes nothing.
    pub fn request(&self) {
        self.requested.store(true, Ordering::SeqCst);
    }

    pub fn is_requested(&self) -> bool {
        self.requested.load(Ordering::SeqCst)
    }

    /// Ends when the daemon stops; at once, if it does already.
    pub async fn requested(&self) {
        while !self.is_requested() {
            sleep(LOOK).await;
        }
    }
}
