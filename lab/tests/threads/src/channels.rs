//! "Modelled: … mpsc (also sync_channel, try_recv, recv_timeout, iter) …"

use crate::{expect, tell};
use std::sync::mpsc::{channel, sync_channel};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering::SeqCst},
};
use std::thread;

#[test]
fn messages_of_one_sender_keep_their_order_and_those_of_two_do_not() {
    expect(
        || {
            let (to, from) = channel();
            let theirs = to.clone();
            let other = thread::spawn(move || {
                theirs.send(1).unwrap();
                theirs.send(2).unwrap();
            });
            to.send(3).unwrap();
            drop(to);
            tell(from.iter().collect::<Vec<_>>());
            other.join().unwrap();
        },
        &["0[[1, 2, 3]]", "0[[1, 3, 2]]", "0[[3, 1, 2]]"],
    );
}

#[test]
fn try_recv_finds_nothing_a_message_or_the_end() {
    expect(
        || {
            let (to, from) = channel();
            thread::spawn(move || to.send(1));
            tell(from.try_recv());
            tell(from.try_recv());
        },
        &["0[Err(Empty) Err(Empty)]", "0[Err(Empty) Ok(1)]", "0[Ok(1) Err(Empty)]", "0[Ok(1) Err(Disconnected)]"],
    );
}

#[test]
fn every_form_of_iteration_ends_with_the_last_sender() {
    expect(
        || {
            let (to, from) = channel();
            to.send(1).unwrap();
            to.send(2).unwrap();
            tell(from.try_iter().collect::<Vec<_>>());
            to.send(3).unwrap();
            drop(to);
            let mut seen = Vec::new();
            for n in &from {
                seen.push(n);
            }
            seen.extend(from);
            tell(seen);
        },
        &["0[[1, 2] [3]]"],
    );
}

#[test]
fn a_full_channel_blocks_the_sender() {
    expect(
        || {
            let (to, from) = sync_channel(1);
            let sent = Arc::new(AtomicU32::new(0));
            let count = sent.clone();
            let other = thread::spawn(move || {
                for n in 0..3 {
                    to.send(n).unwrap();
                    count.store(n + 1, SeqCst);
                }
            });
            let before = sent.load(SeqCst);
            tell((before, from.into_iter().collect::<Vec<_>>()));
            other.join().unwrap();
        },
        &["0[(0, [0, 1, 2])]", "0[(1, [0, 1, 2])]"],
    );
}

#[test]
fn a_rendezvous_is_one_moment_for_both() {
    expect(
        || {
            let (to, from) = sync_channel(0);
            let passed = Arc::new(AtomicU32::new(0));
            let theirs = passed.clone();
            let other = thread::spawn(move || {
                to.send(7).unwrap();
                theirs.store(1, SeqCst);
            });
            let before = passed.load(SeqCst);
            tell((before, from.recv()));
            other.join().unwrap();
        },
        // The sender cannot have passed before the message was taken.
        &["0[(0, Ok(7))]"],
    );
}

#[test]
fn two_senders_meet_one_receiver_in_any_order() {
    expect(
        || {
            let (to, from) = sync_channel(0);
            let seen = Arc::new(AtomicU32::new(0));
            for n in 1..=2 {
                let (to, seen) = (to.clone(), seen.clone());
                thread::spawn(move || {
                    to.send(n).unwrap();
                    seen.fetch_add(n, SeqCst);
                });
            }
            let first = from.recv().unwrap();
            let before = seen.load(SeqCst);
            let second = from.recv().unwrap();
            tell((first, before, second, seen.load(SeqCst)));
        },
        &[
            "0[(1, 0, 2, 0)]",
            "0[(1, 0, 2, 1)]",
            "0[(1, 0, 2, 2)]",
            "0[(1, 0, 2, 3)]",
            "0[(1, 1, 2, 1)]",
            "0[(1, 1, 2, 3)]",
            "0[(2, 0, 1, 0)]",
            "0[(2, 0, 1, 1)]",
            "0[(2, 0, 1, 2)]",
            "0[(2, 0, 1, 3)]",
            "0[(2, 2, 1, 2)]",
            "0[(2, 2, 1, 3)]",
        ],
    );
}

#[test]
fn a_send_fails_when_the_receiver_is_gone() {
    expect(
        || {
            let (to, from) = channel();
            let other = thread::spawn(move || drop(from));
            let sent = to.send(1).is_ok();
            other.join().unwrap();
            tell((sent, to.send(2).is_ok()));
        },
        &["0[(true, false)]", "0[(false, false)]"],
    );
}

#[test]
fn a_blocked_send_gets_its_message_back_when_the_receiver_goes() {
    expect(
        || {
            for bound in 0..2 {
                let (to, from) = sync_channel(bound);
                let other =
                    thread::spawn(move || (0..=bound).map(|n| to.send(n).map_err(|back| back.0)).collect::<Vec<_>>());
                thread::spawn(move || drop(from));
                let last = other.join().unwrap().pop();
                tell(last == Some(Err(bound)));
            }
        },
        &["0[true true]"],
    );
}
