//! What a contract is written with: the same names and signatures as in the lab.

use crate::client::Crossing;
use crate::proc::{Life, own_children};
use crate::process;
use crate::quiet;
use crate::said::Said;
use protocol::{Kind, Outcome};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// One promise, and the code that would find it broken.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub(crate) id: &'static str,
    /// `None` for situations that are generated: see `client`.
    pub(crate) run: Option<fn()>,
}

impl Property {
    /// `run` is called once in a process of its own, on its main thread.
    #[must_use]
    pub const fn new(id: &'static str, run: fn()) -> Property {
        Property { id, run: Some(run) }
    }

    /// As in the lab. None of the situations is run.
    #[must_use]
    pub const fn crossing(_: fn() -> Crossing) -> Property {
        Property { id: "", run: None }
    }
}

/// An answer of the environment: the one this process was started with, or the first.
///
/// # Panics
///
/// With no answer, or more than 16, as in the lab.
pub fn choose(who: &str, answers: &[&str]) -> usize {
    assert!((1..=16).contains(&answers.len()), "choose: 1 to 16 answers");
    if answers.len() == 1 {
        return 0;
    }
    let answer = process::next_answer();
    assert!(answer < answers.len(), "choose: this process was told to take answer {answer} of {who}");
    process::say(&Said::Chose { words: format!("{who}: {}", answers[answer]), answer, of: answers.len() });
    answer
}

/// The process ends here, and reports a failure, unless `holds`.
pub fn check(holds: bool, kind: Kind, otherwise: impl FnOnce() -> String) {
    if !holds {
        process::end(Outcome::Fails { kind, message: otherwise() });
    }
}

/// The same, for what another property promises.
pub fn check_promise(_: &'static str, holds: bool, kind: Kind, otherwise: impl FnOnce() -> String) {
    check(holds, kind, otherwise);
}

/// One line of the report.
pub fn note(words: &str) {
    process::say(&Said::Noted { words: words.to_owned() });
}

/// The time since the property began. It passes by itself here.
#[must_use]
pub fn now() -> Duration {
    process::since_start()
}

/// Something slow happens in a fake here: others may come before.
pub fn pause() {
    std::thread::yield_now();
}

/// A process that belongs to the supervisor: one it started, or an orphan that came to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Child {
    /// Its process id.
    pub pid: u32,
    /// It has ended, and nobody has taken its status.
    pub zombie: bool,
}

/// The processes that belong to the supervisor now. Looks, and takes nothing.
#[must_use]
pub fn children() -> Vec<Child> {
    let children = own_children().into_iter();
    children.map(|(pid, life)| Child { pid: pid.cast_unsigned(), zombie: life == Life::Zombie }).collect()
}

/// Waits until nobody else can move: every other thread waits without a time limit, and every process below this one
/// sleeps or is a zombie. Then what is left will stay. Where that never comes, the wall limit ends the process.
pub fn settle() {
    quiet::wait_until_quiet();
}

/// State of the contract and its fakes.
#[derive(Debug, Default)]
pub struct Plain<T>(Mutex<T>);

impl<T> Plain<T> {
    /// A new state.
    pub const fn new(value: T) -> Plain<T> {
        Plain(Mutex::new(value))
    }

    /// Look at it, and change it.
    pub fn with<R>(&self, f: impl FnOnce(&mut T) -> R) -> R {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
