//! Programs written by hand, for what random ones meet too seldom. Compiled twice: against the replacement, and against
//! the real std. Each says what it saw; whoever is stuck says no `end`.

use crate::host::{pace, say, spawn};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{Arc, Barrier, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock, RwLockWriteGuard};
use std::thread;
use std::time::Duration;

/// A name, what its first thread does, and what the real std is known to show beyond the lab's outcomes.
type Program = (&'static str, fn(), &'static [&'static str]);

pub(crate) const PROGRAMS: &[Program] = &[
    ("notify one of two waiters", notify_one, &[]),
    ("a wait in a loop", wait_while, &[]),
    ("a wait with a deadline in a loop", wait_timeout_while, &[]),
    ("a reader, a writer and another reader", readers_and_writer, &[]),
    ("a read in a read", read_in_a_read, &[]),
    ("a try beside a queued writer", try_beside_a_writer, &[]),
    ("a rendezvous of two senders", rendezvous, &[]),
    ("a rendezvous whose receiver goes", rendezvous_gone, &[]),
    ("a full channel", full_channel, &[]),
    ("a receive with a deadline against a send", recv_timeout, &[]),
    ("try_recv against the last send", try_recv, &[]),
    ("tokens of park", park_tokens, &[]),
    ("leaders of two rounds at a barrier", barrier, &[]),
    ("once, poisoned and forced", once, &[]),
    ("once, waited for", once_wait, &[]),
    ("a wait for a once that panics", once_wait_poisoned, &[]),
    ("a writer that goes on as a reader", downgrade, &[]),
    ("locals in their own destructors", locals, &[]),
    ("a cell set by two", once_lock, &[]),
    ("a lazy value used by two", lazy, &[]),
    ("a mutex poisoned and cleared", poison, &[]),
    ("poison seen while the holder works", poison_seen, &[]),
    ("a scope with a panic", scope_panic, &[]),
    ("a scope whose panic is joined by hand", scope_joined, &[]),
    ("is_finished", is_finished, &[]),
    ("a store buffer", store_buffer, &[]),
    ("an increment in two steps", two_steps, &[]),
    // A panic unwinds at once with the step before it: nobody sees the moment between the two.
    ("the moment before a panic poisons", before_poison, &["0[2 false end] 1[panicked]"]),
    // A receive that blocks parks its thread, and may take a token that was meant for the subject.
    ("a token given to a thread that receives", token_and_receive, &["1[true]"]),
    // A lock that is free belongs to whoever comes first, a queued writer or not. The lab keeps it for the writer.
    ("a try on a free lock with a writer on its way", try_before_the_writer, &["0[false true 0 end] 1[end] 2[end]"]),
];

fn pair<T: Default>() -> Arc<(Mutex<T>, Condvar)> {
    Arc::default()
}

fn notify_one() {
    let shared = pair::<u32>();
    let waits = |who: usize| {
        let shared = shared.clone();
        spawn(who, move || {
            let mut turns = shared.0.lock().unwrap();
            while *turns == 0 {
                turns = shared.1.wait(turns).unwrap();
            }
            *turns += 1;
            say(who, *turns);
            shared.1.notify_one();
        })
    };
    let others = [waits(1), waits(2)];
    pace();
    *shared.0.lock().unwrap() = 1;
    shared.1.notify_one();
    others.into_iter().for_each(|other| other.join().unwrap());
}

fn wait_while() {
    let shared = pair::<bool>();
    let theirs = shared.clone();
    let other = spawn(1, move || {
        pace();
        *theirs.0.lock().unwrap() = true;
        theirs.1.notify_all();
    });
    pace();
    say(0, *shared.1.wait_while(shared.0.lock().unwrap(), |set| !*set).unwrap());
    other.join().unwrap();
}

fn wait_timeout_while() {
    let shared = pair::<bool>();
    let theirs = shared.clone();
    let other = spawn(1, move || {
        pace();
        *theirs.0.lock().unwrap() = true;
        pace();
        theirs.1.notify_all();
    });
    let waited = shared.1.wait_timeout_while(shared.0.lock().unwrap(), Duration::from_micros(60), |set| !*set);
    let (set, late) = waited.unwrap();
    say(0, format!("{}{}", *set, late.timed_out()));
    drop(set);
    other.join().unwrap();
}

fn readers_and_writer() {
    let lock = Arc::new(RwLock::new(0));
    let (a, b) = (lock.clone(), lock.clone());
    let writer = spawn(1, move || {
        *a.write().unwrap() += 1;
        pace();
        *a.write().unwrap() += 1;
    });
    let reader = spawn(2, move || {
        say(2, *b.read().unwrap());
        pace();
        say(2, *b.read().unwrap());
    });
    let first = lock.read().unwrap();
    pace();
    say(0, *first);
    drop(first);
    say(0, *lock.read().unwrap());
    writer.join().unwrap();
    reader.join().unwrap();
}

fn read_in_a_read() {
    let lock = Arc::new(RwLock::new(0));
    let theirs = lock.clone();
    let writer = spawn(1, move || *theirs.write().unwrap() += 1);
    let outer = lock.read().unwrap();
    pace();
    // Stuck, if the writer has come in between.
    say(0, *lock.read().unwrap());
    drop(outer);
    writer.join().unwrap();
}

fn try_beside_a_writer() {
    let lock = Arc::new(RwLock::new(0));
    let (a, b) = (lock.clone(), lock.clone());
    let writer = spawn(1, move || *a.write().unwrap() += 1);
    let reader = spawn(2, move || {
        let held = b.read().unwrap();
        pace();
        drop(held);
    });
    pace();
    say(0, lock.try_read().is_ok());
    pace();
    say(0, lock.try_write().is_ok());
    writer.join().unwrap();
    reader.join().unwrap();
}

fn rendezvous() {
    let (to, from) = sync_channel(0);
    let passed = Arc::new(AtomicU32::new(0));
    let sends = |who: usize| {
        let (to, passed) = (to.clone(), passed.clone());
        spawn(who, move || {
            pace();
            to.send(who).unwrap();
            passed.fetch_add(who as u32, SeqCst);
        })
    };
    let others = [sends(1), sends(2)];
    say(0, passed.load(SeqCst));
    say(0, from.recv().unwrap());
    pace();
    say(0, passed.load(SeqCst));
    pace();
    say(0, from.try_recv().is_ok() || from.recv().is_ok());
    pace();
    say(0, passed.load(SeqCst));
    others.into_iter().for_each(|other| other.join().unwrap());
}

fn rendezvous_gone() {
    let (to, from) = sync_channel(0);
    let other = spawn(1, move || {
        pace();
        say(1, to.send(1).is_ok());
        say(1, to.send(2).is_ok());
    });
    pace();
    say(0, from.try_recv().is_ok());
    pace();
    drop(from);
    other.join().unwrap();
}

fn full_channel() {
    let (to, from) = sync_channel(1);
    let other = spawn(1, move || {
        say(1, to.try_send(1).is_ok());
        say(1, to.try_send(2).is_ok());
        pace();
        say(1, to.send(3).is_ok());
    });
    pace();
    say(0, from.recv().unwrap());
    pace();
    say(0, from.iter().count());
    other.join().unwrap();
}

fn recv_timeout() {
    let (to, from) = channel();
    let other = spawn(1, move || {
        pace();
        say(1, to.send(1).is_ok());
    });
    for _ in 0..2 {
        say(0, format!("{:?}", from.recv_timeout(Duration::from_micros(60))));
    }
    drop(from);
    other.join().unwrap();
}

fn try_recv() {
    let (to, from) = channel();
    let other = spawn(1, move || {
        to.send(1).unwrap();
        pace();
        to.send(2).unwrap();
    });
    for _ in 0..3 {
        pace();
        say(0, format!("{:?}", from.try_recv()));
    }
    other.join().unwrap();
    say(0, from.try_iter().count());
}

fn park_tokens() {
    let flag = Arc::new(AtomicU32::new(0));
    let theirs = flag.clone();
    let other = spawn(1, move || {
        for _ in 0..2 {
            thread::park_timeout(Duration::from_millis(1));
            say(1, theirs.load(SeqCst));
        }
    });
    for _ in 0..2 {
        pace();
        flag.fetch_add(1, SeqCst);
        other.thread().unpark();
    }
    other.join().unwrap();
}

fn barrier() {
    let shared = Arc::new((Barrier::new(2), AtomicU32::new(0)));
    let theirs = shared.clone();
    let other = spawn(1, move || {
        say(1, theirs.0.wait().is_leader());
        pace();
        say(1, theirs.1.load(SeqCst));
        say(1, theirs.0.wait().is_leader());
    });
    pace();
    say(0, shared.0.wait().is_leader());
    pace();
    shared.1.store(1, SeqCst);
    say(0, shared.0.wait().is_leader());
    other.join().unwrap();
}

fn once() {
    let once = Arc::new(Once::new());
    let (a, b) = (once.clone(), once.clone());
    let fails = spawn(1, move || a.call_once(|| panic!("on purpose")));
    let calls = spawn(2, move || b.call_once(|| say(2, "ran")));
    pace();
    once.call_once_force(|state| say(0, state.is_poisoned()));
    say(0, once.is_completed());
    fails.join().unwrap();
    calls.join().unwrap();
}

fn once_wait() {
    let shared = Arc::new((OnceLock::new(), Once::new()));
    let waits = |who: usize| {
        let shared = shared.clone();
        spawn(who, move || {
            say(who, *shared.0.wait());
            shared.1.wait();
            say(who, shared.1.is_completed());
        })
    };
    let others = [waits(1), waits(2)];
    pace();
    say(0, shared.1.is_completed());
    shared.0.set(3).unwrap();
    pace();
    shared.1.call_once(|| ());
    others.into_iter().for_each(|other| other.join().unwrap());
}

fn once_wait_poisoned() {
    let once = Arc::new(Once::new());
    let (theirs, waited) = (once.clone(), once.clone());
    let fails = spawn(1, move || {
        pace();
        theirs.call_once(|| panic!("no"));
    });
    let waits = spawn(2, move || {
        waited.wait_force();
        say(2, waited.is_completed());
    });
    say(0, fails.join().is_err());
    pace();
    once.call_once_force(|state| say(0, state.is_poisoned()));
    waits.join().unwrap();
}

fn downgrade() {
    let lock = Arc::new(RwLock::new(0));
    let reads = |who: usize| {
        let lock = lock.clone();
        spawn(who, move || {
            pace();
            say(who, *lock.read().unwrap());
            say(who, lock.try_write().is_ok());
        })
    };
    let others = [reads(1), reads(2)];
    let mut guard = lock.write().unwrap();
    pace();
    *guard += 1;
    let guard = RwLockWriteGuard::downgrade(guard);
    pace();
    say(0, *guard);
    drop(guard);
    others.into_iter().for_each(|other| other.join().unwrap());
}

/// Says whether its own key, and that of another one, can still be used.
struct Leaves(usize);

impl Drop for Leaves {
    fn drop(&mut self) {
        say(1, format!("{}{}{}", self.0, FIRST.try_with(|_| ()).is_ok(), SECOND.try_with(|_| ()).is_ok()));
    }
}

thread_local! {
    static FIRST: Leaves = const { Leaves(1) };
    static SECOND: Leaves = const { Leaves(2) };
}

fn locals() {
    let other = spawn(1, || {
        FIRST.with(|_| ());
        SECOND.with(|_| ());
    });
    other.join().unwrap();
}

fn once_lock() {
    let cell = Arc::new(OnceLock::new());
    let (a, b) = (cell.clone(), cell.clone());
    let sets = spawn(1, move || {
        pace();
        say(1, a.set(1).is_ok());
    });
    let makes = spawn(2, move || {
        say(
            2,
            *b.get_or_init(|| {
                pace();
                2
            }),
        );
    });
    pace();
    say(0, format!("{:?}", cell.get()));
    sets.join().unwrap();
    makes.join().unwrap();
    say(0, format!("{:?}", cell.get()));
}

fn lazy() {
    let count = Arc::new(AtomicU32::new(0));
    let made = count.clone();
    let lazy = Arc::new(LazyLock::new(move || {
        pace();
        made.fetch_add(1, SeqCst)
    }));
    let theirs = lazy.clone();
    let other = spawn(1, move || say(1, **theirs));
    say(0, count.load(SeqCst));
    say(0, **lazy);
    other.join().unwrap();
    say(0, count.load(SeqCst));
}

fn poison() {
    let lock = Arc::new(Mutex::new(0));
    let theirs = lock.clone();
    let other = spawn(1, move || {
        let mut value = theirs.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *value += 1;
        pace();
        panic!("on purpose");
    });
    pace();
    say(0, lock.lock().map_or_else(|poisoned| **poisoned.get_ref() + 10, |value| *value));
    lock.clear_poison();
    other.join().unwrap();
    say(0, lock.lock().is_ok());
}

fn poison_seen() {
    let shared = Arc::new((Mutex::new(0), AtomicU32::new(0)));
    let theirs = shared.clone();
    let other = spawn(1, move || {
        let _held = theirs.0.lock();
        theirs.1.store(1, SeqCst);
        pace();
        theirs.1.store(2, SeqCst);
        // The lab unwinds at once with the step before, so there is a step here that nobody else can see.
        AtomicU32::new(0).load(SeqCst);
        panic!("on purpose");
    });
    for _ in 0..2 {
        pace();
        say(0, format!("{}{}", shared.1.load(SeqCst), shared.0.is_poisoned()));
    }
    other.join().unwrap();
}

fn scope_panic() {
    let count = AtomicU32::new(0);
    let scope = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        thread::scope(|scope| {
            scope.spawn(|| panic!("on purpose"));
            scope.spawn(|| count.fetch_add(1, SeqCst));
        });
    }));
    say(0, format!("{}{}", scope.is_err(), count.load(SeqCst)));
}

