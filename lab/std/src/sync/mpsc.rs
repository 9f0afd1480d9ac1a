//! `std::sync::mpsc`: unbounded, bounded and rendezvous channels. The world counts messages, the messages are here.

use super::Arc;
use ::std::any::type_name;
use ::std::cell::UnsafeCell;
use ::std::collections::VecDeque;
use ::std::fmt;
use ::std::panic::{Location, RefUnwindSafe, UnwindSafe};
pub use ::std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use ::std::time::Duration;
use lab::rt::{self, ChannelOp, FROM, Loc, New, ObjectId, Op};

struct Channel<T> {
    tail: ObjectId,
    epoch: u32,
    bound: Option<usize>,
    /// Messages with their senders: the world says whose comes next on a rendezvous channel.
    queue: UnsafeCell<VecDeque<(usize, T)>>,
}

// SAFETY: all threads of a schedule are coroutines of one OS thread, and no reference into the queue is kept.
unsafe impl<T: Send> Send for Channel<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Channel<T> {}

impl<T> Channel<T> {
    fn new(bound: Option<usize>) -> Arc<Channel<T>> {
        let tail = rt::object(New::Channel(bound), type_name::<T>());
        Arc::new(Channel { tail, epoch: rt::epoch(), bound, queue: UnsafeCell::default() })
    }

    fn tail(&self) -> ObjectId {
        if self.epoch != rt::epoch() {
            rt::not_modelled("a channel in a static; make it in the code that each schedule runs");
        }
        self.tail
    }

    fn queue<R>(&self, f: impl FnOnce(&mut VecDeque<(usize, T)>) -> R) -> R {
        // SAFETY: `f` is ours and calls nobody else's code.
        f(unsafe { &mut *self.queue.get() })
    }

    fn take_from(&self, sender: usize) -> T {
        let taken = self.queue(|queue| {
            let i = queue.iter().position(|(by, _)| *by == sender)?;
            queue.remove(i)
        });
        taken.expect("the world counted a message of this thread").1
    }

    fn send(&self, op: ChannelOp, value: T, at: Loc) -> Result<(), TrySendError<T>> {
        let tail = self.tail();
        if self.bound == Some(0) {
            if op == ChannelOp::TrySend {
                rt::not_modelled("`try_send` on `sync_channel(0)`; use a bound of 1");
            }
            // Offered first, so that a receiver finds it; taken back if nobody came.
            let me = rt::current();
            self.queue(|queue| queue.push_back((me, value)));
            return match rt::announce(Op::on(op, tail, at)) {
                1 => Ok(()),
                _ => Err(TrySendError::Disconnected(self.take_from(me))),
            };
        }
        match rt::announce(Op::on(op, tail, at)) {
            1 => {
                self.queue(|queue| queue.push_back((rt::current(), value)));
                Ok(())
            }
            0 => Err(TrySendError::Full(value)),
            _ => Err(TrySendError::Disconnected(value)),
        }
    }
}

/// As the real one.
#[must_use]
pub fn channel<T>() -> (Sender<T>, Receiver<T>) {
    let channel = Channel::new(None);
    (Sender(channel.clone()), Receiver(channel))
}

/// As the real one. `try_send` on a bound of 0 is refused.
#[must_use]
pub fn sync_channel<T>(bound: usize) -> (SyncSender<T>, Receiver<T>) {
    let channel = Channel::new(Some(bound));
    (SyncSender(channel.clone()), Receiver(channel))
}

/// As `std::sync::mpsc::Sender`.
pub struct Sender<T>(Arc<Channel<T>>);

/// As `std::sync::mpsc::SyncSender`.
pub struct SyncSender<T>(Arc<Channel<T>>);

impl<T> SyncSender<T> {
    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the channel is full, or nobody receives.
    #[track_caller]
    pub fn try_send(&self, value: T) -> Result<(), TrySendError<T>> {
        self.0.send(ChannelOp::TrySend, value, Location::caller())
    }
}

