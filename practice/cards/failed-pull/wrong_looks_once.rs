//! Pulling images, and what a pull leaves behind when it fails.

use std::time::Duration;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    Cancelled,
    Store,
}

/// How long a release may take when nobody waits for it.
const RELEASE: Duration = Duration::from_secs(30);

/// Where layers are kept.
pub trait Store: Send + Sync {
    /// Fetches and unpacks into a reserved place.
    fn fetch(&self, image: &str) -> impl Future<Output = Result<(), Error>> + Send;
    /// Gives the reserved place back.
    fn release(&self, image: &str) -> impl Future<Output = Result<(), Error>> + Send;
}

pub struct Puller<S>(pub S);

impl<S: Store> Puller<S> {
    /// Pulls `image`, as long as the client waits: `request` is cancelled when it gives up.
    pub async fn pull(&self, request: &CancellationToken, image: &str) -> Result<(), Error> {
        let pulled = request.run_until_cancelled(self.0.fetch(image)).await;
        let failed = match pulled {
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => error,
            None => Error::Cancelled,
        };
        // A store that hangs must not hold the request.
        let release = self.0.release(image);
        let released = if request.is_cancelled() {
            // The token says nothing any more.
            timeout(RELEASE, release).await.ok()
        } else {
            request.run_until_cancelled(release).await
        };
        if !matches!(released, Some(Ok(()))) {
            eprintln!("{image}: a failed pull may have left something: {released:?}");
        }
        Err(failed)
    }
}
