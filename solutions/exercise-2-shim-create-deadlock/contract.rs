//! What users of the shim are promised, whatever its code looks like. runc, the reaper and
//! containerd are fakes in here. Their own state is `Plain`: only steps of the service, waits of
//! the fakes and published events make schedules.

use super::subject::*;
use lab::{Kind, Log, Plain, Property, check};
use std::sync::{Arc, Barrier, Weak};
use std::thread::{self, JoinHandle};

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("create-returns", create_returns),
    Property::new("stopped-when-dead", stopped_when_dead),
    Property::new("exit-published-once", exit_published_once),
    Property::new("exec-exit-published", exec_exit_published),
    Property::new("state-answers", state_answers),
    Property::new("one-create-wins", one_create_wins),
    Property::new("failed-start-frees-name", failed_start_frees_name),
    Property::new("no-half-built", no_half_built),
];

/// What the reaper reports in every property: killed by signal 9, as the OOM killer does it.
const KILLED: ExitStatus = ExitStatus(137);

/// With init alive this is the happy path. With init dead before runc is back, create ends as well.
fn create_returns() {
    let init = ["keeps running", "dies before create returns"];
    let dies = lab::choose("init", &init) == 1;
    let shim = Shim::new(move |kernel, _| {
        if dies {
            kernel.kill(Pid(100));
        }
        Ok(Pid(100))
    });
    let created = shim.service.create("a");
    check(created == Ok(Pid(100)), Kind::WrongValue, || {
        format!("create answered {created:?}, and runc had created the container")
    });
    if !dies {
        let state = shim.service.state(&init_of("a"));
        check(state == Ok(Status::Created), Kind::WrongValue, || {
            format!("init is alive, and State says {state:?}")
        });
    }
}

/// The report comes at any time from the fork on. When both calls are over, the exit has arrived.
fn stopped_when_dead() {
    let shim = Shim::new(|kernel, _| {
        kernel.kill(Pid(100));
        Ok(Pid(100))
    });
    let created = shim.service.create("a");
    shim.all_reported();
    let state = shim.service.state(&init_of("a"));
    let right = created.is_ok() && state == Ok(Status::Stopped(KILLED));
    check(right, Kind::WrongValue, || {
        format!("create answered {created:?}, the exit was reported, and State says {state:?}")
    });
}

/// One init dies early while another request is under way: for another container, or for the same
/// id with a runc that fails once.
fn exit_published_once() {
    let other = [
        "creates another container",
        "creates the same one, and runc fails once",
    ];
    let same = lab::choose("the other request", &other) == 1;
    let failed = Plain::new(false);
    let shim = Shim::new(move |kernel, process| {
        if same && !failed.with(|failed| std::mem::replace(failed, true)) {
            return Err(Error::Runtime("cgroup is busy".into()));
        }
        if *process != init_of("a") {
            return Ok(Pid(200));
        }
        kernel.kill(Pid(100));
        Ok(Pid(100))
    });
    let other = spawn("other", &shim.service, move |service| {
        service.create(if same { "a" } else { "b" })
    });
    let ours = shim.service.create("a");
    let theirs = other.join().unwrap();
    if same && ours.is_err() && theirs.is_err() {
        let retried = shim.service.create("a");
        check(retried.is_ok(), Kind::WrongValue, || {
            format!("every create of a has ended without success, and the next says {retried:?}")
        });
    }
    shim.all_reported();
    shim.published_once(&init_of("a"));
    if !same {
        let state = shim.service.state(&init_of("b"));
        check(state == Ok(Status::Created), Kind::WrongValue, || {
            format!("the init of b is alive, a's is dead, and State says of b {state:?}")
        });
        let events = shim.heard.read();
        let of_b = events.iter().filter(|it| process_of(it) == &init_of("b"));
        let right = of_b.eq([&Event::Started(init_of("b"), Pid(200))]);
        check(right, Kind::WrongValue, || {
            format!("the init of b has started, and the events of both are {events:?}")
        });
    }
}

/// The same promise for an exec, which may be gone before its start is recorded. The kernel gives
/// the pid out again, so the second exec has the number of the first. Or init dies while runc starts
/// an exec: what runc has started ends like any other.
fn exec_exit_published() {
    let init = ["keeps running", "dies while runc starts an exec"];
    let dies = lab::choose("init", &init) == 1;
    let shim = Shim::new(move |kernel, process| {
        if *process == init_of("a") {
            return Ok(Pid(100));
        }
        if dies {
            kernel.kill(Pid(100));
        }
        kernel.kill(Pid(101));
        Ok(Pid(101))
    });
    shim.service.create("a").unwrap();
    // In a container that has stopped, a second one has no place.
    let names = if dies {
        &["first"][..]
    } else {
        &["first", "second"]
    };
    for &name in names {
        let answer = shim.service.exec("a", name);
        check(answer == Ok(Pid(101)), Kind::WrongValue, || {
            format!("runc has started the {name} exec, and exec answered {answer:?}")
        });
        shim.all_reported();
        let exec = Process::Exec("a".into(), name.into());
        shim.published_once(&exec);
        let state = shim.service.state(&exec);
        check(
            state == Ok(Status::Stopped(KILLED)),
            Kind::WrongValue,
            || format!("the exit of the {name} exec was reported, and State says {state:?}"),
        );
    }
}