macro_rules! sender {
    ($($name:ident)*) => { $(
        impl<T> $name<T> {
            /// As the real one.
            ///
            /// # Errors
            ///
            /// If nobody receives any more.
            #[track_caller]
            pub fn send(&self, value: T) -> Result<(), SendError<T>> {
                let send = ChannelOp::Send { bounded: self.0.bound.is_some() };
                match self.0.send(send, value, Location::caller()) {
                    Ok(()) => Ok(()),
                    Err(TrySendError::Full(value) | TrySendError::Disconnected(value)) => Err(SendError(value)),
                }
            }
        }

        impl<T> Clone for $name<T> {
            fn clone(&self) -> Self {
                rt::clone_sender(self.0.tail());
                $name(self.0.clone())
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), " { .. }"))
            }
        }

        impl<T> Drop for $name<T> {
            fn drop(&mut self) {
                rt::announce(Op::on(ChannelOp::DropSender, self.0.tail(), Location::caller()));
            }
        }

        impl<T> UnwindSafe for $name<T> {}
        impl<T> RefUnwindSafe for $name<T> {}
    )* };
}
sender!(Sender SyncSender);

/// As `std::sync::mpsc::Receiver`.
pub struct Receiver<T>(Arc<Channel<T>>);

impl<T> UnwindSafe for Receiver<T> {}
impl<T> RefUnwindSafe for Receiver<T> {}

// SAFETY: as for the real one, which is Send and not Sync.
unsafe impl<T: Send> Send for Receiver<T> {}

impl<T> Receiver<T> {
    /// `answer` says that there is one, and on a rendezvous channel whose.
    fn take(&self, answer: u32) -> T {
        match answer.checked_sub(FROM) {
            Some(sender) => self.0.take_from(sender as usize),
            None => self.0.queue(VecDeque::pop_front).expect("the world counted a message").1,
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If the channel is empty and no sender is left.
    #[track_caller]
    pub fn recv(&self) -> Result<T, RecvError> {
        match rt::announce(Op::on(ChannelOp::Recv { timed: false }, self.0.tail(), Location::caller())) {
            2 => Err(RecvError),
            answer => Ok(self.take(answer)),
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there is nothing to receive.
    #[track_caller]
    pub fn try_recv(&self) -> Result<T, TryRecvError> {
        match rt::announce(Op::on(ChannelOp::TryRecv, self.0.tail(), Location::caller())) {
            0 => Err(TryRecvError::Empty),
            2 => Err(TryRecvError::Disconnected),
            answer => Ok(self.take(answer)),
        }
    }

    /// As the real one, on the virtual clock.
    ///
    /// # Errors
    ///
    /// If nothing came in time, or no sender is left.
    #[track_caller]
    pub fn recv_timeout(&self, timeout: Duration) -> Result<T, RecvTimeoutError> {
        let recv = Op::on(ChannelOp::Recv { timed: true }, self.0.tail(), Location::caller());
        match rt::announce_timed(timeout, recv) {
            0 => Err(RecvTimeoutError::Timeout),
            2 => Err(RecvTimeoutError::Disconnected),
            answer => Ok(self.take(answer)),
        }
    }

    /// As the real one.
    pub fn iter(&self) -> Iter<'_, T> {
        Iter(self)
    }

    /// As the real one.
    pub fn try_iter(&self) -> TryIter<'_, T> {
        TryIter(self)
    }
}

impl<T> fmt::Debug for Receiver<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Receiver { .. }")
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        rt::announce(Op::on(ChannelOp::DropReceiver, self.0.tail(), Location::caller()));
        // A rendezvous sender takes its own message back.
        if self.0.bound != Some(0) {
            let unread = self.0.queue(::std::mem::take);
            drop(unread);
        }
    }
}

/// As `std::sync::mpsc::Iter`.
#[derive(Debug)]
pub struct Iter<'a, T>(&'a Receiver<T>);

/// As `std::sync::mpsc::TryIter`.
#[derive(Debug)]
pub struct TryIter<'a, T>(&'a Receiver<T>);

/// As `std::sync::mpsc::IntoIter`.
#[derive(Debug)]
pub struct IntoIter<T>(Receiver<T>);

impl<T> Iterator for Iter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<T> Iterator for TryIter<'_, T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.0.try_recv().ok()
    }
}

impl<T> Iterator for IntoIter<T> {
    type Item = T;

    #[track_caller]
    fn next(&mut self) -> Option<T> {
        self.0.recv().ok()
    }
}

impl<'a, T> IntoIterator for &'a Receiver<T> {
    type Item = T;
    type IntoIter = Iter<'a, T>;

    fn into_iter(self) -> Iter<'a, T> {
        Iter(self)
    }
}

impl<T> IntoIterator for Receiver<T> {
    type Item = T;
    type IntoIter = IntoIter<T>;

    fn into_iter(self) -> IntoIter<T> {
        IntoIter(self)
    }
}
