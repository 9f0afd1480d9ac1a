//! Runs a program, as ordinary code on `tokio`: every value a task reads belongs to the outcome.

use crate::program::Do;
use lab::explore::{breathe, say};
use std::fmt::{Debug, Display};
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::time::Duration;
use tokio::sync::{Barrier, Mutex, Notify, OnceCell, RwLock, Semaphore, SetOnce, broadcast, mpsc, oneshot, watch};
use tokio::task::{AbortHandle, JoinHandle, LocalSet};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

struct Shared {
    mutexes: [Mutex<u32>; 2],
    std_mutexes: [std::sync::Mutex<u32>; 2],
    atomics: [AtomicU32; 2],
    rwlock: RwLock<u32>,
    semaphore: Semaphore,
    notify: Notify,
    token: CancellationToken,
    queue: (mpsc::Sender<u32>, Mutex<mpsc::Receiver<u32>>),
    seen: watch::Sender<u32>,
    heard: broadcast::Sender<u32>,
    barrier: Barrier,
    once: OnceCell<u32>,
    set_once: SetOnce<u32>,
    tracker: TaskTracker,
    plain: [lab::Plain<Vec<u32>>; 2],
    handles: lab::Plain<Vec<Option<AbortHandle>>>,
    joins: lab::Plain<Vec<Option<JoinHandle<()>>>>,
}

/// A task, with what is its own.
struct Me {
    number: usize,
    shared: Arc<Shared>,
    answer: std::cell::RefCell<Option<oneshot::Sender<u32>>>,
    asked: std::cell::RefCell<Option<oneshot::Receiver<u32>>>,
    seen: Mutex<watch::Receiver<u32>>,
    heard: Mutex<broadcast::Receiver<u32>>,
}

// SAFETY: a task uses what is its own, and all of them are coroutines of one OS thread.
unsafe impl Sync for Me {}

/// A value belongs to the outcome, by who has seen it.
fn say_as(who: impl Display, value: impl Display) {
    say(&format!("{who}={value}"));
}

struct Stores<'a>(&'a AtomicU32, u32);

impl Drop for Stores<'_> {
    fn drop(&mut self) {
        self.0.store(self.1, SeqCst);
    }
}

type Step<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

impl Me {
    fn log(&self, value: impl Display) {
        say_as(self.number, value);
    }

    fn told(&self, value: impl Debug) {
        say_as(self.number, format!("{value:?}").replace([' ', '=', '[', ']'], "_"));
    }

    fn new(
        number: usize,
        shared: &Arc<Shared>,
        answer: Option<oneshot::Sender<u32>>,
        asked: Option<oneshot::Receiver<u32>>,
    ) -> Me {
        Me {
            number,
            seen: Mutex::new(shared.seen.subscribe()),
            heard: Mutex::new(shared.heard.subscribe()),
            shared: shared.clone(),
            answer: answer.into(),
            asked: asked.into(),
        }
    }

    fn run<'a>(&'a self, block: &'a [Do]) -> Step<'a> {
        Box::pin(async move {
            for instruction in block {
                breathe();
                self.step(instruction).await;
            }
        })
    }

    fn at_once(&self, block: &[Do]) {
        for instruction in block {
            match instruction {
                Do::Load(a) => self.log(self.shared.atomics[*a].load(SeqCst)),
                Do::Store(a, value) => self.shared.atomics[*a].store(*value, SeqCst),
                Do::StdLock(m, block) => {
                    let mut guard = self.shared.std_mutexes[*m].lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                    *guard = *guard * 3 + self.number as u32;
                    self.at_once(block);
                }
                _ => {}
            }
        }
    }

    fn step<'a>(&'a self, instruction: &'a Do) -> Step<'a> {
        Box::pin(self.one(instruction))
    }

