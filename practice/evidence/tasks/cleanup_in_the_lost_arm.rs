//! `select!` ends when one branch ends. The other one is dropped where it stands.

use lab::{Kind, Plain, check};
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::yield_now;

pub const RUNS: &[(&str, fn())] = &[("the cleanup is the last line of the branch", in_the_branch)];

async fn work_and_clean_up(cleaned: Arc<Plain<bool>>) {
    yield_now().await; // the work
    yield_now().await; // unmount
    cleaned.with(|it| *it = true);
}

fn in_the_branch() {
    lab::tasks::run(async {
        let cleaned = Arc::new(Plain::new(false));
        let (stop, stopped) = oneshot::channel::<()>();
        tokio::spawn(async move {
            lab::tasks::name_me("stop");
            yield_now().await;
            stop.send(())
        });
        tokio::select! {
            () = work_and_clean_up(cleaned.clone()) => {}
            _ = stopped => {}
        }
        check(cleaned.with(|it| *it), Kind::LostValue, || "stopped, and still mounted".into());
    });
}
