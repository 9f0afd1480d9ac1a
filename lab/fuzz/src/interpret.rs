//! Runs a program, as ordinary code on `std`: every value a thread reads belongs to the outcome.

use crate::processes::Children;
use crate::program::Do;
use lab::explore::say;
use std::cell::RefCell;
use std::fmt::Display;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Barrier, Condvar, Mutex, MutexGuard, OnceLock, RwLock, TryLockError};
use std::thread;
use std::time::{Duration, Instant};

struct Shared {
    mutexes: [Mutex<u32>; 2],
    condvars: [Condvar; 2],
    atomics: [AtomicU32; 2],
    rwlock: RwLock<u32>,
    barrier: Barrier,
    once: OnceLock<u32>,
    plain: lab::Plain<Vec<u32>>,
    log: lab::Log<u32>,
}

#[derive(Clone)]
enum To {
    Unbounded(Sender<u32>),
    Bounded(SyncSender<u32>),
    Nobody,
}

struct Me<'a> {
    number: usize,
    shared: &'a Shared,
    to: To,
    from: RefCell<Option<Receiver<u32>>>,
    start: Instant,
    children: Children,
}

/// Runs a block while a panic unwinds.
struct Last<'m, 'a> {
    me: &'m Me<'a>,
    block: &'m [Do],
}

impl Drop for Last<'_, '_> {
    fn drop(&mut self) {
        self.me.run(self.block, None);
    }
}

type Held<'a> = Option<(usize, MutexGuard<'a, u32>)>;

fn log(value: impl Display) {
    say(&value.to_string());
}

impl<'a> Me<'a> {
    fn run(&self, block: &[Do], mut held: Held<'a>) -> Held<'a> {
        for instruction in block {
            held = self.step(instruction, held);
            if let Some((_, guard)) = &mut held {
                **guard = (**guard).wrapping_mul(3).wrapping_add(self.number as u32);
            }
        }
        held
    }

    fn lock(&self, m: usize) -> MutexGuard<'a, u32> {
        self.shared.mutexes[m].lock().unwrap_or_else(|poisoned| {
            log("poisoned");
            poisoned.into_inner()
        })
    }

