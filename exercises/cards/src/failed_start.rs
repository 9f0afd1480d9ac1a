//! Starting containers, and what a start leaves behind when it fails.

use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

/// How long the removal of a half-started container may take.
pub const REMOVAL: Duration = Duration::from_secs(10);

#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    Cancelled,
    Runtime,
}

/// What runc does for us.
pub trait Runtime: Send + Sync {
    fn start(&self, id: &str) -> impl Future<Output = Result<(), Error>> + Send;
    /// Ends whatever is left of `id`.
    fn remove(&self, id: &str) -> impl Future<Output = Result<(), Error>> + Send;
}

pub struct Service<R>(pub R);

impl<R: Runtime> Service<R> {
    /// Starts `id`, as long as the client waits: `request` is cancelled when it gives up.
    pub async fn start(&self, request: &CancellationToken, id: &str) -> Result<(), Error> {
        let started = request.run_until_cancelled(self.0.start(id)).await;
        let failed = match started {
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => error,
            None => Error::Cancelled,
        };
        // Not under `request`: it may be the reason why we are here.
        let removed = timeout(REMOVAL, self.0.remove(id)).await;
        if !matches!(removed, Ok(Ok(()))) {
            eprintln!("{id}: a failed start may have left something: {removed:?}");
        }
        Err(failed)
    }
}
