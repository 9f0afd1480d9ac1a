//! `LocalSet`: its tasks run only while somebody drives the set.

use super::JoinHandle;
use lab::{rt, tasks};
use std::cell::RefCell;
use std::future::Future;
use std::marker::PhantomData;
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

thread_local! {
    /// The sets whose `run_until` is being polled, innermost last, each with its schedule: one that is given up in the
    /// middle of a poll leaves its entry behind.
    static ENTERED: RefCell<Vec<(u32, usize)>> = const { RefCell::new(Vec::new()) };
}

/// As `tokio::task::LocalSet`.
#[derive(Debug)]
pub struct LocalSet {
    number: usize,
    not_send: PhantomData<*const ()>,
}

impl Default for LocalSet {
    fn default() -> Self {
        LocalSet::new()
    }
}

/// A set whose `run_until` is being polled, until this is dropped.
struct Entered;

impl Entered {
    fn new(set: usize) -> Entered {
        ENTERED.with_borrow_mut(|sets| sets.push((rt::epoch(), set)));
        Entered
    }
}

/// Driven at most until this is dropped.
struct Driving(usize);

impl Drop for Driving {
    fn drop(&mut self) {
        tasks::leave_set(self.0);
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        ENTERED.with_borrow_mut(Vec::pop);
    }
}

impl LocalSet {
    /// An empty set.
    #[must_use]
    pub fn new() -> LocalSet {
        LocalSet { number: tasks::new_set(), not_send: PhantomData }
    }

    /// As the real one.
    #[track_caller]
    pub fn spawn_local<F: Future + 'static>(&self, future: F) -> JoinHandle<F::Output>
    where
        F::Output: 'static,
    {
        JoinHandle(tasks::spawn(future, Location::caller(), Some(self.number)))
    }

    /// As the real one.
    pub async fn run_until<F: Future>(&self, future: F) -> F::Output {
        let _driving = Driving(self.number);
        let mut future = std::pin::pin!(future);
        std::future::poll_fn(|cx| {
            tasks::drive(self.number);
            let _entered = Entered::new(self.number);
            let polled = future.as_mut().poll(cx);
            if polled.is_pending() && tasks::poll_tasks_of(self.number, cx.waker()) {
                tasks::yields();
                cx.waker().wake_by_ref();
            }
            polled
        })
        .await
    }
}

/// Awaiting the set: until all its tasks have ended.
///
/// Who polls it by reference and then lets it be still drives it until its own next turn: nothing tells that it went.
impl Future for LocalSet {
    type Output = ();

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        tasks::drive(self.number);
        if tasks::poll_tasks_of(self.number, cx.waker()) {
            tasks::yields();
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        if tasks::set_is_done(self.number, cx.waker()) { Poll::Ready(()) } else { Poll::Pending }
    }
}

impl Drop for LocalSet {
    fn drop(&mut self) {
        tasks::drop_set(self.number);
    }
}

/// As the real one.
///
/// # Panics
///
/// Outside of a `LocalSet`.
#[track_caller]
pub fn spawn_local<F: Future + 'static>(future: F) -> JoinHandle<F::Output>
where
    F::Output: 'static,
{
    let entered =
        ENTERED.with_borrow(|sets| sets.last().filter(|(epoch, _)| *epoch == rt::epoch()).map(|(_, set)| *set));
    let set = entered.or_else(tasks::current_set).expect("`spawn_local` called from outside of a `task::LocalSet`");
    JoinHandle(tasks::spawn(future, Location::caller(), Some(set)))
}
