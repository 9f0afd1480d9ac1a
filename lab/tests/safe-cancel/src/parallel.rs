//! The same promises where the tasks run at the same time: every order of the steps on locks and atomics, on small scenes.
//! `contract` has the large ones, on one worker.

use super::subject::{CancelChain, Cause, Source};
use lab::{Kind, Property, check};
use tokio::time::Duration;

/// The ids, in order.
pub(crate) const IDS: [&str; 3] = ["cancel-beside-a-listener", "deadline-beside-a-listener", "two-cancels-at-once"];

/// The promises.
pub(crate) const PROPERTIES: &[Property] = &[
    Property::new(IDS[0], || lab::tasks::run(cancel_beside_a_listener())),
    Property::new(IDS[1], || lab::tasks::run(deadline_beside_a_listener())),
    Property::new(IDS[2], || lab::tasks::run(two_cancels_at_once())),
];

fn by(name: &'static str) -> Cause {
    Cause::Cancelled(Source(name))
}

/// A listener comes while the link above is cancelled: it hears it, whichever is first. One that it misses is a deadlock.
async fn cancel_beside_a_listener() {
    let root = CancelChain::new();
    let listens = tokio::spawn(root.child().cancelled_owned());
    let cancels = tokio::spawn(async move { root.cancel("stop") });
    let heard = listens.await.unwrap();
    check(heard == by("stop"), Kind::WrongValue, || format!("the listener was told {heard:?}"));
    let first = cancels.await.unwrap();
    check(first, Kind::WrongValue, || "the only cancel is told that it is not the first".into());
}

/// The same with a deadline that is added, to the link or to the one above.
async fn deadline_beside_a_listener() {
    let root = CancelChain::new();
    let leaf = root.child();
    let listens = tokio::spawn(leaf.clone().cancelled_owned());
    let answers = ["is of the link", "is of the one above"];
    let link = if lab::choose("the deadline", &answers) == 0 { leaf } else { root };
    let adds = tokio::spawn(async move { link.deadline("limit", Duration::from_secs(1)) });
    let heard = listens.await.unwrap();
    let late = lab::now().checked_sub(Duration::from_secs(1));
    check(late == Some(Duration::ZERO), Kind::OverBudget, || format!("{heard:?} is heard {late:?} after it came"));
    adds.await.unwrap();
}

/// A link and the one above it are cancelled at once, and a third looks. The link has one cause, and whose it is, is told so. Once it
/// was seen, it stays.
async fn two_cancels_at_once() {
    let root = CancelChain::new();
    let leaf = root.child();
    let below = tokio::spawn({
        let leaf = leaf.clone();
        async move { (leaf.cancel("below"), leaf.cause()) }
    });
    let above = tokio::spawn(async move { root.cancel("above") });
    let early = leaf.cause();
    let (first, seen) = below.await.unwrap();
    let above = above.await.unwrap();
    let kept = leaf.cause();
    let stays = kept.is_some() && kept == seen && (early.is_none() || early == kept);
    check(stays, Kind::WrongValue, || format!("the cause was {early:?}, then {seen:?}, and is {kept:?}"));
    check(above, Kind::WrongValue, || "the root has one cancel, and it is told that it is not the first".into());
    check(first == (kept == Some(by("below"))), Kind::WrongValue, || {
        format!("the link below is told {first}, and its cause is {kept:?}")
    });
}
