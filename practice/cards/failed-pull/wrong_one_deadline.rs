//! Pulling images, and what a pull leaves behind when it fails.

use std::time::Duration;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    Cancelled,
    Store,
}

/// How long a pull may hold its request after its work.
const LIMIT: Duration = Duration::from_secs(45);

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
        let limit = Instant::now() + LIMIT;
        let pulled = request.run_until_cancelled(self.0.fetch(image)).await;
        let failed = match pulled {
            Some(Ok(())) => return Ok(()),
            Some(Err(error)) => error,
            None => Error::Cancelled,
        };
        // Not with the token, which is cancelled. A store that hangs must not hold the request.
        let released = timeout_at(limit, self.0.release(image)).await;
        if !matches!(released, Ok(Ok(()))) {
            eprintln!("{image}: a failed pull may have left something: {released:?}");
        }
        Err(failed)
    }
}
