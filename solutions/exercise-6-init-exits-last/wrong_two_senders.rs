//! The exits of one container: its init, and the execs that are started beside it. The container has
//! a pid namespace of its own. When init dies, the kernel ends everybody else in it first, so the
//! reaper's reports come in that order: the execs, then init.

use std::collections::HashMap;
use std::sync::mpsc::{self, Sender};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

/// A process id, as the shim sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pid(pub u32);

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub u8);

/// A process of the container.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Process {
    /// The first one. The container ends with it.
    Init,
    /// One that was started later, by its name.
    Exec(String),
}

/// What the client is told. It forgets the container when it hears that init has exited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The process is there.
    Started(Process),
    /// The process is gone.
    Exited(Process, ExitStatus),
}

/// Why a start was refused: the runtime's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(pub String);

/// runc. A start forks, and may take its time.
pub trait Runtime: Send + Sync {
    /// Starts one more process in the container.
    fn exec(&self, name: &str) -> Result<Pid, Error>;
}

/// The way to the client. Events arrive in the order of the calls.
pub trait Events: Send + Sync {
    /// Sends one event.
    fn publish(&self, event: Event);
}

struct Lifecycle {
    /// Who owns a pid. An entry lasts until its exit is handled.
    running: HashMap<Pid, Process>,
    /// For each exec whose start is under way: the exits reported since it subscribed.
    early: HashMap<String, Vec<(Pid, ExitStatus)>>,
    /// How many starts are under way.
    pending: usize,
    /// Init's exit, if it waits for them.
    init_exit: Option<ExitStatus>,
    /// What the client is to be told. Filled under the lock, so it has the order of the changes.
    outbox: Outbox,
}

/// One container. The reaper calls it, and one thread for each request.
pub struct Container {
    runtime: Box<dyn Runtime>,
    /// Not held while the runtime works.
    lifecycle: Mutex<Lifecycle>,
}

impl Container {
    /// A container whose init runs.
    pub fn new(init: Pid, runtime: Box<dyn Runtime>, events: Box<dyn Events>) -> Self {
        let lifecycle = Mutex::new(Lifecycle {
            running: HashMap::from([(init, Process::Init)]),
            early: HashMap::new(),
            pending: 0,
            init_exit: None,
            outbox: Outbox::new(events),
        });
        Container { runtime, lifecycle }
    }

    /// Starts an exec. Execs are started side by side; each has a name of its own.
    pub fn exec(&self, name: &str) -> Result<Pid, Error> {
        let mut lifecycle = self.lifecycle.lock().unwrap();
        lifecycle.early.insert(name.into(), Vec::new());
        lifecycle.pending += 1;
        drop(lifecycle);
        let pid = match self.runtime.exec(name) {
            Ok(pid) => pid,
            Err(error) => {
                let mut lifecycle = self.lifecycle.lock().unwrap();
                lifecycle.early.remove(name);
                start_is_over(&mut lifecycle);
                return Err(error);
            }
        };
        self.record_started(name, pid);
        Ok(pid)
    }

    /// Takes the reaper's report that a child is gone. The reaper calls it once for each of them, one
    /// after the other.
    pub fn handle_exit(&self, pid: Pid, status: ExitStatus) {
        let mut lifecycle = self.lifecycle.lock().unwrap();
        // It may belong to a start under way: only that thread will learn its pid.
        for seen in lifecycle.early.values_mut() {
            seen.push((pid, status));
        }
        match lifecycle.running.remove(&pid) {
            // An exec under way may have an exit to publish, and the client must hear of it before.
            Some(Process::Init) if lifecycle.pending > 0 => lifecycle.init_exit = Some(status),
            Some(process) => lifecycle.outbox.put(Event::Exited(process, status)),
            None => {}
        }
    }

    /// From here on an exit finds its exec by pid. One that was reported before is published now.
    fn record_started(&self, name: &str, pid: Pid) {
        let exec = Process::Exec(name.into());
        let mut lifecycle = self.lifecycle.lock().unwrap();
        let seen = lifecycle.early.remove(name).unwrap_or_default();
        lifecycle.outbox.put(Event::Started(exec.clone()));
        match seen.iter().find(|(exited, _)| *exited == pid) {
            Some((_, status)) => lifecycle.outbox.put(Event::Exited(exec, *status)),
            None => {
                lifecycle.running.insert(pid, exec);
            }
        }
        start_is_over(&mut lifecycle);
    }
}

/// The last start under way lets the exit of init go.
fn start_is_over(lifecycle: &mut Lifecycle) {
    lifecycle.pending -= 1;
    if lifecycle.pending > 0 {
        return;
    }
    if let Some(status) = lifecycle.init_exit.take() {
        let exit = Event::Exited(Process::Init, status);
        lifecycle.outbox.put(exit);
    }
}

/// A queue of events, and two threads that send them: a slow event does not hold up the next.
struct Outbox {
    queue: Option<Sender<Event>>,
    threads: Vec<JoinHandle<()>>,
}

impl Outbox {
    fn new(events: Box<dyn Events>) -> Self {
        let (queue, to_send) = mpsc::channel();
        let shared = Arc::new((Mutex::new(to_send), events));
        let sender = |_| {
            let shared = Arc::clone(&shared);
            thread::spawn(move || {
                loop {
                    let next = shared.0.lock().unwrap().recv();
                    let Ok(event) = next else { return };
                    shared.1.publish(event);
                }
            })
        };
        let threads = (0..2).map(sender).collect();
        Outbox {
            queue: Some(queue),
            threads,
        }
    }

    /// Does not wait, so the lock may be held.
    fn put(&self, event: Event) {
        let queue = self.queue.as_ref().expect("open until the drop");
        queue.send(event).expect("its threads read until then");
    }
}

impl Drop for Outbox {
    /// The container is gone when the client has heard of all that happened in it.
    fn drop(&mut self) {
        drop(self.queue.take());
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
