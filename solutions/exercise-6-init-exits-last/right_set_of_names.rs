//! The exits of one container: its init, and the execs that are started beside it. The container has
//! a pid namespace of its own. When init dies, the kernel ends everybody else in it first, so the
//! reaper's reports come in that order: the execs, then init.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

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
    /// Execs that may have an exit to publish: from before the fork until their exit was published,
    /// or their start has failed.
    open: HashSet<String>,
    /// The pid of init.
    init: Pid,
    /// Its exit, from the report on.
    init_exit: Option<ExitStatus>,
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
            open: HashSet::new(),
            init,
            init_exit: None,
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
        if !lifecycle.running.contains_key(&lifecycle.init) {
            return Err(Error("init has exited".into()));
        }
        lifecycle.early.insert(name.into(), Vec::new());
        lifecycle.open.insert(name.into());
        drop(lifecycle);
        let pid = match self.runtime.exec(name) {
            Ok(pid) => pid,
            Err(error) => {
                let mut lifecycle = self.lifecycle.lock().unwrap();
                lifecycle.early.remove(name);
                drop(lifecycle);
                self.close(name);
                return Err(error);
            }
        };
        self.events
            .publish(Event::Started(Process::Exec(name.into())));
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
        // Only init's exit can come too early. Whoever closes the last exec publishes it.
        if pid == lifecycle.init {
            lifecycle.init_exit = Some(status);
        }
        let owner = lifecycle.running.remove(&pid);
        let none_open = lifecycle.open.is_empty();
        drop(lifecycle);
        match owner {
            Some(Process::Init) if !none_open => {}
            Some(Process::Init) => self.publish_exit(Process::Init, status),
            Some(Process::Exec(name)) => {
                self.publish_exit(Process::Exec(name.clone()), status);
                self.close(&name);
            }
            None => {}
        }
    }

    /// From here on an exit finds its exec by pid. One that was reported before is published now.
    fn record_started(&self, name: &str, pid: Pid) {
        let exec = Process::Exec(name.into());
        let mut lifecycle = self.lifecycle.lock().unwrap();
        let seen = lifecycle.early.remove(name).unwrap_or_default();
        let early = seen.iter().find(|(exited, _)| *exited == pid);
        if early.is_none() {
            lifecycle.running.insert(pid, exec.clone());
        }
        drop(lifecycle);
        if let Some((_, status)) = early {
            self.publish_exit(exec, *status);
            self.close(name);
        }
    }

    /// After the exec's exit was published, or its start has failed: not before, or init's exit could
    /// still overtake it. The last one publishes the exit of init.
    fn close(&self, name: &str) {
        let mut lifecycle = self.lifecycle.lock().unwrap();
        lifecycle.open.remove(name);
        let last = lifecycle.open.is_empty();
        let init = lifecycle.init_exit.filter(|_| last);
        drop(lifecycle);
        if let Some(status) = init {
            self.publish_exit(Process::Init, status);
        }
    }

    fn publish_exit(&self, process: Process, status: ExitStatus) {
        self.events.publish(Event::Exited(process, status));
    }
}
