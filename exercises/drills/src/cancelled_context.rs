use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// Serves until the request is cancelled, then removes what it made.
pub async fn serve(request: &CancellationToken, remove: impl Future<Output = ()>) {
    request.cancelled().await;
    let limit = Duration::from_secs(10);
    let removed = request.run_until_cancelled(timeout(limit, remove)).await;
    drop(removed);
}
