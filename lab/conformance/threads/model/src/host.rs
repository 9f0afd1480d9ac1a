//! What a program needs beside `std`, in the lab. The real half has a module of the same form.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread::{self, JoinHandle};

/// Run a program's first thread.
pub(crate) fn main(body: impl FnOnce()) {
    within(0, body);
}

/// Thread `who` says a word.
pub(crate) fn say(who: usize, word: impl std::fmt::Display) {
    lab::explore::say(&format!("{who}={word}"));
}

/// Start thread `who`.
pub(crate) fn spawn(who: usize, body: impl FnOnce() + Send + 'static) -> JoinHandle<()> {
    thread::spawn(move || within(who, body))
}

fn within(who: usize, body: impl FnOnce()) {
    let ended = catch_unwind(AssertUnwindSafe(body)).is_ok();
    say(who, if ended { "end" } else { "panicked" });
}

/// Nothing: in the lab everybody is slow in every way already.
pub(crate) fn pace() {}

/// Start threads 1, 2, … together; they can then be named by number.
pub(crate) fn together(bodies: Vec<Box<dyn FnOnce() + Send>>) {
    for (i, body) in bodies.into_iter().enumerate() {
        spawn(i + 1, body);
    }
}

/// Wait for the threads that were started together.
pub(crate) fn join_all(threads: usize) {
    (1..=threads).for_each(lab::explore::join);
}

/// Unpark thread `who` of those that were started together.
pub(crate) fn unpark(who: usize) {
    lab::explore::unpark(who);
}

/// Has thread `who` of those that were started together ended?
pub(crate) fn is_finished(who: usize) -> bool {
    lab::explore::is_finished(who)
}