/// As slow as a start can be: runc is done with `slow` only when State has answered for `b`.
fn state_answers() {
    let execs = lab::choose("the slow start", &["is a create", "is an exec"]) == 1;
    let slow = if execs {
        Process::Exec("a".into(), "slow".into())
    } else {
        init_of("slow")
    };
    let forked = Arc::new(Barrier::new(2));
    let answered = Arc::new(Barrier::new(2));
    let shim = Shim::new({
        let (forked, answered) = (forked.clone(), answered.clone());
        move |_, process| {
            if *process == slow {
                forked.wait();
                answered.wait();
                return Ok(Pid(101));
            }
            Ok(Pid(if *process == init_of("b") { 200 } else { 100 }))
        }
    });
    shim.service.create("b").unwrap();
    if execs {
        shim.service.create("a").unwrap();
    }
    let starter = spawn("slow start", &shim.service, move |service| {
        if execs {
            service.exec("a", "slow")
        } else {
            service.create("slow")
        }
    });
    forked.wait();
    lab::note("runc is at work on `slow`, and takes as long as State for `b`");
    let state = shim.service.state(&init_of("b"));
    check(state == Ok(Status::Created), Kind::WrongValue, || {
        format!("b is created and alive, and State says {state:?}")
    });
    answered.wait();
    starter.join().unwrap().unwrap();
}

/// Two requests for one name: containerd retries, or a client made a mistake. The name stays taken
/// when the process has died.
fn one_create_wins() {
    let requests = ["create", "create, and init dies at once", "exec"];
    let request = lab::choose("both requests", &requests);
    let calls = Arc::new(Plain::new(0));
    let shim = Shim::new({
        let calls = calls.clone();
        move |kernel, process| {
            if request == 2 && *process == init_of("a") {
                return Ok(Pid(100));
            }
            let call = calls.with(|calls| {
                *calls += 1;
                *calls
            });
            if request == 1 {
                kernel.kill(Pid(100 + call));
            }
            lab::pause();
            Ok(Pid(100 + call))
        }
    });
    if request == 2 {
        shim.service.create("a").unwrap();
    }
    let start = move |service: &Arc<Service>| match request {
        2 => service.exec("a", "probe"),
        _ => service.create("a"),
    };
    let other = spawn("other", &shim.service, start);
    let ours = start(&shim.service);
    let theirs = other.join().unwrap();
    let calls = calls.with(|calls| *calls);
    check(calls == 1, Kind::WrongValue, || {
        let what = if request == 2 {
            "start one exec"
        } else {
            "create a"
        };
        format!("runc was asked {calls} times to {what}")
    });
    let (won, lost) = if ours.is_ok() {
        (ours, theirs)
    } else {
        (theirs, ours)
    };
    let right = won.is_ok() && lost == Err(Error::AlreadyExists);
    check(right, Kind::WrongValue, || {
        format!("one request answered {won:?}, the other {lost:?}")
    });
}

/// A start that failed leaves nothing behind for the next one. What runc had forked is dead by then,
/// and the kernel gives its pid out again.
fn failed_start_frees_name() {
    let calls = Plain::new(Vec::new());
    let shim = Shim::new(move |kernel, process| {
        let pid = Pid(if *process == init_of("a") { 100 } else { 101 });
        let first = calls.with(|calls| {
            let first = !calls.contains(process);
            calls.push(process.clone());
            first
        });
        if first {
            kernel.kill(pid);
            return Err(Error::Runtime("cgroup is busy".into()));
        }
        Ok(pid)
    });
    let failed = shim.service.create("a");
    check(
        matches!(failed, Err(Error::Runtime(_))),
        Kind::WrongValue,
        || format!("runc could not create the container, and create answered {failed:?}"),
    );
    shim.all_reported();
    let again = shim.service.create("a");
    check(again == Ok(Pid(100)), Kind::WrongValue, || {
        format!("the first create of a failed, and the second answered {again:?}")
    });
    let state = shim.service.state(&init_of("a"));
    check(state == Ok(Status::Created), Kind::WrongValue, || {
        format!("the first create failed, the init of the second lives, and State says {state:?}")
    });
    let failed = shim.service.exec("a", "probe");
    check(
        matches!(failed, Err(Error::Runtime(_))),
        Kind::WrongValue,
        || format!("runc could not start the exec, and exec answered {failed:?}"),
    );
    shim.all_reported();
    let again = shim.service.exec("a", "probe");
    check(again == Ok(Pid(101)), Kind::WrongValue, || {
        format!("the first exec failed, and the second answered {again:?}")
    });
    let state = shim
        .service
        .state(&Process::Exec("a".into(), "probe".into()));
    check(state == Ok(Status::Running), Kind::WrongValue, || {
        format!("the first exec failed, the second one lives, and State says {state:?}")
    });
}