    async fn one(&self, instruction: &Do) {
        let shared = &*self.shared;
        let ms = Duration::from_millis;
        match instruction {
            Do::Lock(m, block) => {
                let mut guard = shared.mutexes[*m].lock().await;
                *guard = *guard * 3 + self.number as u32;
                self.run(block).await;
            }
            Do::TryLock(m) => self.log(shared.mutexes[*m].try_lock().map(|mut value| *value += 1).is_ok()),
            Do::StdLock(..) => self.at_once(std::slice::from_ref(instruction)),
            Do::Read(block) => {
                let guard = shared.rwlock.read().await;
                self.log(*guard);
                self.run(block).await;
            }
            Do::Write(block) => {
                let mut guard = shared.rwlock.write().await;
                *guard += 1;
                self.run(block).await;
            }
            Do::Acquire(block) => {
                let permit = shared.semaphore.acquire().await;
                self.log(permit.is_ok());
                self.run(block).await;
            }
            Do::AddPermit => shared.semaphore.add_permits(1),
            Do::Close => shared.semaphore.close(),
            Do::Load(a) => self.log(shared.atomics[*a].load(SeqCst)),
            Do::Store(a, value) => shared.atomics[*a].store(*value, SeqCst),
            Do::Add(a) => self.log(shared.atomics[*a].fetch_add(1, SeqCst)),
            Do::Notified(block) => {
                let notified = shared.notify.notified();
                self.run(block).await;
                notified.await;
            }
            Do::NotifyOne => shared.notify.notify_one(),
            Do::NotifyWaiters => shared.notify.notify_waiters(),
            Do::Cancelled => shared.token.cancelled().await,
            Do::Cancel => shared.token.cancel(),
            Do::IsCancelled => self.log(shared.token.is_cancelled()),
            Do::Answer(value) => {
                let answer = self.answer.borrow_mut().take();
                if let Some(answer) = answer {
                    self.told(answer.send(*value));
                }
            }
            Do::Asked => {
                let asked = self.asked.borrow_mut().take();
                if let Some(asked) = asked {
                    self.told(asked.await);
                }
            }
            Do::Send(value) => self.log(shared.queue.0.send(*value).await.is_ok()),
            Do::TrySend(value) => self.log(shared.queue.0.try_send(*value).is_ok()),
            Do::Recv => {
                let mut queue = shared.queue.1.lock().await;
                self.told(queue.recv().await);
            }
            Do::TryRecv => {
                if let Ok(mut queue) = shared.queue.1.try_lock() {
                    self.told(queue.try_recv());
                }
            }
            Do::WatchSend(value) => self.told(shared.seen.send(*value)),
            Do::WatchBorrow => self.log(*shared.seen.borrow()),
            Do::Changed => {
                let mut seen = self.seen.lock().await;
                self.told(seen.changed().await.map(|()| *seen.borrow_and_update()));
            }
            Do::Broadcast(value) => self.told(shared.heard.send(*value)),
            Do::Hear => self.told(self.heard.lock().await.recv().await),
            Do::Barrier => self.log(shared.barrier.wait().await.is_leader()),
            Do::Once(value) => self.log(shared.once.get_or_init(|| async { *value }).await),
            Do::SetOnce(value) => self.log(shared.set_once.set(*value).is_ok()),
            Do::WaitOnce => self.log(shared.set_once.wait().await),
            Do::Abort(task) => {
                let handle = shared.handles.with(|handles| handles.get(*task).cloned().flatten());
                if let Some(handle) = handle {
                    handle.abort();
                }
            }
            Do::IsFinished(task) => {
                let handle = shared.handles.with(|handles| handles.get(*task).cloned().flatten());
                self.log(handle.is_some_and(|handle| handle.is_finished()));
            }
            Do::Join(task) => {
                let handle = shared.joins.with(|joins| joins.get_mut(*task).and_then(Option::take));
                if let Some(handle) = handle {
                    self.log(handle.await.is_ok());
                }
            }
            Do::Alive => self.log(lab::tasks::alive().len()),
            Do::Yield => tokio::task::yield_now().await,
            Do::Sleep(time) => tokio::time::sleep(ms(*time)).await,
            Do::Timeout(time, what) => {
                self.log(if tokio::time::timeout(ms(*time), self.step(what)).await.is_ok() {
                    "in-time"
                } else {
                    "late"
                });
            }
            Do::Select(one, two) => {
                let (mut one, mut two) = (self.step(one), self.step(two));
                let first = tokio::select! {
                    () = &mut one => 1,
                    () = &mut two => 2,
                };
                drop(one);
                drop(two);
                self.log(first);
            }
            Do::Plain(i, value) => self.log(shared.plain[*i].with(|list| {
                list.push(*value * 10 + self.number as u32);
                list.len()
            })),
            Do::Look(i) => self.log(shared.plain[*i].with(|list| list.len())),
            Do::Spawn(block) => {
                let (me, block) = (Me::new(self.number + 10, &self.shared, None, None), block.clone());
                let handle = tokio::spawn(async move { me.run(&block).await });
                shared.handles.with(|handles| handles.push(Some(handle.abort_handle())));
                shared.joins.with(|joins| joins.push(Some(handle)));
            }
            Do::Track(block) => {
                let (me, block) = (Me::new(self.number + 20, &self.shared, None, None), block.clone());
                shared.tracker.spawn(async move { me.run(&block).await });
            }
            Do::TrackerWait => {
                shared.tracker.close();
                shared.tracker.wait().await;
            }
            Do::Panic => panic!("on purpose"),
            Do::Unwind(value) => {
                let caught = catch_unwind(AssertUnwindSafe(|| {
                    let _last = Stores(&shared.atomics[0], *value);
                    panic!("caught");
                }));
                self.log(caught.is_err());
            }
            Do::Choose => self.log(lab::choose("anybody", &["a", "b"])),
        }
    }
}

