//! A signal reaches a thread that waits in a `Condvar`. Does it get through? Two bugs, before the signal and after.

use nix::libc;
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use nix::unistd::gettid;
use std::fs::read_to_string;
use std::os::unix::thread::JoinHandleExt;
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{JoinHandle, spawn, yield_now};

static HANDLED: AtomicUsize = AtomicUsize::new(0);

extern "C" fn handler(_: libc::c_int) {
    HANDLED.fetch_add(1, SeqCst);
}

#[derive(Default)]
struct Task {
    exited: AtomicBool,
    lock: Mutex<()>,
    ended: Condvar,
    through: AtomicUsize,
}

/// A thread, and its number in `/proc`.
struct Waiter(JoinHandle<()>, Arc<AtomicI32>);

impl Waiter {
    fn new(wait: impl FnOnce() + Send + 'static) -> Self {
        let tid = Arc::new(AtomicI32::new(0));
        let theirs = tid.clone();
        let thread = spawn(move || {
            theirs.store(gettid().as_raw(), SeqCst);
            wait();
        });
        Waiter(thread, tid)
    }

    /// Until it sleeps in the kernel, or has ended. Nothing but the condition variable makes it sleep.
    fn settle(&self) {
        while !self.0.is_finished() {
            let stat = read_to_string(format!("/proc/self/task/{}/stat", self.1.load(SeqCst))).unwrap_or_default();
            if stat.rsplit_once(") ").is_some_and(|(_, rest)| rest.starts_with('S')) {
                return;
            }
            yield_now();
        }
    }

    /// Sends the signal, and waits until its handler has run. A thread that has ended runs none.
    fn signal(&self) {
        let before = HANDLED.load(SeqCst);
        // SAFETY: the thread is not joined yet.
        unsafe { libc::pthread_kill(self.0.as_pthread_t() as libc::pthread_t, libc::SIGQUIT) };
        while HANDLED.load(SeqCst) == before && !self.0.is_finished() {
            yield_now();
        }
        self.settle();
    }
}

pub fn main() {
    let action = SigAction::new(SigHandler::Handler(handler), SaFlags::SA_RESTART, SigSet::empty());
    // SAFETY: the handler adds to an atomic, and does nothing else.
    unsafe { sigaction(Signal::SIGQUIT, &action) }.unwrap();
    missed();
    wrong_one_woken();
}

/// The notification comes between the look and the wait.
fn missed() {
    let task = Arc::new(Task::default());
    let looked = Arc::new(AtomicBool::new(false));
    let waiter = Waiter::new({
        let (task, looked) = (task.clone(), looked.clone());
        move || {
            if !task.exited.load(SeqCst) {
                looked.store(true, SeqCst);
                while !task.exited.load(SeqCst) {
                    yield_now(); // this is the moment in which the reaper comes
                }
                while looked.load(SeqCst) {
                    yield_now();
                }
                let guard = task.lock.lock().unwrap();
                drop(task.ended.wait(guard).unwrap());
            }
            task.through.fetch_add(1, SeqCst);
        }
    });
    while !looked.load(SeqCst) {
        yield_now();
    }
    task.exited.store(true, SeqCst);
    task.ended.notify_one();
    looked.store(false, SeqCst);
    waiter.settle();
    let before = task.through.load(SeqCst);
    waiter.signal();
    println!("notified before it waited: {before} through, after the signal {}", task.through.load(SeqCst));
    task.ended.notify_one();
    waiter.0.join().unwrap();
}

/// Two wait, and one is notified.
fn wrong_one_woken() {
    let task = Arc::new(Task::default());
    let waiters = [(); 2].map(|()| {
        let task = task.clone();
        Waiter::new(move || {
            let guard = task.lock.lock().unwrap();
            drop(task.ended.wait_while(guard, |()| !task.exited.load(SeqCst)).unwrap());
            task.through.fetch_add(1, SeqCst);
        })
    });
    waiters.iter().for_each(Waiter::settle);
    task.exited.store(true, SeqCst);
    task.ended.notify_one();
    while task.through.load(SeqCst) == 0 {
        yield_now();
    }
    let before = task.through.load(SeqCst);
    waiters.iter().for_each(Waiter::signal);
    for waiter in waiters {
        waiter.0.join().unwrap();
    }
    println!("two wait, one is notified: {before} through, after the signal {}", task.through.load(SeqCst));
}
