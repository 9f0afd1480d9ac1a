//! The lists of listeners: each one that listens is woken, and one that goes leaves nothing behind, in any order.

use proptest::prelude::*;
use safe_cancel::{CancelChain, Cause, Source};
use std::{
    future::Future,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, Wake, Waker},
};

/// Counts its wake-ups. Its `Arc` counts who has it.
#[derive(Default)]
struct Counts(AtomicUsize);

impl Wake for Counts {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

type Listens = Pin<Box<dyn Future<Output = Cause> + Send>>;

fn polled(listens: &mut Listens, counts: &Arc<Counts>) -> Poll<Cause> {
    listens.as_mut().poll(&mut Context::from_waker(&Waker::from(counts.clone())))
}

/// A root, a link below it and one below that.
fn links() -> [CancelChain; 4] {
    let root = CancelChain::new();
    let (middle, other) = (root.child(), root.child());
    let leaf = middle.child();
    [root, middle, other, leaf]
}

#[derive(Clone, Debug)]
enum Move {
    Comes(usize),
    Goes(usize),
    /// Polled again, by another task or by the same.
    Again(usize, bool),
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let one = prop_oneof![
        3 => (0..4_usize).prop_map(Move::Comes),
        2 => (0..64_usize).prop_map(Move::Goes),
        1 => (0..64_usize, any::<bool>()).prop_map(|(at, other)| Move::Again(at, other)),
    ];
    prop::collection::vec(one, 0..64)
}

proptest! {
    #[test]
    fn whoever_listens_is_woken_and_whoever_goes_leaves_nothing(moves in moves(), cancelled in 0..4_usize) {
        let links = links();
        // Which links hear a cancel of which.
        let hears: [&[usize]; 4] = [&[0, 1, 2, 3], &[1, 3], &[2], &[3]];
        let mut listening: Vec<(usize, Listens, Arc<Counts>)> = Vec::new();
        let mut gone: Vec<Arc<Counts>> = Vec::new();
        for one in moves {
            let count = listening.len();
            match one {
                Move::Comes(at) => {
                    let (mut listens, counts): (Listens, _) = (Box::pin(links[at].clone().cancelled_owned()), Arc::default());
                    prop_assert!(polled(&mut listens, &counts).is_pending());
                    listening.push((at, listens, counts));
                }
                Move::Goes(at) if count > 0 => gone.push(listening.swap_remove(at % count).2),
                Move::Again(at, other) if count > 0 => {
                    let (_, listens, counts) = &mut listening[at % count];
                    if other {
                        gone.push(std::mem::take(counts));
                    }
                    prop_assert!(polled(listens, counts).is_pending());
                }
                Move::Goes(_) | Move::Again(..) => {}
            }
        }
        prop_assert!(gone.iter().all(|counts| Arc::strong_count(counts) == 1), "someone who is gone is on a list");
        prop_assert!(links[cancelled].cancel("stop"));
        for (at, listens, counts) in &mut listening {
            let woken = counts.0.load(Ordering::SeqCst);
            prop_assert_eq!(woken, usize::from(hears[cancelled].contains(at)), "a listener of link {}", at);
            let said = polled(listens, counts);
            prop_assert_eq!(said.is_ready(), woken == 1);
            if let Poll::Ready(cause) = said {
                prop_assert_eq!(cause, Cause::Cancelled(Source("stop")));
                prop_assert_eq!(Arc::strong_count(counts), 1, "it has heard, and is still on a list");
            }
        }
        prop_assert!(gone.iter().all(|counts| counts.0.load(Ordering::SeqCst) == 0), "someone who is gone was woken");
    }
}

/// What a waker runs may be anything: here it drops another listener, asks the chain, and listens anew.
struct Meddles {
    chain: CancelChain,
    victim: Mutex<Option<Listens>>,
}

impl Wake for Meddles {
    fn wake(self: Arc<Self>) {
        drop(self.victim.lock().unwrap().take());
        assert!(self.chain.is_cancelled());
        let mut late: Listens = Box::pin(self.chain.child().cancelled_owned());
        assert!(polled(&mut late, &Arc::default()).is_ready());
    }
}

#[test]
fn no_lock_is_held_while_a_waker_runs() {
    let chain = CancelChain::new();
    let listens = || -> Listens { Box::pin(chain.clone().cancelled_owned()) };
    let mut victim = listens();
    assert!(polled(&mut victim, &Arc::default()).is_pending());
    let meddles = Arc::new(Meddles { chain: chain.clone(), victim: Mutex::new(Some(victim)) });
    let mut first = listens();
    assert!(first.as_mut().poll(&mut Context::from_waker(&Waker::from(meddles.clone()))).is_pending());
    chain.cancel("stop");
    assert!(meddles.victim.lock().unwrap().is_none(), "it was not woken");
}

/// Real threads: each round is a race between a cancel and a listener that comes. A cancel that is lost is a hang.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_listener_that_comes_beside_the_cancel_hears_it() {
    for _ in 0..2000 {
        let root = CancelChain::new();
        let leaf = root.child();
        let listens = tokio::spawn(leaf.cancelled_owned());
        let cancels = tokio::spawn(async move { root.cancel("stop") });
        assert_eq!(listens.await.unwrap(), Cause::Cancelled(Source("stop")));
        assert!(cancels.await.unwrap());
    }
}
