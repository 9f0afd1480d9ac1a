//! "A time-out may come before or after anything that is ready; both are tried."

use crate::{expect, tell};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering::SeqCst},
};
use std::thread;
use std::time::{Duration, Instant};

const SOON: Duration = Duration::from_millis(10);

#[test]
fn a_receive_with_a_deadline_gets_the_message_or_is_late() {
    expect(
        || {
            let (to, from) = channel();
            let other = thread::spawn(move || to.send(1));
            tell(from.recv_timeout(SOON));
            other.join().unwrap().unwrap_or(());
        },
        &["0[Ok(1)]", "0[Err(Timeout)]"],
    );
}

#[test]
fn a_message_that_is_there_is_received_even_when_the_time_is_over() {
    expect(
        || {
            let (to, from) = channel();
            to.send(1).unwrap();
            tell(from.recv_timeout(SOON));
            tell(from.recv_timeout(SOON) == Err(RecvTimeoutError::Timeout));
            drop(to);
            tell(from.recv_timeout(SOON));
        },
        &["0[Ok(1) true Err(Disconnected)]"],
    );
}

#[test]
fn a_park_with_a_deadline_is_unparked_or_late() {
    expect(
        || {
            let start = Instant::now();
            let me = thread::current();
            let other = thread::spawn(move || me.unpark());
            thread::park_timeout(SOON);
            tell(start.elapsed().as_millis());
            other.join().unwrap();
        },
        &["0[0]", "0[10]"],
    );
}

#[test]
fn a_sleep_may_end_before_or_after_what_others_do() {
    expect(
        || {
            let done = Arc::new(AtomicBool::new(false));
            let theirs = done.clone();
            let other = thread::spawn(move || theirs.store(true, SeqCst));
            thread::sleep(SOON);
            tell(done.load(SeqCst));
            other.join().unwrap();
        },
        &["0[false]", "0[true]"],
    );
}

#[test]
fn a_long_deadline_does_not_beat_a_short_sleep_that_started_before() {
    expect(
        || {
            let (to, from) = channel::<()>();
            let ready = Arc::new(AtomicBool::new(false));
            let theirs = ready.clone();
            let other = thread::spawn(move || {
                thread::sleep(SOON);
                theirs.store(true, SeqCst);
                drop(to);
            });
            thread::sleep(SOON / 2);
            let got = from.recv_timeout(SOON * 500);
            tell(got == Err(RecvTimeoutError::Timeout));
            other.join().unwrap();
        },
        // The sender may be slow after its sleep: both happen. With the clock alone deciding, only `false` would.
        &["0[false]", "0[true]"],
    );
}
