//! Random programs, as ordinary code on `std`. Compiled twice: against the replacement, and against the real one.

use crate::host::{self, pace, say};
use crate::program::{Class, Do, program, receiver};
use std::cell::RefCell;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};
use std::sync::{Arc, Barrier, Condvar, Mutex, MutexGuard, OnceLock, RwLock, TryLockError};
use std::thread;
use std::time::Duration;

/// As the fuzz's, without what only a contract can do (its own state, answers of the environment).
pub(crate) const CLASSES: &[Class] = &[
    Class { name: "locks2", threads: 2, length: 4, with: "" },
    Class { name: "locks3", threads: 3, length: 2, with: "" },
    Class { name: "try2", threads: 2, length: 4, with: "y" },
    Class { name: "rwlock3", threads: 3, length: 2, with: "ry" },
    Class { name: "channel2", threads: 2, length: 4, with: "cy" },
    Class { name: "channel3", threads: 3, length: 3, with: "c" },
    Class { name: "park3", threads: 3, length: 3, with: "p" },
    Class { name: "finish3", threads: 3, length: 3, with: "bf" },
    Class { name: "panics2", threads: 2, length: 4, with: "xs" },
    Class { name: "once3", threads: 3, length: 3, with: "oi" },
    Class { name: "time2", threads: 2, length: 3, with: "tcp" },
    Class { name: "all3", threads: 3, length: 2, with: "ycprfboi" },
];

struct Shared {
    mutexes: [Mutex<u32>; 2],
    condvars: [Condvar; 2],
    atomics: [AtomicU32; 2],
    rwlock: RwLock<u32>,
    barrier: Barrier,
    once: OnceLock<u32>,
}

#[derive(Clone)]
enum To {
    Unbounded(Sender<u32>),
    Bounded(SyncSender<u32>),
    Nobody,
}

struct Me {
    number: usize,
    shared: Arc<Shared>,
    to: To,
    from: RefCell<Option<Receiver<u32>>>,
}

type Held<'a> = Option<MutexGuard<'a, u32>>;

impl Me {
    fn say(&self, word: impl std::fmt::Display) {
        say(self.number, word);
    }

    fn run<'a>(&'a self, block: &[Do], mut held: Held<'a>) -> Held<'a> {
        for instruction in block {
            pace();
            held = self.step(instruction, held);
            if let Some(value) = &mut held {
                **value = (**value).wrapping_mul(3).wrapping_add(self.number as u32);
            }
        }
        held
    }

