//! A pool with one worker, a client, and two threads that stop it at the same time. `stop` cancels, and then it joins.

use lab::{Kind, Plain, check};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

pub const RUNS: &[(&str, fn())] = &[
    ("stop joins: each job taken is reported once, and no worker is left", joins),
    ("stop leaves without a join", leaves),
    ("stop takes the handle and joins without the lock", takes_the_handle),
    ("submit looks first and sends later", looks_first),
];

#[derive(Debug, PartialEq)]
enum Told {
    Done,
    Stopped,
}

struct Job {
    told: Sender<Told>,
}

struct Pool {
    /// `None` once stopped. A submit sends under this lock, so no job slips in behind the stop.
    jobs: Mutex<Option<SyncSender<Job>>>,
    stopping: Arc<AtomicBool>,
    worker: Mutex<Option<JoinHandle<()>>>,
}

impl Pool {
    fn start(gone: Arc<Plain<bool>>) -> Pool {
        let (send, jobs) = sync_channel::<Job>(2);
        let stopping = Arc::new(AtomicBool::new(false));
        let theirs = stopping.clone();
        let work = move || {
            for job in jobs {
                let stopped = theirs.load(SeqCst);
                let _ = job.told.send(if stopped { Told::Stopped } else { Told::Done });
            }
            gone.with(|it| *it = true);
        };
        let worker = thread::Builder::new().name("worker".into()).spawn(work).unwrap();
        Pool { jobs: Mutex::new(Some(send)), stopping, worker: Mutex::new(Some(worker)) }
    }

    fn submit(&self) -> Option<Receiver<Told>> {
        let (told, answer) = channel();
        let jobs = self.jobs.lock().unwrap();
        jobs.as_ref()?.try_send(Job { told }).ok()?; // full: an error now, and no wait with the lock held
        Some(answer)
    }

    /// Releases the lock between the check and the send, so `stop` may come in between.
    fn submit_late(&self) -> Option<Receiver<Told>> {
        let (told, answer) = channel();
        let open = self.jobs.lock().unwrap().is_some();
        if open && let Some(jobs) = self.jobs.lock().unwrap().as_ref() {
            let _ = jobs.try_send(Job { told });
        }
        open.then_some(answer)
    }

    fn ask(&self) {
        self.stopping.store(true, SeqCst);
        drop(self.jobs.lock().unwrap().take()); // the last sender: the worker's loop ends
    }

    /// Joins with the lock held: a second stop waits for the first. No worker takes that lock.
    fn stop(&self) {
        self.ask();
        let mut worker = self.worker.lock().unwrap();
        if let Some(worker) = worker.take() {
            worker.join().unwrap();
        }
    }

    /// The second one finds no handle.
    fn stop_without_the_lock(&self) {
        self.ask();
        let worker = self.worker.lock().unwrap().take();
        if let Some(worker) = worker {
            worker.join().unwrap();
        }
    }
}

fn a_life(submit: fn(&Pool) -> Option<Receiver<Told>>, stop: fn(&Pool)) {
    let gone = Arc::new(Plain::new(false));
    let pool = Arc::new(Pool::start(gone.clone()));
    let theirs = pool.clone();
    let client = move || {
        if let Some(answer) = submit(&theirs) {
            check(answer.recv().is_ok(), Kind::LostValue, || "a job was taken and never reported".into());
        }
    };
    let client = thread::Builder::new().name("client".into()).spawn(client).unwrap();
    let stopped = move || {
        stop(&pool);
        let nobody = gone.with(|it| *it);
        check(nobody, Kind::WrongValue, || "stop has returned, and the worker still runs".into());
    };
    let other = thread::Builder::new().name("other".into()).spawn(stopped.clone()).unwrap();
    stopped();
    client.join().unwrap();
    other.join().unwrap();
}

fn joins() {
    a_life(Pool::submit, Pool::stop);
}

fn leaves() {
    a_life(Pool::submit, Pool::ask);
}

fn takes_the_handle() {
    a_life(Pool::submit, Pool::stop_without_the_lock);
}

fn looks_first() {
    a_life(Pool::submit_late, Pool::stop);
}
