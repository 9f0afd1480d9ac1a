//! Pulling images, and what a pull leaves behind when it fails.

use tokio_util::sync::CancellationToken;

#[derive(Debug, PartialEq, Eq)]
pub enum Error {
    Cancelled,
    Store,
}

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
        let _ = (request, image, &self.0);
        Err(Error::Store)
    }
}
