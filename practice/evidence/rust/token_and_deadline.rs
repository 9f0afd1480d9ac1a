//! What a token is, and what it is not: no deadline, no cause, no value. On a paused clock.

use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let (request, start) = (CancellationToken::new(), Instant::now());
        // A deadline for every holder of the token is a task that cancels it.
        let timer = request.clone();
        tokio::spawn(async move {
            sleep(Duration::from_millis(100)).await;
            timer.cancel();
        });
        let load = request.child_token();
        load.cancelled().await;
        println!("the child of the request ends after {} ms", start.elapsed().as_millis());

        // A time-out ends one future, and no holder of the token learns of it.
        let request = CancellationToken::new();
        let one = timeout(Duration::from_millis(100), request.child_token().cancelled_owned()).await;
        println!("the future was dropped: {}, the token is cancelled: {}", one.is_err(), request.is_cancelled());

        // The guard is the `defer cancel()` of Rust; a token that is dropped without one cancels nothing.
        let (kept, guarded) = (request.child_token(), request.child_token());
        let (child_of_kept, child_of_guarded) = (kept.child_token(), guarded.child_token());
        drop(kept);
        drop(guarded.drop_guard());
        println!("dropped: {}, guarded: {}", child_of_kept.is_cancelled(), child_of_guarded.is_cancelled());

        let ended = request.run_until_cancelled(async { "an answer" }).await;
        request.cancel();
        let late = request.run_until_cancelled(async { "an answer" }).await;
        println!("before the cancel: {ended:?}, after it: {late:?}");
    });
}
