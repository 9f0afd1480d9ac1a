use tokio_util::sync::CancellationToken;

/// Serves until the request is cancelled, then removes what it made.
pub async fn serve(request: &CancellationToken, remove: impl Future<Output = ()>) {
    request.cancelled().await;
    remove.await;
}
