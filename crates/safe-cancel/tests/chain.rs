//! The chain: which cause is kept, who sees it, and what is left behind.

use safe_cancel::{CancelChain, Cause, Limit, Outcome, Source, Units};
use std::{
    future::{pending, ready},
    sync::Arc,
    time::Duration,
};
use tokio::{
    sync::{mpsc, oneshot},
    task::yield_now,
    time::{Instant, advance, sleep},
};
use tokio_util::sync::CancellationToken;

fn by(name: &'static str) -> Option<Cause> {
    Some(Cause::Cancelled(Source(name)))
}

fn deadline(layer: &'static str, limit: Duration) -> Cause {
    Cause::Deadline { layer, limit }
}

#[tokio::test(start_paused = true)]
async fn the_first_cause_stays_and_everyone_below_sees_it() {
    let (root, other) = (CancelChain::new(), CancelChain::new());
    let child = root.child();
    let leaf = child.child();
    assert_eq!(leaf.cause(), None);
    assert!(child.cancel("first") && !child.cancel("second") && !leaf.cancel("third"));
    assert!(root.cancel("later"));
    assert_eq!(
        (leaf.cause(), child.cause(), root.cause(), other.cause()),
        (by("first"), by("first"), by("later"), None)
    );
}

#[tokio::test(start_paused = true)]
async fn a_cause_of_ones_own_comes_back_with_its_type() {
    let chain = CancelChain::new();
    chain.cancel(Cause::own(std::io::Error::other("disk is gone")));
    let cause = chain.child().cancelled().await;
    assert_eq!(cause.own_as::<std::io::Error>().map(ToString::to_string).as_deref(), Some("disk is gone"));
    assert!(cause.own_as::<std::fmt::Error>().is_none());
    assert_eq!(cause, cause.clone());
    assert_ne!(cause, Cause::own(std::io::Error::other("disk is gone")));
}

#[tokio::test(start_paused = true)]
async fn a_deadline_that_nobody_watched_is_still_the_first() {
    let root = CancelChain::new();
    let leaf = root.child().child();
    leaf.deadline("leaf", 3.secs());
    advance(4.secs()).await;
    assert!(root.cancel("late"));
    assert_eq!(root.cause(), by("late"));
    assert_eq!(leaf.cause(), Some(deadline("leaf", 3.secs())));
}

#[tokio::test(start_paused = true)]
async fn at_one_instant_the_deadline_is_first_and_of_two_the_outer_one() {
    let root = CancelChain::new();
    let leaf = root.child();
    leaf.deadline("inner", 3.secs());
    advance(3.secs()).await;
    root.cancel("now");
    assert_eq!(leaf.cause(), Some(deadline("inner", 3.secs())));
    let root = CancelChain::new();
    let leaf = root.child();
    leaf.deadline("inner", 3.secs());
    root.deadline("outer", 3.secs());
    assert_eq!(leaf.cancelled().await, deadline("outer", 3.secs()));
}

#[tokio::test(start_paused = true)]
async fn a_source_has_the_time_at_which_it_fired() {
    let (root, token) = (CancelChain::new(), CancellationToken::new());
    let leaf = root.child();
    leaf.token("token", token.clone());
    leaf.deadline("leaf", 2.secs());
    advance(1.secs()).await;
    token.cancel();
    advance(5.secs()).await;
    root.cancel("late");
    assert_eq!(leaf.cause(), by("token"));
}

#[tokio::test(start_paused = true)]
async fn a_source_above_comes_before_a_later_one_below() {
    let (root, above, below) = (CancelChain::new(), CancellationToken::new(), CancellationToken::new());
    let leaf = root.child();
    root.token("above", above.clone());
    leaf.token("below", below.clone());
    above.cancel();
    below.cancel();
    assert_eq!(leaf.cause(), by("above"));
    let (root, above, below) = (CancelChain::new(), CancellationToken::new(), CancellationToken::new());
    let leaf = root.child();
    root.token("above", above.clone());
    leaf.token("below", below.clone());
    below.cancel();
    above.cancel();
    assert_eq!((leaf.cause(), root.cause()), (by("below"), by("above")));
}

