//! The exits of one container: its init, and the execs that are started beside it. The container has
//! a pid namespace of its own. When init dies, the kernel ends everybody else in it first, so the
//! reaper's reports come in that order: the execs, then init.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard};

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
    /// What the client is to be told, in this order.
    outbox: VecDeque<Event>,
    /// Whether a thread is sending. It goes on until the outbox is empty.
    sending: bool,
}

/// One container. The reaper calls it, and one thread for each request.
pub struct Container {
    runtime: Box<dyn Runtime>,
    events: Box<dyn Events>,
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
            outbox: VecDeque::new(),
            sending: false,
        });
        Container {
            runtime,
            events,
            lifecycle,
        }
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
                self.send(lifecycle);
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
            Some(process) => lifecycle.outbox.push_back(Event::Exited(process, status)),
            None => {}
        }
        self.send(lifecycle);
    }

    /// From here on an exit finds its exec by pid. One that was reported before is published now.
    fn record_started(&self, name: &str, pid: Pid) {
        let exec = Process::Exec(name.into());
        let mut lifecycle = self.lifecycle.lock().unwrap();
        let seen = lifecycle.early.remove(name).unwrap_or_default();
        lifecycle.outbox.push_back(Event::Started(exec.clone()));
        match seen.iter().find(|(exited, _)| *exited == pid) {
            Some((_, status)) => lifecycle.outbox.push_back(Event::Exited(exec, *status)),
            None => {
                lifecycle.running.insert(pid, exec);
            }
        }
        start_is_over(&mut lifecycle);
        self.send(lifecycle);
    }

    /// Sends what is in the outbox, without the lock, unless another thread is at it.
    fn send<'a>(&'a self, mut lifecycle: MutexGuard<'a, Lifecycle>) {
        if lifecycle.sending {
            return;
        }
        lifecycle.sending = true;
        while let Some(event) = lifecycle.outbox.pop_front() {
            drop(lifecycle);
            self.events.publish(event);
            lifecycle = self.lifecycle.lock().unwrap();
        }
        lifecycle.sending = false;
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
        lifecycle.outbox.push_back(exit);
    }
}
