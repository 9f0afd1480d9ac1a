use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio::time::sleep;

pub const PROPERTIES: &[Property] = &[Property::new("promise", || lab::tasks::run(promise()))];

type Pids = Arc<Plain<BTreeSet<u32>>>;
type Ends = Arc<Plain<Option<Sender<u32>>>>;

/// Three of eight containers end at once, and the channel has room for two. Later three more do.
async fn promise() {
    let runs: Pids = Arc::new(Plain::new((1..=8).collect()));
    let shown = Pids::default();
    let (ends, heard) = broadcast::channel(2);
    let ends: Ends = Arc::new(Plain::new(Some(ends)));
    let view = view(heard, ends.clone(), runs.clone(), shown.clone());
    for pids in [[3, 1, 2], [7, 5, 6]] {
        sleep(Duration::from_secs(1)).await;
        pids.map(|pid| end(pid, &runs, &ends));
        lab::note(&format!("{pids:?} have ended"));
        sleep(Duration::from_secs(1)).await;
        let (runs, shown) = (runs.with(|it| it.clone()), shown.with(|it| it.clone()));
        check(shown == runs, Kind::WrongValue, || {
            format!("{runs:?} runs, and the view shows {shown:?}")
        });
    }
    ends.with(|it| *it = None);
    view.await.unwrap();
}

fn end(pid: u32, runs: &Pids, ends: &Ends) {
    runs.with(|it| it.remove(&pid));
    let ends = ends.with(|it| it.clone()).unwrap();
    ends.send(pid).expect("the view listens");
}

fn view(heard: Receiver<u32>, ends: Ends, runs: Pids, shown: Pids) -> JoinHandle<()> {
    let asked = Plain::new(0);
    let list = move || {
        let found = runs.with(|it| it.clone());
        // The second answer is old when it arrives: 4 ends meanwhile.
        let count = asked.with(|it| std::mem::replace(it, *it + 1));
        if count == 1 {
            end(4, &runs, &ends);
        }
        found
    };
    tokio::spawn(follow(heard, list, move |now| {
        shown.with(|it| it.clone_from(now));
    }))
}
