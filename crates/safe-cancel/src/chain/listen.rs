//! To wait until a link is cancelled, or a deadline of the caller's own comes.

use super::node::{Deadline, Node, Settled};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};
use tokio::{
    sync::futures::Notified,
    time::{Instant, Sleep, sleep_until},
};

/// What comes first: a cancel of `node`, or `own`. Waits for ever if it is given neither.
///
/// Cancel safe: it holds a timer and its places in the links' lists, and a drop releases both.
pub(crate) async fn listen(node: Option<&Node>, own: Option<Deadline>) -> Settled {
    let Some(node) = node else { return alone(own).await };
    // The link and the one above it need no allocation: most chains are no longer.
    let mut first = pin!(node.signal.changed.notified());
    let parent = node.path().nth(1);
    let mut second = pin!(parent.map(|node| node.signal.changed.notified()));
    let above = node.path().skip(2);
    let mut above: Vec<_> = above.map(|node| (node, Box::pin(node.signal.changed.notified()))).collect();
    let mut nap = pin!(None);
    poll_fn(|cx| {
        // Woken by the cancel, most of the time: then nothing has to be listened to again.
        if let Some(settled) = node.settle(None) {
            return Poll::Ready(earlier(settled.clone(), own));
        }
        loop {
            // In this order: what happens after we are on a list wakes us, and what happened before is seen by the look.
            heard(node, first.as_mut(), cx);
            if let (Some(parent), Some(second)) = (parent, second.as_mut().as_pin_mut()) {
                heard(parent, second, cx);
            }
            above.iter_mut().for_each(|(node, notified)| heard(node, notified.as_mut(), cx));
            if let Some(settled) = node.settle(None) {
                return Poll::Ready(earlier(settled.clone(), own));
            }
            let inherited = node.earliest();
            let Some(next) = own.into_iter().chain(inherited).map(|deadline| deadline.at).min() else {
                nap.set(None);
                return Poll::Pending;
            };
            if sleeps(nap.as_mut(), next, cx).is_pending() {
                return Poll::Pending;
            }
            // A timer may be early by its own count, and is not by ours.
            let now = Instant::now().max(next);
            match (node.settle(Some(now)), own.filter(|own| own.at <= now)) {
                (Some(settled), own) => return Poll::Ready(earlier(settled.clone(), own)),
                (None, Some(own)) => return Poll::Ready(own.settled()),
                (None, None) => {}
            }
        }
    })
    .await
}

async fn alone(own: Option<Deadline>) -> Settled {
    let Some(own) = own else { return std::future::pending().await };
    let mut nap = pin!(sleep_until(own.at));
    let mut again = false;
    poll_fn(|cx| ends(nap.as_mut(), std::mem::replace(&mut again, true), cx)).await;
    own.settled()
}

/// The outer one, where both come at one instant.
fn earlier(settled: Settled, own: Option<Deadline>) -> Settled {
    match own.map(|own| own.settled()) {
        Some(own) if own.when < settled.when => own,
        _ => settled,
    }
}

/// On the list of `node` when it returns.
fn heard<'a>(node: &'a Node, mut notified: Pin<&mut Notified<'a>>, cx: &mut Context<'_>) {
    while notified.as_mut().poll(cx).is_ready() {
        notified.set(node.signal.changed.notified());
    }
}

fn sleeps(mut nap: Pin<&mut Option<Sleep>>, until: Instant, cx: &mut Context<'_>) -> Poll<()> {
    let again = nap.as_ref().as_pin_ref().is_some_and(|nap| nap.deadline() == until);
    if !again {
        nap.set(Some(sleep_until(until)));
    }
    nap.as_pin_mut().map_or(Poll::Pending, |nap| ends(nap, again, cx))
}

/// Is the time over? Work that uses up its task's budget at each poll leaves none for the timer, and the timer then says nothing: so
/// whoever asks again looks at the clock.
fn ends(mut nap: Pin<&mut Sleep>, again: bool, cx: &mut Context<'_>) -> Poll<()> {
    match nap.as_mut().poll(cx) {
        Poll::Pending if !again || nap.deadline() > Instant::now() => Poll::Pending,
        _ => Poll::Ready(()),
    }
}