#[tokio::test(start_paused = true)]
async fn sources_that_come_later_wake_those_who_wait() {
    let root = CancelChain::new();
    let leaf = root.child().child();
    let waits = tokio::spawn(leaf.clone().cancelled_owned());
    yield_now().await;
    let (requests, queue) = mpsc::channel::<u8>(1);
    root.source("closed", async move { requests.closed().await });
    yield_now().await;
    assert!(!waits.is_finished());
    drop(queue);
    assert_eq!(waits.await.unwrap(), Cause::Cancelled(Source("closed")));

    let root = CancelChain::new();
    let began = Instant::now();
    let waits = tokio::spawn(root.child().cancelled_owned());
    yield_now().await;
    root.deadline("late", 9.secs());
    root.deadline("earlier", 5.secs());
    root.deadline("latest", 7.secs());
    assert_eq!((waits.await.unwrap(), began.elapsed()), (deadline("earlier", 5.secs()), 5.secs()));
}

#[tokio::test(start_paused = true)]
async fn a_source_is_seen_without_a_listener_and_one_that_is_done_at_once() {
    let (send, answer) = oneshot::channel::<()>();
    let chain = CancelChain::new();
    chain.source("peer", async move { answer.await.unwrap_or_default() });
    assert!(!chain.child().is_cancelled());
    drop(send);
    assert!(chain.child().is_cancelled());
    // Asked itself, for the first time since it fired.
    let (own, token) = (CancelChain::new(), CancellationToken::new());
    own.token("token", token.clone());
    token.cancel();
    assert!(own.is_cancelled());
    assert!(!own.cancel("late"));
    let done = CancelChain::new();
    done.source_with(ready(Cause::from("done")));
    assert_eq!(done.cause(), by("done"));
}

#[tokio::test(start_paused = true)]
async fn a_source_may_ask_its_chain_and_one_that_wakes_itself_does_not_spin() {
    let chain = CancelChain::new();
    let asked = chain.child();
    let weak = Arc::new(std::sync::Mutex::new(Some(asked)));
    chain.source("asks", async move {
        let asked = weak.lock().unwrap().take().unwrap();
        assert!(!asked.is_cancelled());
        drop(asked);
        yield_now().await;
    });
    assert_eq!(chain.cancelled().await, Cause::Cancelled(Source("asks")));
    let chain = CancelChain::new();
    chain.source(
        "restless",
        std::future::poll_fn(|cx| {
            cx.waker().wake_by_ref();
            std::task::Poll::Pending
        }),
    );
    assert!(!chain.is_cancelled());
    assert_eq!(chain.run(yield_now()).await, Outcome::Done(()));
    let busy = async {
        for _ in 0..10 {
            yield_now().await;
        }
    };
    assert_eq!(chain.run(busy).await, Outcome::Done(()));
}

#[tokio::test(start_paused = true)]
async fn a_run_says_which_happened_and_if_both_did() {
    let chain = CancelChain::new();
    assert_eq!(chain.run(ready(1)).await, Outcome::Done(1));
    let inner = chain.child();
    let below = chain.child();
    let both = below.run(async {
        chain.cancel("stop");
        2
    });
    assert_eq!(both.await, Outcome::Both(2, by("stop").unwrap()));
    // Cancelled before: nothing is polled.
    let never = inner.run(async { unreachable!("polled after the cancel") });
    assert_eq!(never.await, Outcome::<()>::Stopped(by("stop").unwrap()));
    let limited = CancelChain::new();
    limited.deadline("work", 1.secs());
    assert_eq!(limited.run(pending::<()>()).await.value(), Err(deadline("work", 1.secs())));
    let (value, cause) = (Outcome::Both(3, Cause::from("x")), Cause::from("x"));
    assert_eq!((value.clone().value(), value.unless_cancelled()), (Ok(3), Err(cause)));
}

#[tokio::test(start_paused = true)]
async fn a_shield_is_cut_by_its_bound_and_by_nothing_outside() {
    let root = CancelChain::new();
    root.deadline("all", 1.secs());
    root.cancel("stop");
    let shield = root.child().shielded("cleanup", 2.secs());
    let began = Instant::now();
    assert_eq!(shield.run(sleep(1500.ms())).await, Outcome::Done(()));
    assert_eq!(shield.child().run(pending::<()>()).await, Outcome::Stopped(deadline("cleanup", 2.secs())));
    assert_eq!(began.elapsed(), 2.secs());
    assert_eq!((shield.child().cause_outside(), root.cause_outside()), (by("stop"), None));
}

#[tokio::test(start_paused = true)]
async fn no_limit_is_none_and_a_zero_is_over() {
    let chain = CancelChain::new();
    chain.deadline("none", Limit::None);
    chain.deadline("for ever", Duration::MAX);
    assert_eq!(chain.cause(), None);
    assert_eq!(chain.run(sleep(Duration::from_secs(3600))).await, Outcome::Done(()));
    chain.deadline("zero", Duration::ZERO);
    assert_eq!(chain.cause(), Some(deadline("zero", Duration::ZERO)));
    assert!(!CancelChain::new().shielded("for ever", Duration::MAX).is_cancelled());
}

