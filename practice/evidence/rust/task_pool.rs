//! A pool with one owner: a task that starts the jobs in its `JoinSet`, at most `at_once` of them, and tells each
//! submitter once how its job ended. Every order of its end is searched in `practice/evidence/tasks/task_pool.rs`.

use std::{collections::HashMap, future::Future, pin::Pin};
use tokio::{
    select,
    sync::{mpsc, oneshot},
    task::{Id, JoinError, JoinSet},
};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

/// How a job ended. `Stopped`: it never began.
#[derive(Debug, PartialEq, Eq)]
pub enum Told {
    Done,
    Failed(&'static str),
    Panicked,
    Stopped,
}

type Work = Pin<Box<dyn Future<Output = Result<(), &'static str>> + Send>>;

pub struct Job {
    work: Work,
    told: oneshot::Sender<Told>,
}

pub struct Pool {
    jobs: mpsc::Sender<Job>,
    stopping: CancellationToken,
    /// Any number of stops can wait for the owner with it. A `JoinHandle` is awaited by one.
    owner: TaskTracker,
    /// Dropping the pool asks it to stop as well.
    _asks: DropGuard,
}

impl Pool {
    pub fn start(at_once: usize, room: usize) -> Pool {
        Pool::owned_by(room, |queue, stopping| own(at_once, queue, stopping))
    }

    pub fn owned_by<F>(room: usize, own: impl FnOnce(mpsc::Receiver<Job>, CancellationToken) -> F) -> Pool
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (jobs, queue) = mpsc::channel(room);
        let (stopping, owner) = (CancellationToken::new(), TaskTracker::new());
        owner.spawn(own(queue, stopping.clone()));
        owner.close(); // no second owner: `wait` may end
        Pool { jobs, owner, _asks: stopping.clone().drop_guard(), stopping }
    }

    /// An answer to wait for, or `None` at once: the queue is full, or the pool takes no more jobs.
    pub fn submit<F>(&self, work: impl FnOnce(CancellationToken) -> F) -> Option<oneshot::Receiver<Told>>
    where
        F: Future<Output = Result<(), &'static str>> + Send + 'static,
    {
        let (told, answer) = oneshot::channel();
        let work = Box::pin(work(self.stopping.child_token()));
        self.jobs.try_send(Job { work, told }).ok()?;
        Some(answer)
    }

    pub fn ask_to_stop(&self) {
        self.stopping.cancel();
    }

    /// When it returns, no task of the pool is left. May be called twice, and at the same time.
    pub async fn stop(&self) {
        self.ask_to_stop();
        self.owner.wait().await;
    }
}

pub async fn own(at_once: usize, mut queue: mpsc::Receiver<Job>, stopping: CancellationToken) {
    let mut running = JoinSet::new();
    let mut asked = HashMap::new();
    loop {
        // `recv` and `join_next` are cancel safe: a branch that loses has taken nothing.
        select! {
            biased; // the stop first: after it nothing begins
            () = stopping.cancelled() => break,
            Some(ended) = running.join_next_with_id() => tell(&mut asked, ended),
            Some(job) = queue.recv(), if running.len() < at_once => {
                asked.insert(running.spawn(job.work).id(), job.told);
            }
        }
    }
    queue.close(); // from here on `submit` says no; what it has taken is still in there
    while let Some(job) = queue.recv().await {
        let _ = job.told.send(Told::Stopped);
    }
    // A job that does not look at its token keeps us here. `abort_all` would end it at its next await.
    while let Some(ended) = running.join_next_with_id().await {
        tell(&mut asked, ended);
    }
}

type Ended = Result<(Id, Result<(), &'static str>), JoinError>;

/// A panic comes out of the set as an error. It names the task, and nothing else knows whose job that was.
fn tell(asked: &mut HashMap<Id, oneshot::Sender<Told>>, ended: Ended) {
    let (id, how) = match ended {
        Ok((id, Ok(()))) => (id, Told::Done),
        Ok((id, Err(why))) => (id, Told::Failed(why)),
        Err(error) => (error.id(), Told::Panicked), // no code aborts a job here
    };
    if let Some(told) = asked.remove(&id) {
        let _ = told.send(how); // the submitter may be gone
    }
}

pub fn main() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    runtime.block_on(async {
        let pool = Pool::start(1, 3);
        let (begins, has_begun) = oneshot::channel();
        let waits = pool.submit(|stopping| async move {
            begins.send(()).unwrap();
            stopping.cancelled().await;
            Err("was asked to stop")
        });
        has_begun.await.unwrap();
        let queued = pool.submit(|_| async { Ok(()) });
        pool.stop().await;
        pool.stop().await;
        println!("running at the stop: {:?}", waits.unwrap().await.unwrap());
        println!("queued at the stop: {:?}", queued.unwrap().await.unwrap());
        println!("after the stop: {:?}", pool.submit(|_| async { Ok(()) }));

        let pool = Pool::start(2, 2);
        let bad = pool.submit(|_| async { panic!("no such mount") });
        println!("a panic: {:?}", bad.unwrap().await.unwrap());
        let good = pool.submit(|_| async { Ok(()) });
        println!("the pool lives on: {:?}", good.unwrap().await.unwrap());
        pool.stop().await;
    });
}