    fn step(&self, instruction: &Do, mut held: Held<'a>) -> Held<'a> {
        let shared = self.shared;
        let ms = Duration::from_millis;
        match instruction {
            Do::Lock(m, block) => {
                let inner = Some((*m, self.lock(*m)));
                self.run(block, inner);
            }
            Do::TryLock(m, block) => match shared.mutexes[*m].try_lock() {
                Ok(guard) => {
                    log("got");
                    self.run(block, Some((*m, guard)));
                }
                Err(TryLockError::Poisoned(_)) => log("poisoned"),
                Err(TryLockError::WouldBlock) => log("busy"),
            },
            Do::Wait(c) => {
                if let Some((m, mut guard)) = held.take() {
                    *guard += 1;
                    let guard = shared.condvars[*c].wait(guard).unwrap_or_else(|poisoned| poisoned.into_inner());
                    log(*guard);
                    held = Some((m, guard));
                }
            }
            Do::WaitTimeout(c, timeout) => {
                if let Some((m, guard)) = held.take() {
                    let (guard, result) = shared.condvars[*c]
                        .wait_timeout(guard, ms(*timeout))
                        .unwrap_or_else(|poisoned| poisoned.into_inner());
                    log(format!("{}{}", *guard, if result.timed_out() { "late" } else { "" }));
                    held = Some((m, guard));
                }
            }
            Do::NotifyOne(c) => shared.condvars[*c].notify_one(),
            Do::NotifyAll(c) => shared.condvars[*c].notify_all(),
            Do::Load(a) => log(shared.atomics[*a].load(SeqCst)),
            Do::Store(a, value) => shared.atomics[*a].store(*value, SeqCst),
            Do::Add(a) => log(shared.atomics[*a].fetch_add(1, SeqCst)),
            Do::CompareExchange(a, value) => {
                log(shared.atomics[*a].compare_exchange(*value, 9, SeqCst, SeqCst).is_ok())
            }
            Do::Read(block) => {
                let guard = shared.rwlock.read();
                log(guard.as_ref().map_or(77, |value| **value));
                self.run(block, None);
            }
            Do::Write(block) => {
                if let Ok(mut guard) = shared.rwlock.write() {
                    *guard += 1;
                    log(*guard);
                    self.run(block, None);
                }
            }
            Do::TryRead => log(shared.rwlock.try_read().is_ok()),
            Do::TryWrite => log(shared.rwlock.try_write().map(|mut value| *value += 1).is_ok()),
            Do::Send(value) => log(match &self.to {
                To::Unbounded(to) => to.send(*value).is_ok(),
                To::Bounded(to) => to.send(*value).is_ok(),
                To::Nobody => true,
            }),
            Do::TrySend(value) => {
                if let To::Bounded(to) = &self.to {
                    log(match to.try_send(*value) {
                        Ok(()) => "sent",
                        Err(TrySendError::Full(_)) => "full",
                        Err(TrySendError::Disconnected(_)) => "gone",
                    });
                }
            }
            Do::Recv => self.from(|from| log(format!("{:?}", from.recv()))),
            Do::TryRecv => self.from(|from| log(format!("{:?}", from.try_recv()))),
            Do::RecvTimeout(timeout) => self.from(|from| log(format!("{:?}", from.recv_timeout(ms(*timeout))))),
            Do::DropReceiver => {
                let gone = self.from.borrow_mut().take();
                drop(gone);
            }
            Do::Park => thread::park(),
            Do::ParkTimeout(timeout) => thread::park_timeout(ms(*timeout)),
            Do::Unpark(t) => lab::explore::unpark(*t + 1),
            Do::Sleep(time) => {
                let before = Instant::now();
                thread::sleep(ms(*time));
                log(before.elapsed().as_millis());
            }
            Do::Now => log(Instant::now().duration_since(self.start).as_millis()),
            Do::Log(value) => {
                shared.log.push(*value * 10 + self.number as u32);
                log(shared.log.read().len());
            }
            Do::Process(call) => log(self.children.call(call)),
            Do::Yield => thread::yield_now(),
            Do::IsFinished(t) => {
                if *t != self.number {
                    log(lab::explore::is_finished(*t + 1));
                }
            }
            Do::Barrier => log(if shared.barrier.wait().is_leader() { "leads" } else { "follows" }),
            Do::Panic => panic!("on purpose"),
            Do::Unwind(block) => {
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    let _last = Last { me: self, block };
                    panic!("caught");
                }));
                log(if caught.is_err() { "unwound" } else { "whole" });
            }
            Do::Plain(value) => log(shared.plain.with(|list| {
                list.push(*value * 10 + self.number as u32);
                list.len()
            })),
            Do::Choose => log(lab::choose("anybody", &["a", "b"])),
            Do::Once(value) => log(shared.once.get_or_init(|| *value)),
            Do::ClearPoison(m) => shared.mutexes[*m].clear_poison(),
            Do::IsPoisoned(m) => log(shared.mutexes[*m].is_poisoned()),
        }
        held
    }

    fn from(&self, f: impl FnOnce(&Receiver<u32>)) {
        if let Some(from) = &*self.from.borrow() {
            f(from);
        }
    }
}

/// Run `program`, with a channel of this bound if anybody receives.
pub(crate) fn run(program: &Arc<Vec<Vec<Do>>>, receiver: Option<usize>, bound: Option<usize>) {
    let shared = Arc::new(Shared {
        mutexes: [Mutex::new(0), Mutex::new(0)],
        condvars: [Condvar::new(), Condvar::new()],
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        rwlock: RwLock::new(0),
        barrier: Barrier::new(2),
        once: OnceLock::new(),
        plain: lab::Plain::new(Vec::new()),
        log: lab::Log::new(),
    });
    let (to, from) = match bound {
        _ if receiver.is_none() => (To::Nobody, None),
        None => {
            let (to, from) = channel();
            (To::Unbounded(to), Some(from))
        }
        Some(bound) => {
            let (to, from) = sync_channel(bound);
            (To::Bounded(to), Some(from))
        }
    };
    let mut from = from;
    let start = Instant::now();
    // No scheduling point in this loop, so everybody is known before anybody starts: an unpark and `is_finished`
    // need the others.
    for t in 0..program.len() {
        let (program, shared) = (program.clone(), shared.clone());
        let to = if receiver == Some(t) { To::Nobody } else { to.clone() };
        let from = RefCell::new(if receiver == Some(t) { from.take() } else { None });
        thread::spawn(move || {
            let me = Me { number: t, shared: &shared, to, from, start, children: Children::default() };
            me.run(&program[t], None);
        });
    }
    drop(to);
    (1..=program.len()).for_each(lab::explore::join);
    let lock = |m: usize| *shared.mutexes[m].lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    log(format!("{} {} {} {}", lock(0), lock(1), shared.atomics[0].load(SeqCst), shared.atomics[1].load(SeqCst)));
    log(format!("{:?}", shared.plain.with(|list| list.clone())));
}
