//! Stop at the first error, as errgroup does in Go: a `JoinSet` waits, a token asks. And the same with `abort_all`.

use tokio::{sync::oneshot, task::JoinSet};
use tokio_util::sync::CancellationToken;

/// Says where it is dropped.
struct Mount;

impl Drop for Mount {
    fn drop(&mut self) {
        println!("  mount: dropped");
    }
}

async fn first_error(aborts: bool) -> Result<(), &'static str> {
    let (token, mut set) = (CancellationToken::new(), JoinSet::new());
    let (stop, (begins, begun)) = (token.clone(), oneshot::channel());
    set.spawn(async move {
        let _mount = Mount;
        begins.send(()).unwrap();
        stop.cancelled().await;
        println!("  mount: sees the cancel, and unmounts");
        Err("mount: cancelled")
    });
    set.spawn(async {
        begun.await.unwrap();
        Err("pull: no such image")
    });
    let mut first = Ok(());
    while let Some(ended) = set.join_next().await {
        // A task that was aborted ends as an error of its own kind; so does one that panicked.
        let ended = ended.unwrap_or_else(|error| Err(if error.is_cancelled() { "aborted" } else { "panicked" }));
        if first.is_ok() && ended.is_err() {
            first = ended;
            if aborts { set.abort_all() } else { token.cancel() }
        }
    }
    first
}

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        println!("with a token:");
        println!("  {:?}", first_error(false).await);
        println!("with abort_all:");
        println!("  {:?}", first_error(true).await);
    });
}
