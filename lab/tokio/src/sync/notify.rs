//! `Notify`: the real one, with a step before each operation.

use super::step::{At, Stepped, change, look};
use lab::tasks::Shared;
use pin_project_lite::pin_project;
use std::future::Future;
use std::panic::{Location, RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

/// As `tokio::sync::Notify`.
#[derive(Debug)]
pub struct Notify {
    shared: Shared,
    real: tokio::sync::Notify,
}

impl UnwindSafe for Notify {}
impl RefUnwindSafe for Notify {}

impl Default for Notify {
    fn default() -> Self {
        Notify::new()
    }
}

pin_project! {
    /// As the real one.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Notified<'a> {
        #[pin]
        real: Stepped<tokio::sync::futures::Notified<'a>>,
    }
}

pin_project! {
    /// As the real one.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct OwnedNotified {
        // Dropped before what it borrows.
        #[pin]
        notified: Notified<'static>,
        notify: Arc<Notify>,
    }
}

impl Notify {
    /// As the real one.
    pub fn new() -> Notify {
        Notify { shared: Shared::new("Notify"), real: tokio::sync::Notify::new() }
    }

    /// As the real one.
    pub const fn const_new() -> Notify {
        Notify { shared: Shared::later("Notify"), real: tokio::sync::Notify::const_new() }
    }

    fn notified_at(&self, at: At) -> Notified<'_> {
        let id = self.shared.id();
        // It counts `notify_waiters` from now on.
        let real = look(id, at, || self.real.notified());
        Notified { real: Stepped::changing(id, at, "", real) }
    }

    /// As the real one.
    #[track_caller]
    pub fn notified(&self) -> Notified<'_> {
        self.notified_at(Location::caller())
    }

    /// As the real one.
    #[track_caller]
    pub fn notified_owned(self: Arc<Self>) -> OwnedNotified {
        let notified = self.notified_at(Location::caller());
        // SAFETY: it borrows from what the `Arc` owns, and the `Arc` is dropped after it.
        let notified = unsafe { std::mem::transmute::<Notified<'_>, Notified<'static>>(notified) };
        OwnedNotified { notified, notify: self }
    }

    /// As the real one.
    #[track_caller]
    pub fn notify_one(&self) {
        change(self.shared.id(), Location::caller(), "notifies one of \u{1}", || self.real.notify_one());
    }

    /// As the real one.
    #[track_caller]
    pub fn notify_last(&self) {
        change(self.shared.id(), Location::caller(), "notifies the last of \u{1}", || self.real.notify_last());
    }

    /// As the real one.
    #[track_caller]
    pub fn notify_waiters(&self) {
        change(self.shared.id(), Location::caller(), "notifies those who wait for \u{1}", || {
            self.real.notify_waiters()
        });
    }
}

impl Notified<'_> {
    /// As the real one.
    pub fn enable(self: Pin<&mut Self>) -> bool {
        self.project().real.queue().enable()
    }
}

impl OwnedNotified {
    /// As the real one.
    pub fn enable(self: Pin<&mut Self>) -> bool {
        self.project().notified.enable()
    }
}

impl Future for Notified<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().real.poll(cx)
    }
}

impl Future for OwnedNotified {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.project().notified.poll(cx)
    }
}
