//! The exit path of a shim: a child is gone, the reaper ends its task, whoever waits for the task gets
//! its status, and the exit bus tells its subscribers. Create, start and delete live elsewhere.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, RwLock, mpsc};
use std::time::{Duration, Instant};

/// A process id, as the kernel gives it out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Pid(pub u32);

/// How a process ended, as a shell shows it: 137 is "killed by signal 9".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExitStatus(pub u8);

/// What a task ends with when its process does not go away in time.
pub const KILLED: ExitStatus = ExitStatus(137);

/// One exit, as subscribers hear of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exit {
    /// The container the process belonged to.
    pub container: String,
    /// Its init, or one of its execs.
    pub pid: Pid,
    /// How it ended.
    pub status: ExitStatus,
}

/// Why a request was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// No task has this pid.
    NotFound,
}

/// What the exit path asks of the kernel.
pub trait Kernel: Send + Sync {
    /// Sends SIGKILL. A process in an uninterruptible wait stays until that is over.
    fn sigkill(&self, pid: Pid);
}

#[derive(Default)]
struct Subscribers {
    next: u64,
    /// Without a bound: nobody waits for a subscriber that does not read, and no exit is lost.
    queues: BTreeMap<u64, mpsc::Sender<Exit>>,
}

/// Tells whoever subscribed of every exit. It is there as long as the shim.
#[derive(Default)]
pub struct ExitBus {
    subscribers: Mutex<Subscribers>,
}

impl ExitBus {
    /// From here on, every exit that is published can be read from the subscription.
    pub fn subscribe(self: &Arc<Self>) -> Subscription {
        let (queue, exits) = mpsc::channel();
        let mut subscribers = self.subscribers.lock().unwrap();
        let id = subscribers.next;
        subscribers.next += 1;
        subscribers.queues.insert(id, queue);
        drop(subscribers);
        let bus = self.clone();
        Subscription { bus, id, exits }
    }

    /// Puts an exit into every queue. Two threads publish, the reaper and a kill: the lock is held to
    /// the end, so that all subscribers hear of their exits in one order.
    pub fn publish(&self, exit: &Exit) {
        let subscribers = self.subscribers.lock().unwrap();
        for queue in subscribers.queues.values() {
            let _ = queue.send(exit.clone());
        }
    }
}

/// A place on the bus. Dropping it leaves the bus.
pub struct Subscription {
    bus: Arc<ExitBus>,
    id: u64,
    exits: mpsc::Receiver<Exit>,
}

impl Subscription {
    /// Waits for the next exit.
    pub fn recv(&self) -> Exit {
        self.exits.recv().expect("the bus keeps the queue")
    }

    /// Waits for the next exit, but not beyond `end`.
    pub fn recv_before(&self, end: Instant) -> Option<Exit> {
        let left = end.saturating_duration_since(Instant::now());
        self.exits.recv_timeout(left).ok()
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut subscribers = self.bus.subscribers.lock().unwrap();
        subscribers.queues.remove(&self.id);
    }
}

/// One process the shim looks after: the init of a container, or an exec.
struct Task {
    container: String,
    pid: Pid,
    /// How it ended, once it has.
    exit: Mutex<Option<ExitStatus>>,
    /// Room for the status twice: containerd waits, and perhaps somebody else.
    done: mpsc::SyncSender<ExitStatus>,
    waiter: Mutex<mpsc::Receiver<ExitStatus>>,
}

enum Report {
    Gone(Pid, ExitStatus),
    Last,
}

/// What the reaper works through, in order.
pub struct Reports(mpsc::Receiver<Report>);

/// The tasks of a shim. One thread calls it for each request, and one for SIGCHLD.
pub struct Shim {
    kernel: Box<dyn Kernel>,
    bus: Arc<ExitBus>,
    reaper: mpsc::Sender<Report>,
    tasks: RwLock<HashMap<Pid, Arc<Task>>>,
}