#[tokio::test(start_paused = true)]
async fn an_owner_that_goes_cancels_unless_it_says_otherwise() {
    let chain = CancelChain::new();
    drop(chain.clone().cancel_on_drop("owner gone").disarm());
    assert_eq!(chain.cause(), None);
    let below = chain.child();
    drop(chain.cancel_on_drop("owner gone"));
    assert_eq!(below.cause(), by("owner gone"));
}

/// A value that a source owns: alive as long as the source is.
fn payload() -> (Arc<()>, impl Fn() -> usize) {
    let payload = Arc::new(());
    let weak = Arc::downgrade(&payload);
    (payload, move || weak.strong_count())
}

#[tokio::test(start_paused = true)]
async fn a_chain_that_is_dropped_frees_its_sources_and_leaves_no_task() {
    let tasks = || tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let before = tasks();
    let (held, alive) = payload();
    let token = CancellationToken::new();
    let root = CancelChain::new();
    root.token("token", token.clone());
    root.source("payload", async move {
        pending::<()>().await;
        drop(held);
    });
    let mut links = vec![root.child()];
    for _ in 0..1000 {
        links.push(links[links.len() - 1].child());
    }
    let leaf = links[1000].clone();
    leaf.deadline("far", 3600.secs());
    {
        let mut waits = std::pin::pin!(leaf.cancelled());
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(waits.as_mut().poll(cx))).await.is_pending());
        // A thousand links, a listener, a deadline and two sources, and not one task.
        assert_eq!((tasks() - before, alive()), (0, 1));
    }
    drop((root, links));
    assert_eq!(alive(), 1, "the leaf is below it");
    drop(leaf);
    assert_eq!(alive(), 0);
    // What is left of it in the token would wake for ever.
    token.cancel();
}

#[tokio::test(start_paused = true)]
async fn a_long_chain_is_dropped_without_a_long_stack() {
    let mut leaf = CancelChain::new();
    for i in 0..200_000 {
        leaf = if i % 1000 == 0 { leaf.shielded("x", 1.secs()) } else { leaf.child() };
    }
    drop(leaf);
}

#[tokio::test(start_paused = true)]
async fn each_listener_is_woken() {
    let root = CancelChain::new();
    let waits: Vec<_> = (0..500).map(|_| tokio::spawn(root.child().cancelled_owned())).collect();
    yield_now().await;
    root.cancel("all");
    for wait in waits {
        assert_eq!(wait.await.unwrap(), Cause::Cancelled(Source("all")));
    }
}

#[test]
fn what_is_shared_may_be_shared() {
    fn shared<T: Send + Sync + 'static>() {}
    fn sent<T: Send>(_: T) {}
    shared::<CancelChain>();
    shared::<safe_cancel::CancelOnDrop>();
    shared::<Cause>();
    shared::<safe_cancel::Shortfall>();
    shared::<Outcome<u8>>();
    shared::<safe_cancel::TimeoutGuard<'static>>();
    shared::<safe_cancel::Plan>();
    shared::<safe_cancel::Overcommitted>();
    shared::<safe_cancel::Spent>();
    shared::<Limit>();
    shared::<safe_cancel::RpcTimeout>();
    let budget = safe_cancel::TimeoutGuard::new("all", Limit::None);
    sent(budget.layer("step", Limit::None));
    sent(budget.run(ready(1)));
    sent(async { budget.layer("step", 1.secs())?.run(pending::<()>()).await.value() });
    sent(CancelChain::new().cancelled_owned());
    sent(CancelChain::new().run(ready(1)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_several_threads_one_cancel_is_the_first() {
    for _ in 0..200 {
        let root = CancelChain::new();
        let leaf = root.child();
        let names = ["a", "b", "c", "d"];
        let cancels = names.map(|name| {
            let link = if name < "c" { root.clone() } else { leaf.clone() };
            tokio::spawn(async move { (name, link.cancel(name)) })
        });
        let seen = tokio::spawn(leaf.clone().cancelled_owned());
        let mut firsts = Vec::new();
        for cancel in cancels {
            firsts.push(cancel.await.unwrap());
        }
        let (leaf_cause, seen) = (leaf.cause().unwrap(), seen.await.unwrap());
        assert_eq!(leaf_cause, seen);
        let Cause::Cancelled(Source(name)) = leaf_cause else { panic!("{leaf_cause:?}") };
        assert!(firsts.contains(&(name, true)), "{name} is the cause, and was told that it is not: {firsts:?}");
    }
}