fn scope_joined() {
    let joined = thread::scope(|scope| scope.spawn(|| panic!("on purpose")).join().is_err());
    say(0, joined);
}

fn is_finished() {
    let flag = Arc::new(AtomicU32::new(0));
    let theirs = flag.clone();
    let other = spawn(1, move || {
        pace();
        theirs.store(1, SeqCst);
        pace();
    });
    for _ in 0..2 {
        say(0, format!("{}{}", other.is_finished(), flag.load(SeqCst)));
        pace();
    }
    other.join().unwrap();
}

fn store_buffer() {
    let shared = Arc::new((AtomicU32::new(0), AtomicU32::new(0)));
    let theirs = shared.clone();
    let other = spawn(1, move || {
        theirs.0.store(1, SeqCst);
        say(1, theirs.1.load(SeqCst));
    });
    shared.1.store(1, SeqCst);
    say(0, shared.0.load(SeqCst));
    other.join().unwrap();
}

fn two_steps() {
    let n = Arc::new(Mutex::new(0));
    let theirs = n.clone();
    let other = spawn(1, move || {
        let seen = *theirs.lock().unwrap();
        pace();
        *theirs.lock().unwrap() = seen + 1;
    });
    let seen = *n.lock().unwrap();
    pace();
    *n.lock().unwrap() = seen + 1;
    other.join().unwrap();
    say(0, *n.lock().unwrap());
}