impl Shim {
    /// A shim without tasks, and the reports for its reaper.
    pub fn new(kernel: Box<dyn Kernel>, bus: Arc<ExitBus>) -> (Self, Reports) {
        let (reaper, reports) = mpsc::channel();
        let shim = Shim {
            kernel,
            bus,
            reaper,
            tasks: RwLock::default(),
        };
        (shim, Reports(reports))
    }

    /// Enters a process. Comes before its end can be reported.
    pub fn add(&self, container: &str, pid: Pid) {
        let (done, waiter) = mpsc::sync_channel(2);
        let task = Task {
            container: container.into(),
            pid,
            exit: Mutex::default(),
            done,
            waiter: Mutex::new(waiter),
        };
        self.tasks.write().unwrap().insert(pid, Arc::new(task));
    }

    /// Answers containerd's Wait request: returns when the task has ended.
    pub fn wait(&self, pid: Pid) -> Result<ExitStatus, Error> {
        let task = self.task(pid)?;
        if let Some(status) = *task.exit.lock().unwrap() {
            return Ok(status);
        }
        let waiter = task.waiter.lock().unwrap();
        waiter.recv().map_err(|_| Error::NotFound)
    }

    /// Kills a process, and returns when its task has ended. A process that is still there when
    /// `limit` is over ends as [`KILLED`]: nobody waits for a disk that does not answer.
    pub fn kill(&self, pid: Pid, limit: Duration) -> Result<(), Error> {
        let task = self.task(pid)?;
        // Before the signal, so that the exit cannot be missed.
        let exits = self.bus.subscribe();
        if task.exit.lock().unwrap().is_some() {
            return Ok(());
        }
        self.kernel.sigkill(pid);
        let end = Instant::now() + limit;
        while let Some(exit) = exits.recv_before(end) {
            if exit.pid == pid && task.exit.lock().unwrap().is_some() {
                return Ok(());
            }
        }
        // No exit in time: the task ends here. Nobody reads `exits` any more, so it goes first.
        drop(exits);
        // The exit may come at this very moment: the same door for both, and the first decides. It is
        // this task that ends, and not the pid: that may belong to a new task by now.
        self.end(&task, KILLED);
        Ok(())
    }

    /// Takes what waitpid says after a SIGCHLD. Does not wait: the next SIGCHLD may be there.
    pub fn child_gone(&self, pid: Pid, status: ExitStatus) {
        let _ = self.reaper.send(Report::Gone(pid, status));
    }

    /// The shim shuts down: the reaper returns when it is done with what was reported.
    pub fn no_more_children(&self) {
        let _ = self.reaper.send(Report::Last);
    }

    /// The reaper's thread.
    pub fn run_reaper(&self, reports: Reports) {
        while let Ok(Report::Gone(pid, status)) = reports.0.recv() {
            self.reap(pid, status);
        }
    }

    /// Ends the task of a child that is gone. A pid that is no task was a grandchild.
    fn reap(&self, pid: Pid, status: ExitStatus) {
        if let Ok(task) = self.task(pid) {
            self.end(&task, status);
        }
    }

    /// The only place where a task ends. The first call decides.
    fn end(&self, task: &Task, status: ExitStatus) {
        let mut exit = task.exit.lock().unwrap();
        if exit.is_some() {
            // It was given up, and went away after all.
            return;
        }
        *exit = Some(status);
        drop(exit);
        self.finish(task, status);
    }

    /// Hands the status to whoever waits, and tells the bus.
    fn finish(&self, task: &Task, status: ExitStatus) {
        for _ in 0..2 {
            task.done.try_send(status).expect("a task ends once");
        }
        self.bus.publish(&Exit {
            container: task.container.clone(),
            pid: task.pid,
            status,
        });
    }

    fn task(&self, pid: Pid) -> Result<Arc<Task>, Error> {
        let tasks = self.tasks.read().unwrap();
        tasks.get(&pid).cloned().ok_or(Error::NotFound)
    }
}
