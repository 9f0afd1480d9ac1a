//! `mpsc`: the real one, with a step before each operation. All of them change the channel but those that look at it.
//! How many senders there are is an object of its own: to clone one is seen by nobody but who counts them.

mod bounded;
mod permit;
mod unbounded;

pub use bounded::{Receiver, Sender, WeakSender, channel};
pub use permit::{OwnedPermit, Permit, PermitIterator};
pub use tokio::sync::mpsc::error;
pub use unbounded::{UnboundedReceiver, UnboundedSender, WeakUnboundedSender, unbounded_channel};

const SENT: &str = "sends to \u{1}";
const RECEIVED: &str = "receives from \u{1}";

/// What both kinds of receivers have.
macro_rules! receiver {
    ($name:ident) => {
        impl<T> $name<T> {
            /// As the real one.
            #[track_caller]
            pub fn recv(&mut self) -> impl Future<Output = Option<T>> {
                let id = self.real.id();
                Stepped::changing(id, Location::caller(), RECEIVED, self.real.recv()).queueing_nothing()
            }

            /// As the real one.
            #[track_caller]
            pub fn recv_many(&mut self, buffer: &mut Vec<T>, limit: usize) -> impl Future<Output = usize> {
                let id = self.real.id();
                Stepped::changing(id, Location::caller(), RECEIVED, self.real.recv_many(buffer, limit))
                    .queueing_nothing()
            }

            /// As the real one.
            ///
            /// # Errors
            ///
            /// If nothing is there.
            #[track_caller]
            pub fn try_recv(&mut self) -> Result<T, error::TryRecvError> {
                let id = self.real.id();
                let step = id.asks(Location::caller());
                let received = rt::inside(|| self.real.try_recv());
                if received.is_ok() {
                    id.has_changed();
                    step.told_as(RECEIVED);
                }
                received
            }

            /// As the real one.
            #[track_caller]
            pub fn close(&mut self) {
                change(self.real.id(), Location::caller(), "closes \u{1}", || self.real.close());
            }

            /// As the real one.
            #[track_caller]
            pub fn is_closed(&self) -> bool {
                look(self.real.id(), Location::caller(), || self.real.is_closed())
            }

            /// As the real one.
            #[track_caller]
            pub fn is_empty(&self) -> bool {
                look(self.real.id(), Location::caller(), || self.real.is_empty())
            }

            /// As the real one.
            #[track_caller]
            pub fn len(&self) -> usize {
                look(self.real.id(), Location::caller(), || self.real.len())
            }

            /// As the real one.
            #[track_caller]
            pub fn poll_recv(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
                let id = self.real.id();
                id.asks(Location::caller()).unsaid();
                let polled = rt::inside(|| self.real.poll_recv(cx));
                if polled.is_ready() {
                    id.has_changed();
                }
                polled
            }

            /// As the real one.
            #[track_caller]
            pub fn poll_recv_many(&mut self, cx: &mut Context<'_>, buffer: &mut Vec<T>, limit: usize) -> Poll<usize> {
                let id = self.real.id();
                id.asks(Location::caller()).unsaid();
                let polled = rt::inside(|| self.real.poll_recv_many(cx, buffer, limit));
                if polled.is_ready() {
                    id.has_changed();
                }
                polled
            }

            /// As the real one.
            #[track_caller]
            pub fn sender_strong_count(&self) -> usize {
                self.counts.writes(Location::caller()).unsaid();
                self.real.sender_strong_count()
            }

            /// As the real one.
            #[track_caller]
            pub fn sender_weak_count(&self) -> usize {
                self.counts.writes(Location::caller()).unsaid();
                self.real.sender_weak_count()
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (*self.real).fmt(f)
            }
        }
    };
}
use receiver;

/// What both kinds of senders have, and their weak ones.
macro_rules! sender {
    ($name:ident, $weak:ident) => {
        impl<T> $name<T> {
            /// As the real one.
            #[track_caller]
            pub fn closed(&self) -> impl Future<Output = ()> {
                Stepped::changing(self.real.id(), Location::caller(), "", self.real.closed()).queueing_nothing()
            }

            /// As the real one.
            #[track_caller]
            pub fn is_closed(&self) -> bool {
                look(self.real.id(), Location::caller(), || self.real.is_closed())
            }

            /// As the real one.
            pub fn same_channel(&self, other: &Self) -> bool {
                self.real.same_channel(&other.real)
            }

            /// As the real one.
            #[track_caller]
            pub fn downgrade(&self) -> $weak<T> {
                self.counts.counts(Location::caller());
                $weak { id: self.real.id(), counts: self.counts, real: self.real.downgrade() }
            }

            /// As the real one.
            #[track_caller]
            pub fn strong_count(&self) -> usize {
                self.counts.writes(Location::caller()).unsaid();
                self.real.strong_count()
            }

            /// As the real one.
            #[track_caller]
            pub fn weak_count(&self) -> usize {
                self.counts.writes(Location::caller()).unsaid();
                self.real.weak_count()
            }
        }

        impl<T> Clone for $name<T> {
            #[track_caller]
            fn clone(&self) -> Self {
                self.counts.counts(Location::caller());
                $name { real: Held::new(self.real.id(), self.real.at(), "", (*self.real).clone()), counts: self.counts }
            }
        }

        impl<T> Drop for $name<T> {
            fn drop(&mut self) {
                self.counts.counts(Location::caller());
            }
        }

        impl<T> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (*self.real).fmt(f)
            }
        }

        impl<T> $weak<T> {
            /// As the real one.
            #[track_caller]
            pub fn upgrade(&self) -> Option<$name<T>> {
                let at = Location::caller();
                self.id.writes(at).unsaid();
                self.counts.counts(at);
                let real = self.real.upgrade()?;
                Some($name { real: Held::new(self.id, at, "", real), counts: self.counts })
            }

            /// As the real one.
            #[track_caller]
            pub fn strong_count(&self) -> usize {
                self.counts.writes(Location::caller()).unsaid();
                self.real.strong_count()
            }

            /// As the real one.
            #[track_caller]
            pub fn weak_count(&self) -> usize {
                self.counts.writes(Location::caller()).unsaid();
                self.real.weak_count()
            }
        }

        impl<T> Clone for $weak<T> {
            #[track_caller]
            fn clone(&self) -> Self {
                self.counts.counts(Location::caller());
                $weak { id: self.id, counts: self.counts, real: self.real.clone() }
            }
        }

        impl<T> Drop for $weak<T> {
            fn drop(&mut self) {
                self.counts.counts(Location::caller());
            }
        }

        impl<T> fmt::Debug for $weak<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.real.fmt(f)
            }
        }
    };
}
use sender;
