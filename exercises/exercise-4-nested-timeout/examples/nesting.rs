//! Does nesting really fail? Three claims from an article, and what a run says about each. The clock
//! is paused and jumps from timer to timer, so the run takes no real time.
//!
//! `cargo run -p exercise-4-nested-timeout --example nesting`

use tokio::time::{Duration, Instant, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// Five seconds of work, inside a limit of ten, inside a limit of two.
const WORK: Duration = Duration::from_secs(5);
const INNER: Duration = Duration::from_secs(10);
const OUTER: Duration = Duration::from_secs(2);

#[tokio::main(flavor = "current_thread", start_paused = true)]
async fn main() {
    println!("claim 1: a longer limit inside overrides the shorter one outside");
    let began = Instant::now();
    let end = timeout(OUTER, timeout(INNER, sleep(WORK))).await;
    println!("         ended after {:?}: {end:?}\n", began.elapsed());

    println!("claim 2: a token between the two cuts the chain");
    let began = Instant::now();
    let token = CancellationToken::new().child_token();
    let end = timeout(
        OUTER,
        token.run_until_cancelled(timeout(INNER, sleep(WORK))),
    )
    .await;
    println!("         ended after {:?}: {end:?}\n", began.elapsed());

    println!("claim 3: code that listens to the child alone never notices the parent's end");
    let began = Instant::now();
    let parent = CancellationToken::new();
    let child = parent.child_token();
    let listener = tokio::spawn(async move { timeout(INNER, child.cancelled()).await });
    sleep(OUTER).await;
    parent.cancel();
    let end = listener.await.expect("the listener does not panic");
    println!("         noticed after {:?}: {end:?}\n", began.elapsed());

    println!("not nested: a task that was spawned; the limit is around the handle");
    let began = Instant::now();
    let mut task = tokio::spawn(sleep(WORK));
    let end = timeout(OUTER, &mut task).await;
    println!("         given up after {:?}: {end:?}", began.elapsed());
    task.await.expect("the task does not panic");
    println!("         and the task ended after {:?}", began.elapsed());
}
