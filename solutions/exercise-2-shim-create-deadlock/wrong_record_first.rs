//! The task service of a shim: it creates containers, starts execs in them, and turns each exit
//! that the reaper reports into a status and an event. Start, kill and delete live elsewhere.

use std::collections::HashMap;
use std::sync::Mutex;

/// A process id, as the kernel gives it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pid(pub u32);

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub u8);

/// A process the shim looks after.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Process {
    /// The init of a container.
    Init(String),
    /// An exec: the container, and the name of the exec.
    Exec(String, String),
}

/// Where a process is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Its name is taken, and the runtime is still at work on it.
    Creating,
    /// An init that is there, and waits for its start.
    Created,
    /// It runs.
    Running,
    /// It is gone.
    Stopped(ExitStatus),
}

/// What containerd is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The process is there.
    Started(Process, Pid),
    /// The process is gone.
    Exited(Process, ExitStatus),
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The name is taken.
    AlreadyExists,
    /// No such process, or it cannot do that in its status.
    NotFound,
    /// The runtime's own words.
    Runtime(String),
}

/// runc. Each call forks, and may take seconds.
pub trait Runtime: Send + Sync {
    /// Creates a container; its init then waits for its start.
    fn create(&self, id: &str) -> Result<Pid, Error>;
    /// Starts one more process in a container.
    fn exec(&self, id: &str, name: &str) -> Result<Pid, Error>;
}

/// The way to containerd. Events arrive in the order of the calls.
pub trait Events: Send + Sync {
    /// Sends one event.
    fn publish(&self, event: Event);
}

#[derive(Default)]
struct Tasks {
    state: HashMap<Process, Status>,
}

#[derive(Default)]
struct Exits {
    /// Who owns a pid. An entry lasts from the record of the start to the report of the exit.
    running: HashMap<Pid, Process>,
    /// For each start under way: the exits reported since it subscribed.
    early: HashMap<Process, Vec<(Pid, ExitStatus)>>,
}

/// The task service. The reaper calls it, and one thread for each request.
pub struct Service {
    runtime: Box<dyn Runtime>,
    events: Box<dyn Events>,
    /// Held only to read or change the table: never while the runtime works, an event is sent or
    /// another function that locks it is called. Taken before `exits`, where both are held.
    tasks: Mutex<Tasks>,
    exits: Mutex<Exits>,
}

impl Service {
    /// A service without tasks.
    pub fn new(runtime: Box<dyn Runtime>, events: Box<dyn Events>) -> Self {
        Service {
            runtime,
            events,
            // Empty: nothing has been created through this shim yet.
            tasks: Mutex::default(),
            exits: Mutex::default(),
        }
    }

    /// Creates a container.
    pub fn create(&self, id: &str) -> Result<Pid, Error> {
        let init = Process::Init(id.into());
        let mut tasks = self.tasks.lock().unwrap();
        if tasks.state.contains_key(&init) {
            return Err(Error::AlreadyExists);
        }
        // Takes the id while the lock is away: a second create of it finds it taken.
        tasks.state.insert(init.clone(), Status::Creating);
        self.subscribe_exits(&init);
        // runc may take seconds, and State has two: nobody waits for this lock meanwhile.
        drop(tasks);
        let pid = match self.runtime.create(id) {
            Ok(pid) => pid,
            Err(error) => {
                self.unsubscribe_exits(&init);
                // Gives the id back, and last: who takes it next subscribes under the same key.
                self.tasks.lock().unwrap().state.remove(&init);
                return Err(error);
            }
        };
        // First, while no lock is held: an early exit is processed in here.
        self.record_started(init.clone(), pid);
        let mut tasks = self.tasks.lock().unwrap();
        tasks.state.insert(init.clone(), Status::Created);
        drop(tasks);
        self.events.publish(Event::Started(init, pid));
        Ok(pid)
    }

    /// Starts an exec. Execs run side by side, also in one container.
    pub fn exec(&self, id: &str, name: &str) -> Result<Pid, Error> {
        let exec = Process::Exec(id.into(), name.into());
        let mut tasks = self.tasks.lock().unwrap();
        match tasks.state.get(&Process::Init(id.into())) {
            Some(Status::Created | Status::Running) => {}
            _ => return Err(Error::NotFound),
        }
        if tasks.state.contains_key(&exec) {
            return Err(Error::AlreadyExists);
        }
        tasks.state.insert(exec.clone(), Status::Creating);
        drop(tasks);
        self.subscribe_exits(&exec);
        let pid = match self.runtime.exec(id, name) {
            Ok(pid) => pid,
            Err(error) => {
                self.unsubscribe_exits(&exec);
                self.tasks.lock().unwrap().state.remove(&exec);
                return Err(error);
            }
        };
        let mut tasks = self.tasks.lock().unwrap();
        tasks.state.insert(exec.clone(), Status::Running);
        drop(tasks);
        self.events.publish(Event::Started(exec.clone(), pid));
        self.record_started(exec, pid);
        Ok(pid)
    }

    /// Answers containerd's State request; containerd gives it two seconds.
    pub fn state(&self, process: &Process) -> Result<Status, Error> {
        let tasks = self.tasks.lock().unwrap();
        tasks.state.get(process).copied().ok_or(Error::NotFound)
    }

    /// Takes the reaper's report that a child is gone.
    pub fn handle_exit(&self, pid: Pid, status: ExitStatus) {
        let mut exits = self.exits.lock().unwrap();
        let owner = exits.running.remove(&pid);
        if owner.is_none() {
            // It may belong to a start under way: only that thread will learn its pid.
            for seen in exits.early.values_mut() {
                seen.push((pid, status));
            }
        }
        drop(exits);
        if let Some(process) = owner {
            self.process_exit(process, status);
        }
    }

    /// Comes before the runtime forks: an exit reported earlier would be dropped.
    fn subscribe_exits(&self, process: &Process) {
        let mut exits = self.exits.lock().unwrap();
        exits.early.insert(process.clone(), Vec::new());
    }

    fn unsubscribe_exits(&self, process: &Process) {
        self.exits.lock().unwrap().early.remove(process);
    }

    /// Ends the subscription. From here on an exit finds its process by pid; one that was reported
    /// before is processed now, so that it is not lost and does not overtake `Started`.
    /// Locks `exits`, lets go, and then perhaps `tasks`: the caller holds neither.
    fn record_started(&self, process: Process, pid: Pid) {
        let mut exits = self.exits.lock().unwrap();
        let seen = exits.early.remove(&process).unwrap_or_default();
        let early = seen.into_iter().find(|(exited, _)| *exited == pid);
        if early.is_none() {
            exits.running.insert(pid, process.clone());
        }
        drop(exits);
        if let Some((_, status)) = early {
            self.process_exit(process, status);
        }
    }

    /// Notes the end of a process, then tells containerd.
    fn process_exit(&self, process: Process, status: ExitStatus) {
        let mut tasks = self.tasks.lock().unwrap();
        tasks.state.insert(process.clone(), Status::Stopped(status));
        drop(tasks);
        self.events.publish(Event::Exited(process, status));
    }
}
