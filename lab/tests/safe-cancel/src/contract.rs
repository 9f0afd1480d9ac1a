//! What a user of the library is promised, whatever its code looks like. Times and the order of events are choices of the
//! environment; the order of the tasks' steps is the search's.

use super::subject::{CancelChain, CancelOnDrop, Cause, Limit, Outcome, Plan, Source, TimeoutGuard};
use lab::{Kind, Plain, Property, check};
use std::future::pending;
use std::sync::{Arc, Weak};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, yield_now};
use tokio::time::{Duration, sleep, timeout};
use tokio_util::sync::CancellationToken;

/// The ids, in order.
pub(crate) const IDS: [&str; 5] =
    ["cause-is-first", "cancel-is-heard", "shield-in-bound", "share-is-kept", "dropped-is-freed"];

/// The promises.
pub(crate) const PROPERTIES: &[Property] = &[
    Property::new(IDS[0], || lab::tasks::run(cause_is_first())),
    Property::new(IDS[1], || lab::tasks::run(cancel_is_heard())),
    Property::new(IDS[2], || lab::tasks::run(shield_in_bound())),
    Property::new(IDS[3], || lab::tasks::run(share_is_kept())),
    Property::new(IDS[4], || lab::tasks::run(dropped_is_freed())),
];

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[track_caller]
fn one_of_the(who: &str, answers: &[&'static str]) -> &'static str {
    answers[lab::choose(who, answers)]
}

/// At what time: before the deadline, in the same instant, after it.
#[track_caller]
fn time_of(who: &str) -> Duration {
    match one_of_the(who, &["comes at 1 s", "comes at 2 s", "comes at 3 s"]) {
        "comes at 1 s" => secs(1),
        "comes at 2 s" => secs(2),
        _ => secs(3),
    }
}

/// A caller, a token and a deadline cancel three links, one below the other, in every order. The cause of the lowest is what came
/// first on its way up; whoever asks later, and above, is told the same.
async fn cause_is_first() {
    let root = CancelChain::new();
    let middle = root.child();
    let leaf = middle.child();
    let events = Arc::new(Plain::new(Vec::new()));
    let token = CancellationToken::new();
    middle.token("token", token.clone());
    // The deadline has no event: it comes at its time, whether or not anyone looks.
    let limited = one_of_the("the deadline of 2 s", &["is on the leaf", "is on the root", "is not there"]);
    match limited {
        "is on the leaf" => leaf.deadline("limit", secs(2)),
        "is on the root" => root.deadline("limit", secs(2)),
        _ => {}
    }
    let early = one_of_the("the listener", &["waits from the start", "asks at the end"]) == "waits from the start";
    let listens = early.then(|| tokio::spawn(leaf.clone().cancelled_owned()));
    let caller_at = time_of("the caller");
    let above = one_of_the("the caller", &["cancels the root", "cancels the leaf"]) == "cancels the root";
    let token_at = time_of("the token");
    let caller = tokio::spawn({
        let (link, events) = (if above { root.clone() } else { leaf.clone() }, events.clone());
        async move {
            sleep(caller_at).await;
            events.with(|events| events.push((caller_at, "caller")));
            link.cancel("caller");
        }
    });
    let fires = tokio::spawn({
        let events = events.clone();
        async move {
            sleep(token_at).await;
            events.with(|events| events.push((token_at, "token")));
            token.cancel();
        }
    });
    caller.await.unwrap();
    fires.await.unwrap();
    sleep(secs(2)).await;
    let mut order = events.with(|events| events.clone());
    if limited != "is not there" {
        // At its instant, it comes before all else.
        let before = order.iter().filter(|(at, _)| *at < secs(2)).count();
        order.insert(before, (secs(2), "limit"));
    }
    let first = order[0].1;
    said_by("the leaf", leaf.cause(), first);
    if let Some(listens) = listens {
        said_by("the listener", Some(listens.await.unwrap()), first);
    }
    said_by("a link that is added now", leaf.child().cause(), first);
    // Each later cancel is refused, and changes nothing.
    let late = leaf.cancel("late") || middle.cancel("late");
    check(!late, Kind::WrongValue, || "a cancel after the first is told that it is the first".into());
    said_by("the leaf, asked again", leaf.cause(), first);
}

fn said_by(who: &str, cause: Option<Cause>, first: &str) {
    let said = match &cause {
        Some(Cause::Cancelled(Source(name))) => name,
        Some(Cause::Deadline { layer, .. }) => layer,
        _ => "nothing",
    };
    check(said == first, Kind::WrongValue, || format!("{first} came first, and {who} says {said}"));
}

/// Whoever listens, from when on, and wherever the cancel comes from: it is heard, in the same instant.
async fn cancel_is_heard() {
    let root = CancelChain::new();
    let leaf = root.child();
    let at = Arc::new(Plain::new(None));
    let heard = |link: CancelChain, at: Arc<Plain<Option<Duration>>>| async move {
        link.cancelled().await;
        let late = lab::now().checked_sub(at.with(|at| *at).unwrap_or_default());
        check(late == Some(Duration::ZERO), Kind::OverBudget, || format!("the cancel is heard {late:?} after it came"));
    };
    let first = tokio::spawn(heard(leaf.clone(), at.clone()));
    let runs = tokio::spawn({
        let leaf = leaf.clone();
        async move { leaf.run(pending::<()>()).await }
    });
    // A listener that is dropped takes nothing with it.
    let dropped = tokio::spawn(leaf.clone().cancelled_owned());
    let source =
        one_of_the("the cancel", &["comes from a token", "comes from a peer that goes", "is a call", "is a deadline"]);
    let added = one_of_the("its source", &["is added first", "is added later", "is added when it is over"]);
    let token = CancellationToken::new();
    let (peer, gone) = oneshot::channel::<()>();
    let mut gone = Some(gone);
    let mut add = {
        let (root, token) = (root.clone(), token.clone());
        move || match source {
            "comes from a token" => root.token("token", token.clone()),
            "comes from a peer that goes" => {
                let gone = gone.take();
                root.source("peer", async move {
                    if let Some(gone) = gone {
                        let _ = gone.await;
                    }
                });
            }
            _ => {}
        }
    };
    if added == "is added first" {
        add();
    }
    yield_now().await;
    dropped.abort();
    if added == "is added later" {
        add();
        yield_now().await;
    }
    match source {
        "is a deadline" => {
            at.with(|at| *at = Some(secs(1)));
            root.deadline("limit", secs(1));
        }
        _ => {
            sleep(Duration::from_millis(5)).await;
            at.with(|at| *at = Some(Duration::from_millis(5)));
            match source {
                "comes from a token" => token.cancel(),
                "comes from a peer that goes" => drop(peer),
                _ => drop(root.cancel("call")),
            }
            if added == "is added when it is over" {
                add();
            }
            check(leaf.is_cancelled(), Kind::LostValue, || {
                "it is cancelled, and the next question says that it is not".into()
            });
        }
    }
    first.await.unwrap();
    let stopped = matches!(runs.await.unwrap(), Outcome::Stopped(_));
    check(stopped, Kind::LostValue, || "the run did not say that it was stopped".into());
    // One that comes later still hears of it.
    heard(leaf.child(), at).await;
}

/// A cleanup has its bound: not more, whatever it does, and not less, whatever happens outside, before or during it.
async fn shield_in_bound() {
    let stop = CancelChain::new();
    let work = match one_of_the("the cleanup", &["needs 1 s", "needs all of its 2 s", "never ends"]) {
        "needs 1 s" => secs(1),
        "needs all of its 2 s" => secs(2),
        _ => secs(3600),
    };
    let budget = Plan::new("start", secs(5)).reserve(secs(2)).begin().on(&stop);
    let outside = one_of_the("the stop", &["comes before", "comes in the cleanup", "never comes"]);
    if outside == "comes before" {
        stop.cancel("stop");
    }
    let operator = tokio::spawn({
        let stop = stop.clone();
        async move {
            sleep(Duration::from_millis(500)).await;
            if outside == "comes in the cleanup" {
                stop.cancel("stop");
            }
        }
    });
    if one_of_the("the budget", &["has time left", "is used up"]) == "is used up" {
        sleep(secs(6)).await;
    }
    let began = lab::now();
    let ended = match one_of_the("the shield", &["is a link", "is a budget's cleanup"]) {
        "is a link" => {
            let shield = stop.child().shielded("cleanup", secs(2));
            timeout(secs(60), shield.child().run(sleep(work))).await
        }
        _ => {
            let cleanup = budget.cleanup("cleanup").unwrap();
            let step = async {
                match cleanup.layer("step", Limit::None) {
                    Ok(step) => step.run(sleep(work)).await,
                    Err(cause) => Outcome::Stopped(cause),
                }
            };
            timeout(secs(60), step).await
        }
    };
    let took = lab::now() - began;
    check(took <= secs(2), Kind::OverBudget, || format!("the cleanup has a bound of 2s, and ended after {took:?}"));
    let done = matches!(ended, Ok(Outcome::Done(()) | Outcome::Both((), _)));
    check(done || work >= secs(2), Kind::LostValue, || {
        format!("the cleanup needs {work:?} of its 2s, and was ended after {took:?}: {ended:?}")
    });
    operator.await.unwrap();
}

/// Three layers, one after the other, of a budget of 10 s that keeps 2 s: none has more than its own limit, and all together
/// leave the reserve, whatever each of them does.
async fn share_is_kept() {
    let start = Plan::new("start", secs(10)).reserve(secs(2)).begin();
    let began = lab::now();
    for (layer, limit) in [("connect", Some(secs(4))), ("state", None), ("watch", Some(secs(5)))] {
        let zero = layer == "connect" && one_of_the("the limit of connect", &["is 4 s", "is a zero"]) == "is a zero";
        let limit = if zero { Some(Duration::ZERO) } else { limit };
        let needs = match one_of_the(layer, &["answers at once", "needs 3 s", "needs 4 s", "is mute"]) {
            "answers at once" => Duration::ZERO,
            "needs 3 s" => secs(3),
            "needs 4 s" => secs(4),
            _ => secs(3600),
        };
        let entered = lab::now();
        let left = secs(8).saturating_sub(entered - began);
        let share = left.min(limit.unwrap_or(Duration::MAX));
        let polled = Plain::new(false);
        let ended = in_layer(&start, layer, limit, async {
            polled.with(|polled| *polled = true);
            if !needs.is_zero() {
                sleep(needs).await;
            }
        })
        .await;
        let took = lab::now() - entered;
        check(took <= share, Kind::OverBudget, || format!("{layer} has a share of {share:?}, and took {took:?}"));
        check(ended.is_ok() || needs >= share, Kind::LostValue, || {
            format!("{layer} needs {needs:?} of its share of {share:?}, and ended after {took:?}: {ended:?}")
        });
        check(!share.is_zero() || !polled.with(|polled| *polled), Kind::WrongValue, || {
            format!("nothing is left for {layer}, and its work was begun")
        });
    }
    let cleanup = start.cleanup("cleanup").unwrap();
    let gone = timeout(secs(60), cleanup.run(pending::<()>())).await;
    check(gone.is_ok(), Kind::OverBudget, || "the cleanup has no end".into());
    let took = lab::now() - began;
    check(took <= secs(10), Kind::OverBudget, || format!("the start has 10s, and ended after {took:?}"));
}

async fn in_layer(
    budget: &TimeoutGuard<'_>,
    name: &'static str,
    limit: Option<Duration>,
    work: impl Future<Output = ()>,
) -> Result<(), Cause> {
    let layer = match limit {
        Some(time) => budget.layer(name, time)?,
        None => budget.layer(name, Limit::None)?,
    };
    layer.run(work).await.value()
}

/// A chain, a budget and their listeners are dropped at any point. Nothing of them is left: no task, no timer, and nothing that
/// a source owned.
async fn dropped_is_freed() {
    let root = CancelChain::new();
    let token = CancellationToken::new();
    let leaf = root.child();
    let payload = Arc::new(());
    let left: Weak<()> = Arc::downgrade(&payload);
    leaf.token("token", token.clone());
    leaf.source("payload", async move {
        pending::<()>().await;
        drop(payload);
    });
    let owner: CancelOnDrop = leaf.clone().cancel_on_drop("owner gone");
    let budget = TimeoutGuard::new("budget", secs(3600)).on(&leaf);
    let works: JoinHandle<()> = tokio::spawn(async move {
        // It may be cancelled before its first turn.
        if let Ok(layer) = budget.layer("layer", secs(1800)) {
            let _ = layer.owned().run(pending::<()>()).await;
        }
    });
    let listens = tokio::spawn(leaf.child().cancelled_owned());
    let how = one_of_the("the end", &["is an abort", "is a cancel", "is the owner's", "is the token's"]);
    if one_of_the("it", &["comes at once", "comes later"]) == "comes later" {
        yield_now().await;
    }
    drop(leaf);
    match how {
        "is an abort" => {
            works.abort();
            listens.abort();
            drop(owner.disarm());
        }
        "is a cancel" => {
            root.cancel("stop");
            drop(owner.disarm());
        }
        "is the owner's" => drop(owner),
        _ => {
            token.cancel();
            drop(owner.disarm());
        }
    }
    let _ = works.await;
    let _ = listens.await;
    let kept = left.upgrade().is_some();
    check(!kept, Kind::Leak, || "all handles are gone, and a source still owns what it had".into());
    let now = lab::now();
    check(now == Duration::ZERO, Kind::OverBudget, || format!("an end without a wait took {now:?}"));
    // The root and the token are still there. What listened to them is not.
    drop((root, token));
}