    fn step<'a>(&'a self, instruction: &Do, mut held: Held<'a>) -> Held<'a> {
        let shared = &*self.shared;
        let ms = Duration::from_millis;
        match instruction {
            Do::Lock(m, block) => {
                let guard = shared.mutexes[*m].lock().unwrap_or_else(|poisoned| {
                    self.say("poisoned");
                    poisoned.into_inner()
                });
                self.run(block, Some(guard));
            }
            Do::TryLock(m, block) => match shared.mutexes[*m].try_lock() {
                Ok(guard) => {
                    self.say("got");
                    self.run(block, Some(guard));
                }
                Err(TryLockError::Poisoned(_)) => self.say("poisoned"),
                Err(TryLockError::WouldBlock) => self.say("busy"),
            },
            Do::Wait(c) => {
                if let Some(mut guard) = held.take() {
                    *guard += 1;
                    let guard = shared.condvars[*c].wait(guard).unwrap_or_else(|poisoned| poisoned.into_inner());
                    self.say(*guard);
                    held = Some(guard);
                }
            }
            Do::WaitTimeout(c, timeout) => {
                if let Some(guard) = held.take() {
                    let (guard, result) = shared.condvars[*c]
                        .wait_timeout(guard, ms(*timeout))
                        .unwrap_or_else(|poisoned| poisoned.into_inner());
                    self.say(format!("{}{}", *guard, if result.timed_out() { "late" } else { "" }));
                    held = Some(guard);
                }
            }
            Do::NotifyOne(c) => shared.condvars[*c].notify_one(),
            Do::NotifyAll(c) => shared.condvars[*c].notify_all(),
            Do::Load(a) => self.say(shared.atomics[*a].load(SeqCst)),
            Do::Store(a, value) => shared.atomics[*a].store(*value, SeqCst),
            Do::Add(a) => self.say(shared.atomics[*a].fetch_add(1, SeqCst)),
            Do::CompareExchange(a, value) => {
                self.say(shared.atomics[*a].compare_exchange(*value, 9, SeqCst, SeqCst).is_ok());
            }
            Do::Read(block) => {
                let guard = shared.rwlock.read();
                self.say(guard.as_ref().map_or(77, |value| **value));
                self.run(block, None);
            }
            Do::Write(block) => {
                if let Ok(mut guard) = shared.rwlock.write() {
                    *guard += 1;
                    self.say(*guard);
                    self.run(block, None);
                }
            }
            Do::TryRead => self.say(shared.rwlock.try_read().is_ok()),
            Do::TryWrite => self.say(shared.rwlock.try_write().map(|mut value| *value += 1).is_ok()),
            Do::Send(value) => self.say(match &self.to {
                To::Unbounded(to) => to.send(*value).is_ok(),
                To::Bounded(to) => to.send(*value).is_ok(),
                To::Nobody => true,
            }),
            Do::TrySend(value) => {
                if let To::Bounded(to) = &self.to {
                    self.say(match to.try_send(*value) {
                        Ok(()) => "sent",
                        Err(TrySendError::Full(_)) => "full",
                        Err(TrySendError::Disconnected(_)) => "gone",
                    });
                }
            }
            Do::Recv => self.receive(|from| format!("{:?}", from.recv().ok())),
            Do::TryRecv => self.receive(|from| format!("{:?}", from.try_recv())),
            Do::RecvTimeout(timeout) => self.receive(|from| format!("{:?}", from.recv_timeout(ms(*timeout)))),
            Do::DropReceiver => {
                let gone = self.from.borrow_mut().take();
                drop(gone);
            }
            Do::Park => thread::park(),
            Do::ParkTimeout(timeout) => thread::park_timeout(ms(*timeout)),
            Do::Unpark(t) => host::unpark(*t + 1),
            Do::Sleep(time) => thread::sleep(ms(*time)),
            Do::Yield => thread::yield_now(),
            Do::IsFinished(t) if *t + 1 != self.number => self.say(host::is_finished(*t + 1)),
            Do::Barrier => self.say(if shared.barrier.wait().is_leader() { "leads" } else { "follows" }),
            Do::Panic => {
                // The lab unwinds at once with the step before, so there is a step here that nobody else can see.
                AtomicU32::new(0).load(SeqCst);
                panic!("on purpose");
            }
            Do::Once(value) => self.say(shared.once.get_or_init(|| *value)),
            Do::IsPoisoned(m) => self.say(shared.mutexes[*m].is_poisoned()),
            Do::ClearPoison(m) => shared.mutexes[*m].clear_poison(),
            // Only a contract does these; and the clock differs by nature.
            Do::Plain(n) | Do::Log(n) => _ = n,
            // In no class here: a real panic unwinds in more than one step.
            Do::Unwind(_) => {}
            // Compared with Linux elsewhere.
            Do::Process(_) => {}
            Do::IsFinished(_) | Do::Choose | Do::Now => {}
        }
        held
    }

    fn receive(&self, f: impl FnOnce(&Receiver<u32>) -> String) {
        if let Some(from) = &*self.from.borrow() {
            self.say(f(from));
        }
    }
}

/// The random program of this class and seed.
pub(crate) fn run(class: usize, seed: u64) {
    let program = Arc::new(program(seed, &CLASSES[class], 0));
    let receiver = receiver(seed, &CLASSES[class]);
    let text = format!("{program:?}");
    let (to, from) = match [None, Some(1), Some(0)][(seed % 3) as usize].filter(|n| *n > 0 || !text.contains("TrySend"))
    {
        _ if !(text.contains("Recv") || text.contains("Send")) => (To::Nobody, None),
        None => {
            let (to, from) = channel();
            (To::Unbounded(to), Some(from))
        }
        Some(bound) => {
            let (to, from) = sync_channel(bound);
            (To::Bounded(to), Some(from))
        }
    };
    let shared = Arc::new(Shared {
        mutexes: [Mutex::new(0), Mutex::new(0)],
        condvars: [Condvar::new(), Condvar::new()],
        atomics: [AtomicU32::new(0), AtomicU32::new(0)],
        rwlock: RwLock::new(0),
        barrier: Barrier::new(2),
        once: OnceLock::new(),
    });
    let mut from = from;
    let bodies = (0..program.len()).map(|t| -> Box<dyn FnOnce() + Send> {
        let (program, shared) = (program.clone(), shared.clone());
        let to = if t == receiver { To::Nobody } else { to.clone() };
        let from = if t == receiver { from.take() } else { None };
        Box::new(move || {
            let me = Me { number: t + 1, shared, to, from: RefCell::new(from) };
            me.run(&program[t], None);
        })
    });
    let bodies = bodies.collect();
    drop(from);
    host::together(bodies);
    drop(to);
    host::join_all(program.len());
    let lock = |m: usize| *shared.mutexes[m].lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let atomic = |a: usize| shared.atomics[a].load(SeqCst);
    say(0, format!("{}/{}/{}/{}", lock(0), lock(1), atomic(0), atomic(1)));
}
