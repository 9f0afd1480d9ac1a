//! "From here on time passes only when nobody can move without it." `expect` compares the reduction with plain search each time.

use crate::{expect, tell};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// The same program without the request is late in some schedule: `time.rs` has it.
#[test]
fn a_message_that_is_on_its_way_comes_in_time() {
    expect(
        || {
            lab::time_waits();
            let (to, from) = channel();
            let other = thread::spawn(move || to.send(1));
            tell(from.recv_timeout(ms(10)));
            other.join().unwrap().unwrap_or(());
        },
        &["0[Ok(1)]"],
    );
}

#[test]
fn a_limit_that_begins_anew_differs_from_one_that_goes_on() {
    let body = |anew: bool| {
        lab::time_waits();
        let (to, from) = channel();
        let other = thread::spawn(move || {
            for _ in 0..3 {
                thread::sleep(ms(6));
                to.send(()).unwrap_or(());
            }
            thread::sleep(ms(100));
        });
        let begin = Instant::now();
        let end = begin + ms(10);
        let left = || if anew { ms(10) } else { end.saturating_duration_since(Instant::now()) };
        while from.recv_timeout(left()) != Err(RecvTimeoutError::Timeout) {}
        tell(begin.elapsed().as_millis());
        other.join().unwrap();
    };
    expect(move || body(false), &["0[10]"]);
    expect(move || body(true), &["0[28]"]);
}

/// What can move without time goes in every order, before and after the limit ends.
#[test]
fn the_order_of_the_rest_stays_open() {
    expect(
        || {
            lab::time_waits();
            let order = Arc::new(Mutex::new(Vec::new()));
            let write = |who: u8| {
                let order = order.clone();
                thread::spawn(move || {
                    order.lock().unwrap().push(who);
                    thread::sleep(ms(u64::from(who)));
                    order.lock().unwrap().push(10 * who);
                })
            };
            let others = [write(1), write(2)];
            others.into_iter().for_each(|other| other.join().unwrap());
            tell(order.lock().unwrap().clone());
        },
        &["0[[1, 2, 10, 20]]", "0[[2, 1, 10, 20]]"],
    );
}

#[test]
fn two_times_that_are_one_come_in_both_orders() {
    expect(
        || {
            lab::time_waits();
            let order = Arc::new(Mutex::new(Vec::new()));
            let write = |who: u8| {
                let order = order.clone();
                thread::spawn(move || {
                    thread::sleep(ms(5));
                    order.lock().unwrap().push(who);
                })
            };
            let others = [write(1), write(2)];
            others.into_iter().for_each(|other| other.join().unwrap());
            tell(order.lock().unwrap().clone());
        },
        &["0[[1, 2]]", "0[[2, 1]]"],
    );
}

/// `settle` is later still: no timer is set any more.
#[test]
fn settle_comes_after_the_last_timer() {
    expect(
        || {
            lab::time_waits();
            let other = thread::spawn(|| thread::sleep(ms(5)));
            lab::settle();
            tell(lab::now().as_millis());
            other.join().unwrap();
        },
        &["0[5]"],
    );
}
