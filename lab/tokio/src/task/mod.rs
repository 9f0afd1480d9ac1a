//! `tokio::task`.

mod error;
mod handle;
mod join_set;
mod local;

pub use crate::refused::{block_in_place, spawn_blocking};
pub use error::JoinError;
pub use handle::{AbortHandle, Id, JoinHandle, spawn};
pub use join_set::JoinSet;
pub use local::{LocalSet, spawn_local};

use std::future::Future;
use std::task::Poll;

/// As the real one: to the end of the queue.
pub async fn yield_now() {
    let mut yielded = false;
    std::future::poll_fn(|cx| {
        if std::mem::replace(&mut yielded, true) {
            return Poll::Ready(());
        }
        lab::tasks::yields();
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// As the real one. There is no budget in the lab to be free of.
pub fn unconstrained<F: Future>(future: F) -> F {
    future
}
