use std::collections::BTreeSet;
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// Shows which pids run. Every end is sent; `list` asks the runtime for all that run.
pub async fn follow(
    mut ends: Receiver<u32>,
    list: impl Fn() -> BTreeSet<u32>,
    mut show: impl FnMut(&BTreeSet<u32>),
) {
    let mut running = list();
    show(&running);
    loop {
        match ends.recv().await {
            Ok(pid) => _ = running.remove(&pid),
            // The next one is still ours.
            Err(RecvError::Lagged(_)) => continue,
            Err(RecvError::Closed) => return,
        }
        show(&running);
    }
}