/// Until runc has created a container, nobody is told that it is there, and no exec reaches it.
fn no_half_built() {
    let built = Arc::new(Plain::new(false));
    let shim = Shim::new({
        let built = built.clone();
        move |_, process| {
            if *process == init_of("a") {
                lab::pause();
                built.with(|built| *built = true);
                return Ok(Pid(100));
            }
            check(built.with(|built| *built), Kind::WrongValue, || {
                "runc is asked for an exec in a container it has not created yet".into()
            });
            Ok(Pid(101))
        }
    });
    let creator = spawn("creator", &shim.service, |service| service.create("a"));
    let state = shim.service.state(&init_of("a"));
    let up = matches!(state, Ok(Status::Created | Status::Running));
    check(!up || built.with(|built| *built), Kind::WrongValue, || {
        format!("State says {state:?} while runc is still creating the container")
    });
    // Refused or not: what counts is what runc is asked, and when.
    let _ = shim.service.exec("a", "probe");
    creator.join().unwrap().unwrap();
}

/// The shim under test, between a fake runc, a fake reaper and a fake containerd.
struct Shim {
    service: Arc<Service>,
    heard: Arc<Log<Event>>,
    reports: Reports,
}

/// The reaper's reports that are under way.
type Reports = Arc<Plain<Vec<JoinHandle<()>>>>;

impl Shim {
    /// runc does what the closure says, in the thread of the request.
    fn new<F>(run: F) -> Shim
    where
        F: Fn(&Kernel, &Process) -> Result<Pid, Error> + Send + Sync + 'static,
    {
        let (heard, reports) = (Arc::new(Log::new()), Reports::default());
        let service = Arc::new_cyclic(|service| {
            let (service, reports) = (service.clone(), reports.clone());
            let runc = Runc(Kernel { service, reports }, run);
            Service::new(Box::new(runc), Box::new(Containerd(heard.clone())))
        });
        Shim {
            service,
            heard,
            reports,
        }
    }

    /// Waits until every call of `handle_exit` has returned.
    fn all_reported(&self) {
        while let Some(report) = self.reports.with(|reports| reports.pop()) {
            report.join().unwrap();
        }
    }

    /// Counts what containerd heard of the end of a process, and looks at the order. An event may be
    /// sent by a thread of the service's own, so nobody has anything left to do first.
    fn published_once(&self, process: &Process) {
        lab::settle();
        let events = self.heard.read();
        let of_process: Vec<_> = events
            .iter()
            .filter(|it| process_of(it) == process)
            .collect();
        let is_exit = |event: &&Event| matches!(event, Event::Exited(..));
        let exits: Vec<_> = of_process.iter().copied().filter(is_exit).collect();
        check(!exits.is_empty(), Kind::LostValue, || {
            format!("the exit of {process:?} was reported, and no event tells of it")
        });
        let right = exits == [&Event::Exited(process.clone(), KILLED)];
        check(right, Kind::WrongValue, || {
            format!("the exit of {process:?} was reported once, and the events are {exits:?}")
        });
        check(!is_exit(&of_process[0]), Kind::WrongValue, || {
            format!("containerd hears of the end of {process:?} before it hears of its start")
        });
        check(of_process.len() == 2, Kind::WrongValue, || {
            format!("{process:?} has started once, and containerd hears {of_process:?}")
        });
    }
}

/// Where processes die.
struct Kernel {
    service: Weak<Service>,
    reports: Reports,
}

impl Kernel {
    /// The process is dead, and the reaper has its status. The report to the shim comes at any time
    /// from here on: nothing waits for it.
    #[track_caller]
    fn kill(&self, pid: Pid) {
        let service = self.service.upgrade().expect("a request is under way");
        let report = spawn("reaper", &service, move |service| {
            service.handle_exit(pid, KILLED)
        });
        lab::note("the new process is dead, and runc is not back yet");
        self.reports.with(|reports| reports.push(report));
    }
}

struct Runc<F>(Kernel, F);

impl<F> Runtime for Runc<F>
where
    F: Fn(&Kernel, &Process) -> Result<Pid, Error> + Send + Sync,
{
    fn create(&self, id: &str) -> Result<Pid, Error> {
        (self.1)(&self.0, &Process::Init(id.into()))
    }

    fn exec(&self, id: &str, name: &str) -> Result<Pid, Error> {
        (self.1)(&self.0, &Process::Exec(id.into(), name.into()))
    }
}

/// What containerd hears, in order.
struct Containerd(Arc<Log<Event>>);

impl Events for Containerd {
    fn publish(&self, event: Event) {
        self.0.push(event);
    }
}

#[track_caller]
fn spawn<T: Send + 'static>(
    name: &str,
    service: &Arc<Service>,
    body: impl FnOnce(&Arc<Service>) -> T + Send + 'static,
) -> JoinHandle<T> {
    let service = service.clone();
    let named = thread::Builder::new().name(name.into());
    named.spawn(move || body(&service)).unwrap()
}

fn process_of(event: &Event) -> &Process {
    match event {
        Event::Started(process, _) | Event::Exited(process, _) => process,
    }
}

fn init_of(id: &str) -> Process {
    Process::Init(id.into())
}
