//! `Semaphore`: the real one, with a step before each operation.

use super::step::{At, Held, Stepped, change, look};
use lab::rt;
use lab::tasks::{Id, Shared};
use std::fmt;
use std::future::Future;
use std::panic::Location;
use std::sync::Arc;
use tokio::sync::{AcquireError, TryAcquireError};

/// As `tokio::sync::Semaphore`, without what blocks the thread.
pub struct Semaphore {
    shared: Shared,
    real: tokio::sync::Semaphore,
}

impl fmt::Debug for Semaphore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.real.fmt(f)
    }
}

/// As the real one.
#[must_use]
#[derive(Debug)]
pub struct SemaphorePermit<'a> {
    semaphore: &'a Semaphore,
    real: Held<tokio::sync::SemaphorePermit<'a>>,
}

/// As the real one.
#[must_use]
#[derive(Debug)]
pub struct OwnedSemaphorePermit {
    // Dropped before the semaphore that it borrows.
    permit: SemaphorePermit<'static>,
    semaphore: Arc<Semaphore>,
}

const TAKEN: &str = concat!("takes a permit of ", "\u{1}");
const GIVEN: &str = concat!("gives back its permit of ", "\u{1}");

impl Semaphore {
    /// As the real one.
    pub const MAX_PERMITS: usize = tokio::sync::Semaphore::MAX_PERMITS;

    /// As the real one.
    pub fn new(permits: usize) -> Semaphore {
        Semaphore { shared: Shared::new("Semaphore"), real: tokio::sync::Semaphore::new(permits) }
    }

    /// As the real one.
    pub const fn const_new(permits: usize) -> Semaphore {
        Semaphore { shared: Shared::later("Semaphore"), real: tokio::sync::Semaphore::const_new(permits) }
    }

    /// For a type that is made of one.
    pub(super) fn id(&self) -> Id {
        self.shared.id()
    }

    pub(super) fn real(&self) -> &tokio::sync::Semaphore {
        &self.real
    }

    pub(super) async fn acquire_at(&self, at: At) -> Result<SemaphorePermit<'_>, AcquireError> {
        let real = Stepped::changing(self.shared.id(), at, "", self.real.acquire()).await?;
        Ok(self.permit(at, real))
    }

    fn permit<'a>(&'a self, at: At, real: tokio::sync::SemaphorePermit<'a>) -> SemaphorePermit<'a> {
        SemaphorePermit { semaphore: self, real: Held::new(self.shared.id(), at, GIVEN, real) }
    }

    /// As the real one.
    #[track_caller]
    pub fn available_permits(&self) -> usize {
        look(self.shared.id(), Location::caller(), || self.real.available_permits())
    }

    /// As the real one.
    #[track_caller]
    pub fn add_permits(&self, n: usize) {
        change(self.shared.id(), Location::caller(), "adds permits to \u{1}", || self.real.add_permits(n));
    }

    /// As the real one.
    #[track_caller]
    pub fn forget_permits(&self, n: usize) -> usize {
        change(self.shared.id(), Location::caller(), "takes permits out of \u{1}", || self.real.forget_permits(n))
    }

    /// As the real one.
    #[track_caller]
    pub fn close(&self) {
        change(self.shared.id(), Location::caller(), "closes \u{1}", || self.real.close());
    }

    /// As the real one.
    #[track_caller]
    pub fn is_closed(&self) -> bool {
        look(self.shared.id(), Location::caller(), || self.real.is_closed())
    }

    /// As the real one.
    #[track_caller]
    pub fn acquire(&self) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        let at = Location::caller();
        let real = Stepped::changing(self.shared.id(), at, TAKEN, self.real.acquire());
        async move { real.await.map(|real| self.permit(at, real)) }
    }

    /// As the real one.
    #[track_caller]
    pub fn acquire_many(&self, n: u32) -> impl Future<Output = Result<SemaphorePermit<'_>, AcquireError>> {
        let at = Location::caller();
        let real = Stepped::changing(self.shared.id(), at, TAKEN, self.real.acquire_many(n));
        async move { real.await.map(|real| self.permit(at, real)) }
    }

    /// As the real one.
    #[track_caller]
    pub fn acquire_owned(self: Arc<Self>) -> impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>> {
        self.acquire_many_owned(1)
    }

    /// As the real one.
    #[track_caller]
    pub fn acquire_many_owned(
        self: Arc<Self>,
        n: u32,
    ) -> impl Future<Output = Result<OwnedSemaphorePermit, AcquireError>> {
        let at = Location::caller();
        async move {
            let real = Stepped::changing(self.shared.id(), at, TAKEN, self.real.acquire_many(n)).await?;
            Ok(OwnedSemaphorePermit::new(&self, self.permit(at, real)))
        }
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there is none, or it is closed.
    #[track_caller]
    pub fn try_acquire(&self) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        self.try_acquire_many(1)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there are not so many, or it is closed.
    #[track_caller]
    pub fn try_acquire_many(&self, n: u32) -> Result<SemaphorePermit<'_>, TryAcquireError> {
        let (id, at) = (self.shared.id(), Location::caller());
        let step = id.asks(at);
        let real = rt::inside(|| self.real.try_acquire_many(n))?;
        id.has_changed();
        step.told_as(TAKEN);
        Ok(self.permit(at, real))
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there is none, or it is closed.
    #[track_caller]
    pub fn try_acquire_owned(self: Arc<Self>) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        self.try_acquire_many_owned(1)
    }

    /// As the real one.
    ///
    /// # Errors
    ///
    /// If there are not so many, or it is closed.
    #[track_caller]
    pub fn try_acquire_many_owned(self: Arc<Self>, n: u32) -> Result<OwnedSemaphorePermit, TryAcquireError> {
        self.try_acquire_many(n).map(|permit| OwnedSemaphorePermit::new(&self, permit))
    }
}