fn before_poison() {
    let shared = Arc::new((Mutex::new(0), AtomicU32::new(0)));
    let theirs = shared.clone();
    let other = spawn(1, move || {
        let _held = theirs.0.lock();
        theirs.1.store(2, SeqCst);
        panic!("on purpose");
    });
    pace();
    say(0, shared.1.load(SeqCst));
    say(0, shared.0.is_poisoned());
    other.join().unwrap();
}

fn token_and_receive() {
    let (to, from) = channel();
    let other = spawn(1, move || {
        say(1, from.recv().is_ok());
        thread::park();
    });
    other.thread().unpark();
    pace();
    pace();
    to.send(1).unwrap();
    other.join().unwrap();
}

fn try_before_the_writer() {
    let lock = Arc::new(RwLock::new(0));
    let (a, b) = (lock.clone(), lock.clone());
    let reader = spawn(2, move || {
        let held = b.read().unwrap();
        pace();
        pace();
        drop(held);
    });
    let writer = spawn(1, move || *a.write().unwrap() += 1);
    for _ in 0..2 {
        pace();
        let seen = lock.try_read();
        say(0, seen.is_ok());
        if let Ok(value) = seen {
            say(0, *value);
        }
    }
    writer.join().unwrap();
    reader.join().unwrap();
}
