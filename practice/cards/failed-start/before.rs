//! Starting containers, and what a start leaves behind when it fails.

use tokio_util::sync::CancellationToken;

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
        started.unwrap_or(Err(Error::Cancelled))
    }
}
