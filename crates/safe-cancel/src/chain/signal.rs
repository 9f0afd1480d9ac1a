//! The listeners of a link: a list of their wakers, and no more. A listener that is woken looks at the links itself.
//!
//! A listener is on the list of its link and of each link above, from its first poll until it is dropped. Rings leave it there, so
//! it is not entered anew for each. The cancel of a link takes the whole list at once: one lock, however many listen.

use crate::lock::locked;
use std::{
    mem,
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    task::Waker,
};

/// What a source may ring after its link is gone. It owns nothing of the link, so the two are no cycle.
#[derive(Debug, Default)]
pub(super) struct Signal {
    /// Held for a moment: no waker is called, and none is dropped, under it. Either may run anything.
    listeners: Mutex<Listeners>,
    /// The list was taken for good.
    closed: AtomicBool,
    /// A source has asked to be polled.
    rung: AtomicBool,
}

/// Where a listener is on a list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place(usize);

impl Place {
    /// On no list.
    pub(super) const NONE: Place = Place(usize::MAX);
}

#[derive(Debug, Default)]
struct Listeners {
    /// Most links have one listener, and then it needs no memory of its own. It is at place 0.
    first: Option<Waker>,
    /// The others, from place 1 on.
    more: Vec<Slot>,
    /// The free slot that was left last, or the length of `more`.
    free: usize,
    /// How many in `more` listen.
    listening: usize,
}

#[derive(Debug)]
enum Slot {
    Listens(Waker),
    /// The slot that was left before this one, or the length of the list.
    Free(usize),
}

impl Signal {
    pub(super) fn is_rung(&self) -> bool {
        self.rung.load(Ordering::SeqCst)
    }

    /// A source asks to be polled.
    pub(super) fn asks(&self) {
        self.rung.store(true, Ordering::SeqCst);
    }

    /// A look polls the sources now.
    pub(super) fn answers(&self) {
        self.rung.store(false, Ordering::SeqCst);
    }

    /// Puts a listener on the list. After the cancel there is none: it looks before it waits.
    pub(super) fn add(&self, waker: Waker) -> Place {
        let mut listeners = locked(&self.listeners);
        // Under the lock: `close` sets it before it takes the list.
        if self.closed.load(Ordering::Relaxed) {
            drop(listeners);
            return Place::NONE;
        }
        listeners.add(waker)
    }

    /// Takes a listener off it again.
    pub(super) fn remove(&self, place: Place) {
        // Most listeners go because of the cancel, and all who hear one at the same time would want this lock.
        if self.closed.load(Ordering::Acquire) {
            return;
        }
        let removed = {
            let mut listeners = locked(&self.listeners);
            if self.closed.load(Ordering::Relaxed) { None } else { listeners.remove(place) }
        };
        drop(removed);
    }

    /// Wakes all who listen. They stay on the list.
    pub(super) fn ring(&self) {
        let (first, more) = {
            let listeners = locked(&self.listeners);
            let more: Vec<Waker> = listeners.more.iter().filter_map(Slot::waker).cloned().collect();
            (listeners.first.clone(), more)
        };
        first.into_iter().chain(more).for_each(Waker::wake);
    }

    /// Wakes all who listen, for the last time: what they wait for has come.
    pub(super) fn close(&self) {
        let Listeners { first, more, .. } = {
            let mut listeners = locked(&self.listeners);
            self.closed.store(true, Ordering::Release);
            mem::take(&mut *listeners)
        };
        first.into_iter().chain(more.into_iter().filter_map(Slot::into_waker)).for_each(Waker::wake);
    }
}

impl Listeners {
    fn add(&mut self, waker: Waker) -> Place {
        if self.first.is_none() {
            self.first = Some(waker);
            return Place(0);
        }
        self.listening += 1;
        let at = self.free;
        match self.more.get_mut(at) {
            Some(slot) => {
                if let Slot::Free(next) = mem::replace(slot, Slot::Listens(waker)) {
                    self.free = next;
                }
            }
            None => {
                self.more.push(Slot::Listens(waker));
                self.free = self.more.len();
            }
        }
        Place(at + 1)
    }

    fn remove(&mut self, place: Place) -> Option<Waker> {
        let Some(at) = place.0.checked_sub(1) else { return self.first.take() };
        let slot = self.more.get_mut(at).filter(|slot| matches!(slot, Slot::Listens(_)))?;
        let removed = mem::replace(slot, Slot::Free(self.free)).into_waker();
        self.free = at;
        self.listening -= 1;
        if self.listening == 0 {
            // What ten thousand needed is not kept for none.
            (self.more, self.free) = (Vec::new(), 0);
        }
        removed
    }
}

impl Slot {
    fn waker(&self) -> Option<&Waker> {
        match self {
            Slot::Listens(waker) => Some(waker),
            Slot::Free(_) => None,
        }
    }

    fn into_waker(self) -> Option<Waker> {
        match self {
            Slot::Listens(waker) => Some(waker),
            Slot::Free(_) => None,
        }
    }
}
