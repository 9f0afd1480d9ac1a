//! What a program needs beside `std`, on the real one: who says what, and small delays that provoke other orders.

use model::Words;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::thread::{self, JoinHandle};
use std::time::Duration;

#[derive(Default)]
struct State {
    words: Words,
    main_ended: bool,
    /// Of the other threads.
    ended: usize,
}

/// One run of one program. A run that hangs stays behind with its threads, which all sleep.
#[derive(Default)]
pub(crate) struct Scene {
    state: Mutex<State>,
    somebody_ended: Condvar,
    handles: OnceLock<Vec<JoinHandle<()>>>,
    open: AtomicBool,
}

const CALM: &str = "nothing panics while it holds the scene";

thread_local! {
    static HERE: RefCell<Option<(Arc<Scene>, fastrand::Rng)>> = const { RefCell::new(None) };
}

fn scene() -> Arc<Scene> {
    HERE.with_borrow(|here| here.as_ref().expect("inside of a run").0.clone())
}

impl Scene {
    /// Run a program's first thread. `seed` decides the delays.
    pub(crate) fn start(self: &Arc<Scene>, seed: u64, body: impl FnOnce() + Send + 'static) {
        let scene = self.clone();
        thread::spawn(move || within(&scene, 0, seed, body));
    }

    /// What was said so far, and whether the first thread has ended; waits for that until `most` is over.
    pub(crate) fn outcome(&self, most: Duration) -> (String, bool) {
        let state = self.state.lock().expect(CALM);
        let (state, _) = self.somebody_ended.wait_timeout_while(state, most, |state| !state.main_ended).expect(CALM);
        (state.words.outcome(), state.main_ended)
    }
}

fn within(scene: &Arc<Scene>, who: usize, seed: u64, body: impl FnOnce()) {
    let rng = fastrand::Rng::with_seed(seed.wrapping_mul(31).wrapping_add(who as u64));
    HERE.set(Some((scene.clone(), rng)));
    pace();
    let ended = catch_unwind(AssertUnwindSafe(body)).is_ok();
    let mut state = scene.state.lock().expect(CALM);
    state.words.say(who, if ended { "end" } else { "panicked" }.into());
    if who == 0 {
        state.main_ended = true;
    } else {
        state.ended += 1;
    }
    scene.somebody_ended.notify_all();
}

/// Thread `who` says a word.
pub(crate) fn say(who: usize, word: impl std::fmt::Display) {
    scene().state.lock().expect(CALM).words.say(who, word.to_string());
}

/// Start thread `who`.
pub(crate) fn spawn(who: usize, body: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    let (scene, seed) = (scene(), any());
    thread::spawn(move || within(&scene, who, seed, body))
}

fn any() -> u64 {
    HERE.with_borrow_mut(|here| here.as_mut().expect("inside of a run").1.u64(..))
}

/// A small delay, or none.
pub(crate) fn pace() {
    match any() % 16 {
        0..=3 => thread::yield_now(),
        n @ 4..=8 => (0..n * n * n).for_each(|_| std::hint::spin_loop()),
        9 => thread::sleep(Duration::from_micros(60)),
        _ => {}
    }
}

/// Start threads 1, 2, … together; they can then be named by number.
pub(crate) fn together(bodies: Vec<Box<dyn FnOnce() + Send>>) {
    let start = |(i, body): (usize, Box<dyn FnOnce() + Send>)| {
        let scene = scene();
        spawn(i + 1, move || {
            while !scene.open.load(SeqCst) {
                thread::yield_now();
            }
            pace();
            body();
        })
    };
    let handles = bodies.into_iter().enumerate().map(start).collect();
    let scene = scene();
    assert!(scene.handles.set(handles).is_ok(), "once in a run");
    scene.open.store(true, SeqCst);
}

/// Wait for the threads that were started together.
pub(crate) fn join_all(threads: usize) {
    let scene = scene();
    let state = scene.state.lock().expect(CALM);
    drop(scene.somebody_ended.wait_while(state, |state| state.ended < threads).expect(CALM));
}

/// Unpark thread `who` of those that were started together.
pub(crate) fn unpark(who: usize) {
    scene().handles.get().expect("started together")[who - 1].thread().unpark();
}

/// Has thread `who` of those that were started together ended?
pub(crate) fn is_finished(who: usize) -> bool {
    scene().handles.get().expect("started together")[who - 1].is_finished()
}
