//! The moves of a task, each made to happen: idle, scheduled, running, complete, and cancelled.

use std::{
    future::poll_fn,
    panic,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
        mpsc,
    },
    task::{Poll, Waker},
};
use tokio::{
    runtime::Builder,
    sync::mpsc::unbounded_channel,
    task::{AbortHandle, yield_now},
};

static POLLS: AtomicUsize = AtomicUsize::new(0);

fn said(what: &str, is_finished: bool) {
    println!("{what:<32} polled {}, finished: {is_finished}", POLLS.load(SeqCst));
}

pub fn main() {
    Builder::new_current_thread().build().unwrap().block_on(async {
        let (sends, wakers) = mpsc::channel::<Waker>();
        let task = tokio::spawn(poll_fn(move |cx| {
            sends.send(cx.waker().clone()).unwrap();
            match POLLS.fetch_add(1, SeqCst) {
                1 => cx.waker().wake_by_ref(), // woken while it runs: it goes to the queue once more
                3 => return Poll::Ready(()),
                _ => {}
            }
            Poll::Pending
        }));
        said("spawned: scheduled", task.is_finished());
        yield_now().await;
        said("its turn: running, then idle", task.is_finished());
        let waker = wakers.recv().unwrap();
        yield_now().await;
        said("a turn of the others: idle", task.is_finished());
        waker.wake_by_ref();
        waker.wake();
        said("woken twice: scheduled once", task.is_finished());
        yield_now().await;
        yield_now().await;
        said("woken in its poll: polled again", task.is_finished());
        wakers.try_iter().last().unwrap().wake();
        yield_now().await;
        said("ready: complete", task.is_finished());
        println!("joined: its value is there: {}", task.await.is_ok());

        let held = Arc::new(());
        let inside = held.clone();
        let task = tokio::spawn(async move {
            let _inside = inside;
            std::future::pending::<()>().await;
        });
        yield_now().await;
        task.abort();
        println!("aborted: what it owns is held {} times", Arc::strong_count(&held));
        yield_now().await;
        println!("dropped by the runtime: held {} time, {}", Arc::strong_count(&held), task.await.unwrap_err());

        let task = tokio::spawn(async { unreachable!("it is never polled") });
        task.abort();
        println!("aborted while scheduled: no poll, cancelled: {}", task.await.unwrap_err().is_cancelled());
        let (sends, handle) = mpsc::channel::<AbortHandle>();
        let (polls, polled) = mpsc::channel();
        let task = tokio::spawn(poll_fn(move |_| {
            handle.recv().unwrap().abort(); // by itself: so it is aborted while it runs
            polls.send("its poll went on to the end").unwrap();
            Poll::<()>::Pending
        }));
        sends.send(task.abort_handle()).unwrap();
        let cancelled = task.await.unwrap_err().is_cancelled();
        println!("aborted while it runs: {}, cancelled: {cancelled}", polled.recv().unwrap());
        panic::set_hook(Box::new(|_| {}));
        let error = tokio::spawn(async { panic!("the shim is gone") }).await.unwrap_err();
        drop(panic::take_hook());
        println!("panic: complete, and the join says so: {}", error.is_panic());
    });

    // A worker that is busy: what is spawned from outside waits in the common queue, the injection queue.
    let runtime = Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let (busy, is_busy) = mpsc::channel();
    let (free, is_free) = mpsc::channel::<()>();
    let blocks = runtime.spawn(async move {
        busy.send(()).unwrap();
        is_free.recv().unwrap_err();
    });
    is_busy.recv().unwrap();
    let three: Vec<_> = (0..3).map(|_| runtime.spawn(async {})).collect();
    println!("the only worker is blocked: {} in the common queue", runtime.metrics().global_queue_depth());
    drop(free);
    runtime.block_on(async {
        blocks.await.unwrap();
        for one in three {
            one.await.unwrap();
        }
    });
    println!("it goes on:                 {} in the common queue", runtime.metrics().global_queue_depth());

    // The budget: a task that is always ready gives way after so many messages.
    Builder::new_current_thread().build().unwrap().block_on(async {
        let (sends, mut receives) = unbounded_channel();
        (0..1000).for_each(|it| sends.send(it).unwrap());
        let count = Arc::new(AtomicUsize::new(0));
        let counts = count.clone();
        tokio::spawn(async move {
            while receives.recv().await.is_some() {
                counts.fetch_add(1, SeqCst);
            }
        });
        yield_now().await;
        println!("ready messages in one poll: {}", count.load(SeqCst));
    });
}
