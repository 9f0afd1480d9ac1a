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
struct Table {
    state: HashMap<Process, Status>,
    /// Who owns a pid. An entry lasts from the record of the start to the report of the exit.
    running: HashMap<Pid, Process>,
    /// For each start under way: the exits reported since it subscribed.
    early: HashMap<Process, Vec<(Pid, ExitStatus)>>,
}

impl Table {
    /// Takes a name and subscribes to exits in one step, before the runtime forks.
    fn begin(&mut self, process: &Process) {
        self.state.insert(process.clone(), Status::Creating);
        self.early.insert(process.clone(), Vec::new());
    }

    /// Takes `begin` back, for a start that failed.
    fn give_up(&mut self, process: &Process) {
        self.state.remove(process);
        self.early.remove(process);
    }
}

/// The task service. The reaper calls it, and one thread for each request.
pub struct Service {
    runtime: Box<dyn Runtime>,
    events: Box<dyn Events>,
    /// The only lock, so there is no order to keep. Never held while the runtime works, an event is
    /// sent or another function of the service is called.
    table: Mutex<Table>,
}

impl Service {
    /// A service without tasks.
    pub fn new(runtime: Box<dyn Runtime>, events: Box<dyn Events>) -> Self {
        Service {
            runtime,
            events,
            // Empty: nothing has been created through this shim yet.
            table: Mutex::default(),
        }
    }

    /// Creates a container.
    pub fn create(&self, id: &str) -> Result<Pid, Error> {
        let init = Process::Init(id.into());
        let mut table = self.table.lock().unwrap();
        if table.state.contains_key(&init) {
            return Err(Error::AlreadyExists);
        }
        table.begin(&init);
        // runc may take seconds, and State has two: nobody waits for this lock meanwhile.
        drop(table);
        let pid = match self.runtime.create(id) {
            Ok(pid) => pid,
            Err(error) => {
                self.table.lock().unwrap().give_up(&init);
                return Err(error);
            }
        };
        let mut table = self.table.lock().unwrap();
        table.state.insert(init.clone(), Status::Created);
        // An init that died meanwhile is processed in this thread, and that locks `table` again.
        drop(table);
        self.events.publish(Event::Started(init.clone(), pid));
        self.record_started(init, pid);
        Ok(pid)
    }

    /// Starts an exec. Execs run side by side, also in one container.
    pub fn exec(&self, id: &str, name: &str) -> Result<Pid, Error> {
        let exec = Process::Exec(id.into(), name.into());
        let mut table = self.table.lock().unwrap();
        match table.state.get(&Process::Init(id.into())) {
            Some(Status::Created | Status::Running) => {}
            _ => return Err(Error::NotFound),
        }
        if table.state.contains_key(&exec) {
            return Err(Error::AlreadyExists);
        }
        table.begin(&exec);
        drop(table);
        let pid = match self.runtime.exec(id, name) {
            Ok(pid) => pid,
            Err(error) => {
                self.table.lock().unwrap().give_up(&exec);
                return Err(error);
            }
        };
        let mut table = self.table.lock().unwrap();
        table.state.insert(exec.clone(), Status::Running);
        drop(table);
        self.events.publish(Event::Started(exec.clone(), pid));
        self.record_started(exec, pid);
        Ok(pid)
    }

    /// Answers containerd's State request; containerd gives it two seconds.
    pub fn state(&self, process: &Process) -> Result<Status, Error> {
        let table = self.table.lock().unwrap();
        table.state.get(process).copied().ok_or(Error::NotFound)
    }

    /// Takes the reaper's report that a child is gone.
    pub fn handle_exit(&self, pid: Pid, status: ExitStatus) {
        let mut table = self.table.lock().unwrap();
        let owner = table.running.remove(&pid);
        if owner.is_none() {
            // It may belong to a start under way: only that thread will learn its pid.
            for seen in table.early.values_mut() {
                seen.push((pid, status));
            }
        }
        drop(table);
        if let Some(process) = owner {
            self.process_exit(process, status);
        }
    }

    /// Ends the subscription. From here on an exit finds its process by pid; one that was reported
    /// before is processed now, so that it is not lost and does not overtake `Started`.
    fn record_started(&self, process: Process, pid: Pid) {
        let mut table = self.table.lock().unwrap();
        let seen = table.early.remove(&process).unwrap_or_default();
        let early = seen.into_iter().find(|(exited, _)| *exited == pid);
        if early.is_none() {
            table.running.insert(pid, process.clone());
        }
        drop(table);
        if let Some((_, status)) = early {
            self.process_exit(process, status);
        }
    }

    /// Notes the end of a process, then tells containerd.
    fn process_exit(&self, process: Process, status: ExitStatus) {
        let mut table = self.table.lock().unwrap();
        table.state.insert(process.clone(), Status::Stopped(status));
        drop(table);
        self.events.publish(Event::Exited(process, status));
    }
}
