use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{self, Receiver};
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[Property::new("promise", || lab::tasks::run(promise()))];

type Pids = Arc<Plain<BTreeSet<u32>>>;

/// Three of four containers end at once, and the channel has room for two.
async fn promise() {
    let runs: Pids = Arc::new(Plain::new(BTreeSet::from([1, 2, 3, 4])));
    let shown = Pids::default();
    let (ends, heard) = broadcast::channel(2);
    let view = view(heard, runs.clone(), shown.clone());
    sleep(Duration::from_secs(1)).await;
    for pid in [1, 2, 3] {
        runs.with(|it| it.remove(&pid));
        ends.send(pid).expect("the view listens");
    }
    lab::note("1, 2 and 3 have ended");
    sleep(Duration::from_secs(1)).await;
    let (runs, shown) = (runs.with(|it| it.clone()), shown.with(|it| it.clone()));
    check(shown == runs, Kind::WrongValue, || {
        format!("{runs:?} runs, and the view shows {shown:?}")
    });
    drop(ends);
    view.await.unwrap();
}

fn view(ends: Receiver<u32>, runs: Pids, shown: Pids) -> JoinHandle<()> {
    tokio::spawn(async move {
        let list = || runs.with(|it| it.clone());
        follow(ends, list, |now| shown.with(|it| it.clone_from(now))).await;
    })
}
