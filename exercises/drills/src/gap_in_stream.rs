use std::collections::BTreeSet;
use tokio::sync::broadcast::Receiver;

/// Shows which pids run. Every end is sent; `list` asks the runtime for all that run.
pub async fn follow(
    mut ends: Receiver<u32>,
    list: impl Fn() -> BTreeSet<u32>,
    mut show: impl FnMut(&BTreeSet<u32>),
) {
    let mut running = list();
    show(&running);
    while let Ok(pid) = ends.recv().await {
        running.remove(&pid);
        show(&running);
    }
}