/// Run `program` as the property of a contract.
pub(crate) fn run(program: &Arc<Vec<Vec<Do>>>, in_a_set: bool) {
    let program = program.clone();
    lab::tasks::run(async move {
        let (to, from) = mpsc::channel(1);
        let shared = Arc::new(Shared {
            mutexes: [Mutex::new(0), Mutex::new(0)],
            std_mutexes: [std::sync::Mutex::new(0), std::sync::Mutex::new(0)],
            atomics: [AtomicU32::new(0), AtomicU32::new(0)],
            rwlock: RwLock::new(0),
            semaphore: Semaphore::new(1),
            notify: Notify::new(),
            token: CancellationToken::new(),
            queue: (to, Mutex::new(from)),
            seen: watch::channel(0).0,
            heard: broadcast::channel(2).0,
            barrier: Barrier::new(2),
            once: OnceCell::new(),
            set_once: SetOnce::new(),
            tracker: TaskTracker::new(),
            plain: [lab::Plain::new(Vec::new()), lab::Plain::new(Vec::new())],
            handles: lab::Plain::new(Vec::new()),
            joins: lab::Plain::new(Vec::new()),
        });
        let n = program.len();
        let (mut answers, mut asked): (Vec<_>, Vec<_>) =
            (0..n).map(|_| oneshot::channel()).map(|(a, b)| (Some(a), Some(b))).unzip();
        asked.rotate_left(1);
        let mut handles = Vec::new();
        let set = in_a_set.then(LocalSet::new);
        for t in 0..n {
            let me = Me::new(t, &shared, answers[t].take(), asked[t].take());
            let program = program.clone();
            let task = async move { me.run(&program[t]).await };
            let handle = match &set {
                Some(set) if t > 0 => set.spawn_local(task),
                _ => tokio::spawn(task),
            };
            shared.handles.with(|handles| handles.push(Some(handle.abort_handle())));
            handles.push(handle);
        }
        let joined = async {
            for handle in handles {
                say_as(
                    "c",
                    match handle.await {
                        Ok(()) => "done",
                        Err(error) if error.is_panic() => "panicked",
                        Err(_) => "aborted",
                    },
                );
            }
        };
        match &set {
            Some(set) => set.run_until(joined).await,
            None => joined.await,
        }
        // Who waits for ever is told by the end; what is held then cannot be asked for.
        let value = |lock: &Mutex<u32>| lock.try_lock().map_or(99, |value| *value);
        let std_value = |m: usize| *shared.std_mutexes[m].lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        say_as(
            "c",
            format!(
                "{}-{}-{}-{}-{}-{}",
                value(&shared.mutexes[0]),
                value(&shared.mutexes[1]),
                std_value(0),
                std_value(1),
                shared.atomics[0].load(SeqCst),
                shared.atomics[1].load(SeqCst)
            ),
        );
        for plain in &shared.plain {
            say_as("c", format!("{:?}", plain.with(|list| list.clone())).replace([' ', '[', ']'], "_"));
        }
    });
}
