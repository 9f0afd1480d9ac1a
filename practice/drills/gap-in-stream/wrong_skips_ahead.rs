use std::collections::BTreeSet;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

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
            Ok(pid) => {
                running.remove(&pid);
            }
            Err(RecvError::Lagged(_)) => {
                running = list();
                // The list knows all of them: skip what is left in the buffer.
                ends = ends.resubscribe();
            }
            Err(RecvError::Closed) => break,
        }
        show(&running);
    }
}