impl<'a> SemaphorePermit<'a> {
    /// Where nobody can see it.
    pub(super) fn forget_unseen(self) {
        self.real.take().forget();
    }

    /// As the real one.
    #[track_caller]
    pub fn forget(self) {
        let (id, at) = (self.real.id(), Location::caller());
        let real = self.real.take();
        change(id, at, "", || real.forget());
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If they are of two semaphores.
    pub fn merge(&mut self, other: Self) {
        assert!(std::ptr::eq(self.semaphore, other.semaphore), "merging permits from different semaphore instances");
        self.real.merge(other.real.take());
    }

    /// As the real one.
    pub fn split(&mut self, n: usize) -> Option<Self> {
        let real = self.real.split(n)?;
        Some(self.semaphore.permit(self.real.at(), real))
    }

    /// As the real one.
    pub fn semaphore(&self) -> &'a Semaphore {
        self.semaphore
    }

    /// As the real one.
    pub fn num_permits(&self) -> usize {
        self.real.num_permits()
    }
}

impl OwnedSemaphorePermit {
    fn new(semaphore: &Arc<Semaphore>, permit: SemaphorePermit<'_>) -> OwnedSemaphorePermit {
        // SAFETY: the permit borrows from what the `Arc` owns, and the `Arc` is dropped after the permit.
        let permit = unsafe { std::mem::transmute::<SemaphorePermit<'_>, SemaphorePermit<'static>>(permit) };
        OwnedSemaphorePermit { permit, semaphore: semaphore.clone() }
    }

    /// As the real one.
    #[track_caller]
    pub fn forget(self) {
        self.permit.forget();
    }

    /// As the real one.
    ///
    /// # Panics
    ///
    /// If they are of two semaphores.
    pub fn merge(&mut self, other: Self) {
        self.permit.merge(other.permit);
    }

    /// As the real one.
    pub fn split(&mut self, n: usize) -> Option<Self> {
        self.permit.split(n).map(|permit| OwnedSemaphorePermit::new(&self.semaphore, permit))
    }

    /// As the real one.
    pub fn semaphore(&self) -> &Arc<Semaphore> {
        &self.semaphore
    }

    /// As the real one.
    pub fn num_permits(&self) -> usize {
        self.permit.num_permits()
    }
}
