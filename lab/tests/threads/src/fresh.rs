//! "Statics and thread-locals start fresh in each schedule (a package-level Once is a wrong fix people try: judge it,
//! do not refuse it)."

use crate::{expect, tell};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, LazyLock, Mutex, Once, OnceLock, RwLock};
use std::thread;

#[test]
fn a_static_mutex_and_a_static_atomic() {
    static M: Mutex<u32> = Mutex::new(7);
    static A: AtomicU32 = AtomicU32::new(1);
    expect(
        || {
            let other = thread::spawn(|| {
                *M.lock().unwrap() += 1;
                A.fetch_add(1, SeqCst)
            });
            // The guard lives to the end of the line.
            tell((*M.lock().unwrap(), A.fetch_add(1, SeqCst)));
            other.join().unwrap();
            tell((*M.lock().unwrap(), A.load(SeqCst)));
        },
        &["0[(7, 1) (8, 3)]", "0[(8, 1) (8, 3)]", "0[(8, 2) (8, 3)]"],
    );
}

#[test]
fn a_static_once_runs_in_each_schedule() {
    static ONCE: Once = Once::new();
    expect(
        || {
            let mut ran = false;
            let other = thread::spawn(|| {
                let mut ran = false;
                ONCE.call_once(|| ran = true);
                ran
            });
            ONCE.call_once(|| ran = true);
            tell((ran, other.join().unwrap()));
        },
        &["0[(true, false)]", "0[(false, true)]"],
    );
}

#[test]
fn a_static_vec_is_empty_again() {
    static LIST: Mutex<Vec<String>> = Mutex::new(Vec::new());
    expect(
        || {
            let push = |text: &str| {
                let mut list = LIST.lock().unwrap();
                list.push(text.repeat(100));
                list.len()
            };
            let other = thread::spawn(move || push("a"));
            tell((push("b"), other.join().unwrap()));
        },
        &["0[(1, 2)]", "0[(2, 1)]"],
    );
}

#[test]
fn a_static_lazy_map_behind_a_lock_is_made_again() {
    // The value is made by the program, not by the compiler: what it holds on the heap belongs to one schedule.
    static MAP: LazyLock<Mutex<HashMap<u32, String>>> =
        LazyLock::new(|| Mutex::new(HashMap::from([(0, "first".repeat(50))])));
    expect(
        || {
            let add = |n: u32| {
                let mut map = MAP.lock().unwrap();
                map.insert(n, "next".repeat(50));
                (map.len(), map[&0].len())
            };
            let other = thread::spawn(move || add(1));
            tell((add(2), other.join().unwrap()));
        },
        &["0[((2, 250), (3, 250))]", "0[((3, 250), (2, 250))]"],
    );
}

#[test]
fn a_static_cell_with_a_sender_is_set_again() {
    static TO: OnceLock<Mutex<Sender<u32>>> = OnceLock::new();
    static NAMES: OnceLock<RwLock<Vec<Arc<str>>>> = OnceLock::new();
    expect(
        || {
            let (to, from) = channel();
            tell(TO.set(Mutex::new(to)).is_ok());
            let names = NAMES.get_or_init(|| RwLock::new(vec!["a".repeat(100).into()]));
            let other = thread::spawn(|| TO.get().map(|to| to.lock().unwrap().send(1).is_ok()));
            names.write().unwrap().push("b".into());
            tell((from.recv(), other.join().unwrap(), names.read().unwrap().len()));
        },
        &["0[true (Ok(1), Some(true), 2)]"],
    );
}

#[test]
fn a_static_pair_of_lock_and_condvar() {
    static PAIR: (Mutex<Option<Box<u32>>>, Condvar) = (Mutex::new(None), Condvar::new());
    expect(
        || {
            let other = thread::spawn(|| {
                *PAIR.0.lock().unwrap() = Some(Box::new(5));
                PAIR.1.notify_all();
            });
            let value = PAIR.1.wait_while(PAIR.0.lock().unwrap(), |value| value.is_none()).unwrap().take();
            tell(value);
            other.join().unwrap();
        },
        &["0[Some(5)]"],
    );
}

#[test]
fn a_thread_local_is_one_for_each_thread_of_each_schedule() {
    thread_local! {
        static N: Cell<u32> = const { Cell::new(10) };
        static LIST: RefCell<Vec<u32>> = RefCell::new(vec![1]);
    }
    expect(
        || {
            let step = || {
                N.set(N.get() + 1);
                LIST.with_borrow_mut(|list| list.push(2));
                thread::yield_now();
                (N.get(), LIST.with(|list| list.borrow().len()))
            };
            let other = thread::spawn(step);
            tell((step(), other.join().unwrap()));
        },
        &["0[((11, 2), (11, 2))]"],
    );
}

#[test]
fn a_thread_local_is_dropped_with_its_thread() {
    struct Says(Arc<AtomicU32>);
    impl Drop for Says {
        fn drop(&mut self) {
            self.0.fetch_add(1, SeqCst);
        }
    }
    thread_local!(static KEPT: RefCell<Option<Says>> = const { RefCell::new(None) });
    expect(
        || {
            let dropped = Arc::new(AtomicU32::new(0));
            let theirs = dropped.clone();
            thread::spawn(move || KEPT.set(Some(Says(theirs)))).join().unwrap();
            tell(dropped.load(SeqCst));
        },
        &["0[1]"],
    );
}
