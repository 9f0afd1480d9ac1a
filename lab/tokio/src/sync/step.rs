//! What comes before an operation on a real object of `tokio::sync`: a step, where tasks run in parallel, and nothing on a
//! runtime with one worker. The real call runs inside of that step.

use lab::rt;
use lab::tasks::Id;
use pin_project_lite::pin_project;
use std::future::Future;
use std::mem::ManuallyDrop;
use std::ops::{Deref, DerefMut};
use std::panic::Location;
use std::pin::Pin;
use std::task::{Context, Poll};

/// A place in the source.
pub type At = &'static Location<'static>;

/// A call that changes the object.
pub fn change<R>(id: Id, at: At, words: &str, call: impl FnOnce() -> R) -> R {
    let step = id.writes(at);
    if !words.is_empty() {
        step.told_as(words);
    }
    rt::inside(call)
}

/// A call that looks at the object.
pub fn look<R>(id: Id, at: At, call: impl FnOnce() -> R) -> R {
    id.reads(at).unsaid();
    rt::inside(call)
}

/// What changes the object when it is dropped: a guard, a permit, one end of a channel.
#[derive(Debug)]
pub struct Held<R> {
    id: Id,
    at: At,
    words: &'static str,
    real: ManuallyDrop<R>,
}

impl<R> Held<R> {
    /// `real` is an operation on the object `id` when it goes.
    pub fn new(id: Id, at: At, words: &'static str, real: R) -> Held<R> {
        Held { id, at, words, real: ManuallyDrop::new(real) }
    }

    pub fn id(&self) -> Id {
        self.id
    }

    pub fn at(&self) -> At {
        self.at
    }

    /// The real one, for a call that takes it.
    pub fn take(self) -> R {
        let mut this = ManuallyDrop::new(self);
        // SAFETY: `this` is not dropped, so nobody else takes or drops the real one.
        unsafe { ManuallyDrop::take(&mut this.real) }
    }
}

impl<R> Drop for Held<R> {
    fn drop(&mut self) {
        // SAFETY: it is dropped once, here; `take` does not come here.
        change(self.id, self.at, self.words, || unsafe { ManuallyDrop::drop(&mut self.real) });
    }
}

impl<F: Future + Unpin> Future for Held<F> {
    type Output = F::Output;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        Pin::new(&mut **self).poll(cx)
    }
}

impl<R> Deref for Held<R> {
    type Target = R;

    fn deref(&self) -> &R {
        &self.real
    }
}

impl<R> DerefMut for Held<R> {
    fn deref_mut(&mut self) -> &mut R {
        &mut self.real
    }
}

/// How the polls of a future touch its object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Touch {
    /// They only look, and leave nothing behind that others could see.
    Looks,
    /// They change something; giving up a pending one does not.
    Leaves,
    /// They queue, take, or change something; giving up a pending one does so, too.
    Changes,
}

/// The end of a future that has queued: that is seen by others.
#[derive(Debug)]
struct End {
    id: Id,
    at: At,
    queued: bool,
}

impl Drop for End {
    fn drop(&mut self) {
        if self.queued {
            self.id.writes(self.at).unsaid();
        }
    }
}

pin_project! {
    /// A real future: a step before each poll, and before its end where it has queued.
    #[derive(Debug)]
    #[must_use = "futures do nothing unless you `.await` or poll them"]
    pub struct Stepped<F> {
        // Dropped first: the step comes before what the real one does then.
        end: End,
        touch: Touch,
        words: &'static str,
        #[pin]
        future: F,
    }
}

impl<F> Stepped<F> {
    /// Its polls change the object; `words` tell the one that is ready.
    pub fn changing(id: Id, at: At, words: &'static str, future: F) -> Self {
        Stepped { end: End { id, at, queued: false }, touch: Touch::Changes, words, future }
    }

    /// To give up a pending one changes nothing that others could see.
    pub fn queueing_nothing(mut self) -> Self {
        self.touch = Touch::Leaves;
        self
    }

    /// Its polls look at the object; `words` tell the one that is ready.
    pub fn looking(id: Id, at: At, words: &'static str, future: F) -> Self {
        Stepped { end: End { id, at, queued: false }, touch: Touch::Looks, words, future }
    }

    /// The real one, after a step, for a call that may queue it.
    pub fn queue(self: Pin<&mut Self>) -> Pin<&mut F> {
        let this = self.project();
        this.end.id.asks(this.end.at).unsaid();
        this.end.queued = true;
        this.future
    }

    pub fn id(&self) -> Id {
        self.end.id
    }

    /// The real one.
    pub fn real(&self) -> &F {
        &self.future
    }

    /// The real one.
    pub fn real_mut(&mut self) -> &mut F {
        &mut self.future
    }
}

impl<F: Future> Future for Stepped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let step = match this.touch {
            Touch::Looks => this.end.id.reads(this.end.at),
            Touch::Leaves | Touch::Changes => this.end.id.asks(this.end.at),
        };
        let future = this.future;
        let polled = rt::inside(|| future.poll(cx));
        this.end.queued = polled.is_pending() && *this.touch == Touch::Changes;
        if polled.is_ready() {
            if *this.touch != Touch::Looks {
                this.end.id.has_changed();
            }
            if !this.words.is_empty() {
                step.told_as(this.words);
            }
        }
        polled
    }
}
