//! What users of the shim are promised, whatever its code looks like. runc, the reaper and
//! containerd are fakes in here. Their own state is `Plain`: only steps of the service, waits of
//! the fakes and published events make schedules.

// ANCHOR: scenes
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
    Property::crossing(|| crossed::SUITE.crossing()),
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

/// As slow as a start can be: runc is done with `slow` only when State has answered for `b`. What else comes meanwhile
/// may wait for runc, and nobody waits for that.
fn state_answers() {
    let others = [
        "nothing else",
        "State of the process that is being started",
        "the process that is being started dies",
    ];
    let other = lab::choose("meanwhile", &others);
    let execs = lab::choose("the slow start", &["is a create", "is an exec"]) == 1;
    let slow = if execs {
        Process::Exec("a".into(), "slow".into())
    } else {
        init_of("slow")
    };
    let forked = Arc::new(Barrier::new(2));
    let answered = Arc::new(Barrier::new(2));
    let shim = Shim::new({
        let (forked, answered, slow) = (forked.clone(), answered.clone(), slow.clone());
        move |kernel, process| {
            if *process == slow {
                if other == 2 {
                    kernel.kill(Pid(101));
                }
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
    let asked = (other == 1).then(|| {
        spawn("other state", &shim.service, move |service| {
            service.state(&slow)
        })
    });
    let state = shim.service.state(&init_of("b"));
    check(state == Ok(Status::Created), Kind::WrongValue, || {
        format!("b is created and alive, and State says {state:?}")
    });
    answered.wait();
    starter.join().unwrap().unwrap();
    if let Some(asked) = asked {
        let _ = asked.join().unwrap();
    }
    shim.all_reported();
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

// ANCHOR_END: scenes

// ANCHOR: model
/// What the service promises for each name, as an automaton. One monitor follows one name: a promise
/// about it is kept or broken by what is seen of it, and, for an exec, of its init.
mod model {
    use lab::Kind;
    use lab::client::{Broken, Model, Refused, never};

    /// The processes of all situations: two inits, and two execs in the first one's container.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum P {
        A,
        B,
        X,
        Y,
    }
    use P::{A, B};

    pub const ALL: [P; 4] = [P::A, P::B, P::X, P::Y];

    impl P {
        pub fn is_init(self) -> bool {
            matches!(self, A | B)
        }

        /// The promise about its events.
        pub fn published(self) -> &'static str {
            if self.is_init() {
                "exit-published-once"
            } else {
                "exec-exit-published"
            }
        }

        pub fn words(self) -> &'static str {
            match self {
                A => "the init of a",
                B => "the init of b",
                P::X => "exec x",
                P::Y => "exec y",
            }
        }
    }

    /// What a start answers.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Answer {
        Pid(u32),
        Exists,
        NotFound,
        /// In runc's own words.
        Runtime,
        Wrong,
    }

    /// What State shows.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Shown {
        Nothing,
        Creating,
        Created,
        Running,
        /// With the status that was reported.
        Stopped,
        Wrong,
    }

    /// Everything that is seen from outside. A number in front is the client's.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Seen {
        /// The name that is followed: the first thing of all.
        Follows(P),
        CallsStart(u8, P),
        Answers(u8, Answer),
        CallsState(u8),
        Shows(u8, Shown),
        /// runc is asked, and forks.
        Asked(P, u32),
        /// runc is back: the process is there, or it failed and what it had forked is dead.
        Back(P, bool),
        /// The reaper begins its report, and ends it.
        Report(u32),
        Reported(u32),
        HearsStart(u32),
        HearsExit {
            right: bool,
        },
        /// Nothing moves any more.
        Quiet,
    }

    /// How a name stands.
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Name {
        Free,
        Taken,
        Up,
        Gone,
    }

    /// How far a call has come.
    #[derive(Clone, Copy, PartialEq, Debug)]
    enum Stage {
        /// It has not looked at the name.
        Fresh,
        /// It has the name, and asks runc.
        Took,
        Asked,
        /// runc has made the process, and the name does not say so yet.
        Made,
        There,
        /// runc has failed, and the name is still taken.
        Failed,
        Freed,
        /// The name was taken; the container was not there.
        Lost,
        Refused,
        /// State has looked.
        Saw(Name),
    }

    #[derive(Clone, Copy, PartialEq, Debug)]
    struct Call {
        who: u8,
        /// The process that it starts; `None` for a State of the name that is followed.
        starts: Option<P>,
        stage: Stage,
    }

    /// The last process of a name.
    #[derive(Clone, Copy, PartialEq, Debug, Default)]
    struct Life {
        pid: u32,
        /// runc has said that it is there.
        made: bool,
        answered: bool,
        dead: bool,
        reported: bool,
        told_start: bool,
        told_exit: bool,
    }

    /// One name, and the init that it needs.
    #[derive(Clone, PartialEq)]
    pub struct Shim {
        /// Whose promises are judged.
        of: Option<P>,
        own: (Name, Life),
        init: (Name, Life),
        /// A start of this name has failed before.
        failed: bool,
        calls: Vec<Call>,
    }

    impl Default for Shim {
        fn default() -> Shim {
            let none = (Name::Free, Life::default());
            Shim {
                of: None,
                own: none,
                init: none,
                failed: false,
                calls: Vec::new(),
            }
        }
    }

    fn broken<T>(promise: &'static str, says: String) -> Result<T, Refused> {
        Err(Some(Broken {
            promise,
            kind: Kind::WrongValue,
            says,
        }))
    }

    impl Shim {
        fn with(&self, change: impl FnOnce(&mut Shim)) -> Shim {
            let mut next = self.clone();
            change(&mut next);
            next
        }

        fn set(&self, call: usize, stage: Stage) -> Shim {
            self.with(|it| it.calls[call].stage = stage)
        }

        /// The name and the last process of `p`: this one's, or its init's.
        fn at(&mut self, p: P) -> &mut (Name, Life) {
            if self.of == Some(p) {
                &mut self.own
            } else {
                &mut self.init
            }
        }

        fn read(&self, p: P) -> (Name, Life) {
            if self.of == Some(p) {
                self.own
            } else {
                self.init
            }
        }

        fn is(&self) -> P {
            self.of.expect("it follows a name")
        }

        fn starting(&self, p: P, stage: Stage) -> Option<usize> {
            self.calls
                .iter()
                .position(|call| call.starts == Some(p) && call.stage == stage)
        }

        fn call_of(&self, who: u8) -> usize {
            self.calls
                .iter()
                .position(|call| call.who == who)
                .expect("it has called")
        }

        /// The process with this pid: of this name, or its init. What runc forked for a start that failed is none.
        fn of_pid(&self, pid: u32) -> Option<P> {
            let of = [(self.is(), self.own.1), (A, self.init.1)];
            of.into_iter()
                .find(|(_, life)| life.pid == pid)
                .map(|(p, _)| p)
        }

        /// Two calls that have come equally far are one state, whoever came first.
        fn calls(&self, call: Call) -> Shim {
            self.with(|it| {
                it.calls.push(call);
                it.calls.sort_by_key(|call| call.who);
            })
        }

        fn start_answers(&self, call: usize, answer: Answer) -> Result<Shim, Refused> {
            let Call {
                starts: Some(p),
                stage,
                ..
            } = self.calls[call]
            else {
                return never();
            };
            let (name, life) = self.read(p);
            let what = p.words();
            match (answer, stage) {
                (Answer::Pid(pid), Stage::There)
                    if life.pid == pid && life.reported && name == Name::Up =>
                {
                    broken(
                        "stopped-when-dead",
                        format!(
                            "the start of {what} is over, its exit was reported, and has not arrived"
                        ),
                    )
                }
                (Answer::Pid(pid), Stage::There) if life.pid == pid => Ok(self.with(|it| {
                    it.calls.remove(call);
                    it.at(p).1.answered = true;
                })),
                (Answer::Runtime, Stage::Freed)
                | (Answer::Exists, Stage::Lost)
                | (Answer::NotFound, Stage::Refused) => {
                    Ok(self.with(|it| drop(it.calls.remove(call))))
                }
                // Another state of the same call has come further.
                (Answer::Pid(_), Stage::Made) | (Answer::Runtime, Stage::Failed) => never(),
                (Answer::Exists | Answer::NotFound, Stage::Fresh) if self.failed => broken(
                    "failed-start-frees-name",
                    format!("a start of {what} failed, and the next one answers {answer:?}"),
                ),
                (Answer::Exists, Stage::Fresh) => broken(
                    "create-returns",
                    format!("the name of {what} is free, and a start of it answers {answer:?}"),
                ),
                _ => broken(
                    "create-returns",
                    format!(
                        "a start of {what} answers {answer:?}, and runc {}",
                        self.runc(p, stage)
                    ),
                ),
            }
        }

        fn runc(&self, p: P, stage: Stage) -> String {
            match stage {
                Stage::Made | Stage::There => format!("has made it as pid {}", self.read(p).1.pid),
                Stage::Failed | Stage::Freed => "has failed".into(),
                Stage::Asked => "is at work on it".into(),
                _ => "was not asked for it".into(),
            }
        }

        fn shows(&self, call: usize, shown: Shown) -> Result<Shim, Refused> {
            let Stage::Saw(name) = self.calls[call].stage else {
                return never();
            };
            let p = self.is();
            let right = match name {
                Name::Free => shown == Shown::Nothing,
                Name::Taken => matches!(shown, Shown::Creating | Shown::Nothing),
                Name::Up => {
                    shown
                        == if p.is_init() {
                            Shown::Created
                        } else {
                            Shown::Running
                        }
                }
                Name::Gone => shown == Shown::Stopped,
            };
            if right {
                return Ok(self.with(|it| drop(it.calls.remove(call))));
            }
            let what = p.words();
            let (promise, is) = match name {
                Name::Free if self.failed => ("failed-start-frees-name", "has failed to start"),
                Name::Free => ("no-half-built", "is not there"),
                Name::Taken => ("no-half-built", "is still being started"),
                Name::Up => ("stopped-when-dead", "is there and lives"),
                Name::Gone => ("stopped-when-dead", "has ended, and its exit was reported"),
            };
            broken(promise, format!("{what} {is}, and State says {shown:?}"))
        }

        fn hears_start(&self, pid: u32) -> Result<Shim, Refused> {
            let (p, life) = (self.is(), self.own.1);
            if life.made && !life.told_start && life.pid == pid {
                return Ok(self.with(|it| it.own.1.told_start = true));
            }
            let but = match life {
                Life { made: false, .. } => "runc has not made it",
                Life {
                    told_start: true, ..
                } => "has heard of that start before",
                _ => "its pid is another one",
            };
            broken(
                p.published(),
                format!(
                    "containerd hears that {} has started as pid {pid}, and {but}",
                    p.words()
                ),
            )
        }

        fn hears_exit(&self, right: bool) -> Result<Shim, Refused> {
            let (p, life) = (self.is(), self.own.1);
            if right && life.made && life.told_start && life.dead && !life.told_exit {
                return Ok(self.with(|it| it.own.1.told_exit = true));
            }
            let but = match life {
                Life { made: false, .. } => "runc has not made it",
                Life {
                    told_start: false, ..
                } => "has not heard that it started",
                Life { dead: false, .. } => "it lives",
                Life {
                    told_exit: true, ..
                } => "has heard of that before",
                _ => "its status is another one",
            };
            broken(
                p.published(),
                format!("containerd hears that {} has ended, and {but}", p.words()),
            )
        }
    }

    impl Model for Shim {
        type Seen = Seen;

        fn inner(&self) -> Vec<Shim> {
            let mut next = Vec::new();
            for (i, &Call { starts, stage, .. }) in self.calls.iter().enumerate() {
                let Some(p) = starts else {
                    if stage == Stage::Fresh {
                        next.push(self.set(i, Stage::Saw(self.own.0)));
                    }
                    continue;
                };
                let name = self.read(p).0;
                let name_is =
                    |name: Name, stage: Stage| self.set(i, stage).with(|it| it.at(p).0 = name);
                match stage {
                    Stage::Fresh => {
                        let up = p.is_init() || self.init.0 == Name::Up;
                        if !up {
                            next.push(self.set(i, Stage::Refused));
                        }
                        // A name that is taken may be seen before a container that is not there.
                        match name {
                            Name::Free if up => next.push(name_is(Name::Taken, Stage::Took)),
                            Name::Free => {}
                            _ => next.push(self.set(i, Stage::Lost)),
                        }
                    }
                    Stage::Made => next.push(name_is(Name::Up, Stage::There)),
                    Stage::Failed => next.push(name_is(Name::Free, Stage::Freed)),
                    _ => {}
                }
            }
            // An exit arrives while it is reported.
            if let (Name::Up, Life { dead: true, .. }) = self.own {
                next.push(self.with(|it| it.own.0 = Name::Gone));
            }
            if let (Name::Up, Life { dead: true, .. }) = self.init {
                next.push(self.with(|it| it.init.0 = Name::Gone));
            }
            next
        }

        fn see(&self, seen: Seen) -> Result<Shim, Refused> {
            match seen {
                Seen::Follows(p) => Ok(self.with(|it| it.of = Some(p))),
                Seen::CallsStart(who, p) => Ok(self.calls(Call {
                    who,
                    starts: Some(p),
                    stage: Stage::Fresh,
                })),
                Seen::CallsState(who) => Ok(self.calls(Call {
                    who,
                    starts: None,
                    stage: Stage::Fresh,
                })),
                Seen::Answers(who, answer) => self.start_answers(self.call_of(who), answer),
                Seen::Shows(who, shown) => self.shows(self.call_of(who), shown),
                Seen::Asked(p, pid) => match self.starting(p, Stage::Took) {
                    Some(call) => Ok(self.set(call, Stage::Asked).with(|it| {
                        it.at(p).1 = Life {
                            pid,
                            ..Life::default()
                        }
                    })),
                    None if !p.is_init() && self.init.0 == Name::Gone => broken(
                        "no-half-built",
                        format!(
                            "runc is asked for {}, and its container has ended",
                            p.words()
                        ),
                    ),
                    None if !p.is_init() && self.init.0 != Name::Up => broken(
                        "no-half-built",
                        format!(
                            "runc is asked for {}, and its container is not there",
                            p.words()
                        ),
                    ),
                    None => broken(
                        "one-create-wins",
                        format!("runc is asked for {}, and the name is taken", p.words()),
                    ),
                },
                Seen::Back(p, made) => {
                    let call = self.starting(p, Stage::Asked).expect("runc was asked");
                    let next = self.set(call, if made { Stage::Made } else { Stage::Failed });
                    Ok(next.with(|it| {
                        it.at(p).1.made = made;
                        it.failed |= !made && it.of == Some(p);
                    }))
                }
                Seen::Report(pid) => Ok(self.with(|it| {
                    if let Some(p) = it.of_pid(pid) {
                        it.at(p).1.dead = true;
                    }
                })),
                Seen::Reported(pid) => {
                    let Some(p) = self.of_pid(pid) else {
                        return Ok(self.clone());
                    };
                    let (name, life) = self.read(p);
                    if life.answered && name == Name::Up {
                        return broken(
                            "stopped-when-dead",
                            format!(
                                "the exit of {} was reported, and has not arrived",
                                p.words()
                            ),
                        );
                    }
                    Ok(self.with(|it| it.at(p).1.reported = true))
                }
                Seen::HearsStart(pid) => self.hears_start(pid),
                Seen::HearsExit { right } => self.hears_exit(right),
                Seen::Quiet => {
                    let (p, life) = (self.is(), self.own.1);
                    let lost = |says: &str| {
                        let says = format!("{} {says}", p.words());
                        Err(Some(Broken {
                            promise: p.published(),
                            kind: Kind::LostValue,
                            says,
                        }))
                    };
                    match life {
                        Life {
                            made: true,
                            told_start: false,
                            ..
                        } => lost("has started, and no event tells of it"),
                        Life {
                            made: true,
                            dead: true,
                            told_exit: false,
                            ..
                        } => lost("has ended, its exit was reported, and no event tells of it"),
                        _ => Ok(self.clone()),
                    }
                }
            }
        }
    }
}

// ANCHOR_END: model

/// Every call and every event beside each other one. The world around the service is as true as runc,
/// the kernel and containerd are.
mod crossed {
    use super::model::P::{A, B, X, Y};
    use super::model::{ALL, Answer, P, Seen, Shim, Shown};
    use super::{Error, Event, Events, ExitStatus, KILLED, Pid, Process, Runtime, Service, Status};
    use lab::Plain;
    use lab::client::{Act, Monitor, Scene, Suite, called, outside};
    use std::sync::{Arc, Barrier, Weak};
    use std::thread::{self, JoinHandle};

    /// What runc says when it fails.
    const BUSY: &str = "cgroup is busy";

    /// What runc does with a start.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Runc {
        Well,
        /// The process is dead before runc is back.
        Dies,
        /// It fails, and what it had forked is dead.
        Fails,
        /// It takes as long as the call beside it.
        Slow,
    }
    use Runc::{Dies, Fails, Slow, Well};

    /// A call, or an event.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        Start(P, Runc),
        State(P),
        /// A process that runs ends, and the reaper reports it.
        Exit(P),
    }
    use Does::{Exit, Start, State};

    pub const SUITE: Suite<Does> = Suite {
        acts: &[
            Start(A, Well),
            Start(A, Dies),
            Start(A, Fails),
            Start(B, Well),
            Start(B, Dies),
            Start(B, Fails),
            Start(X, Well),
            Start(X, Dies),
            Start(X, Fails),
            Start(Y, Well),
            Start(Y, Dies),
            Start(Y, Fails),
            State(A),
            State(X),
            Exit(A),
            Exit(X),
        ],
        histories: &[
            &[],
            &[Start(A, Well)],
            &[Start(A, Well), Start(X, Well)],
            &[Start(A, Well), Exit(A)],
            &[Start(A, Well), Start(X, Well), Exit(X)],
        ],
        more: &[
            // State has two seconds, and a start takes as long as that.
            (&[Start(A, Well)], &[Start(B, Slow), State(A)]),
            (
                &[Start(A, Well), Start(X, Well)],
                &[Start(B, Slow), State(X)],
            ),
            (
                &[Start(A, Well), Start(B, Well)],
                &[Start(X, Slow), State(B)],
            ),
            (
                &[Start(A, Well)],
                &[Start(X, Well), Start(Y, Dies), Exit(A)],
            ),
            (&[], &[Start(A, Fails), Start(A, Dies), Start(B, Well)]),
        ],
        otherwise: "create-returns",
        not_asked: &[
            "three calls at once beyond the named ones",
            "a third exec",
            "a slow containerd",
            "a pid that comes again among starts that overlap",
        ],
        play,
    };

    impl Act for Does {
        fn alone(self, before: &[Does]) -> Option<u8> {
            // One of these for each name: free, there, gone.
            let stands = |p: P| {
                before.iter().fold(0, |stands, act| match *act {
                    Start(q, runc) if q == p && runc != Fails => 1 + u8::from(runc == Dies),
                    Exit(q) if q == p => 2,
                    _ => stands,
                })
            };
            Some(match self {
                Start(p, _) if !p.is_init() && stands(A) != 1 => 0,
                Start(p, runc) if stands(p) > 0 && runc != Well => return None,
                Start(p, _) => 1 + u8::from(stands(p) > 0),
                State(p) => 3 + stands(p),
                Exit(p) if stands(p) == 1 => 6,
                Exit(_) => return None,
            })
        }

        fn words(self) -> String {
            match self {
                Start(p, runc) => {
                    let how = match runc {
                        Well => "",
                        Dies => ", and it dies at once",
                        Fails => ", and runc fails",
                        Slow => ", and runc is slow",
                    };
                    start_words(p) + how
                }
                State(p) => state_words(p),
                Exit(p) => format!("the end of {}", p.words()),
            }
        }

        fn looks(self) -> bool {
            matches!(self, State(_))
        }

        fn fails(self) -> bool {
            matches!(self, Start(_, Fails))
        }

        fn is_once(self) -> bool {
            matches!(self, Exit(_))
        }

        fn is_ordered(self, other: Does) -> bool {
            matches!((self, other), (Start(p, _), Start(q, _)) if p == q)
        }

        fn is_left_out(self, other: Does, before: &[Does]) -> bool {
            // What is not there has nothing that runc could do with it.
            let refused = |act: Does| {
                matches!(act, Start(_, runc) if runc != Well) && act.alone(before) == Some(0)
            };
            refused(self) || refused(other)
        }

        fn twin(self, before: &[Does]) -> Does {
            let started = |p: P| {
                before
                    .iter()
                    .any(|act| matches!(act, Start(q, _) if *q == p))
            };
            let twin = |p: P| match p {
                A if !started(A) => B,
                B if !started(A) => A,
                X if !started(X) => Y,
                Y if !started(X) => X,
                same => same,
            };
            match self {
                Start(p, runc) => Start(twin(p), runc),
                State(p) => State(twin(p)),
                Exit(p) => Exit(twin(p)),
            }
        }
    }

    fn start_words(p: P) -> String {
        match process(p) {
            Process::Init(id) => format!("create({id})"),
            Process::Exec(id, name) => format!("exec({id}, {name})"),
        }
    }

    fn state_words(p: P) -> String {
        match process(p) {
            Process::Init(id) => format!("state({id})"),
            Process::Exec(id, name) => format!("state({id}, {name})"),
        }
    }

    fn process(p: P) -> Process {
        match p {
            A => Process::Init("a".into()),
            B => Process::Init("b".into()),
            X => Process::Exec("a".into(), "x".into()),
            Y => Process::Exec("a".into(), "y".into()),
        }
    }

    fn named(id: &str, exec: Option<&str>) -> P {
        match (id, exec) {
            ("a", None) => A,
            ("b", None) => B,
            ("a", Some("x")) => X,
            _ => Y,
        }
    }

    fn of(process: &Process) -> P {
        match process {
            Process::Init(id) => named(id, None),
            Process::Exec(id, name) => named(id, Some(name)),
        }
    }

    /// What is outside of the service for one name. Each has its own, so that what happens to one makes no order for another.
    #[derive(Default)]
    struct Slot {
        monitor: Monitor<Shim>,
        ways: Plain<Vec<Runc>>,
        /// The pid of the process that lives, and how many were forked.
        alive: Plain<Option<u32>>,
        forks: Plain<u32>,
        /// Its last process has ended, and the report of that is over: the kernel may give the pid out again.
        over: Plain<bool>,
        reports: Plain<Vec<JoinHandle<()>>>,
    }

    struct World {
        slots: [Slot; 4],
        /// Names that the situation speaks of.
        involved: [bool; 4],
        pids: [u32; 4],
        /// The kernel gives a pid out again only to a fork that comes when the report is over.
        again: bool,
        /// A start that gets the pid of a process which was there before and ends meanwhile.
        heir: Option<(P, P)>,
        /// Of two that fail, one tries again: two add nothing but schedules.
        one_retries: bool,
        gate: Barrier,
    }

    impl World {
        fn slot(&self, p: P) -> &Slot {
            &self.slots[p as usize]
        }

        /// What is seen of an init is shown to its execs, too.
        fn see(&self, p: P, seen: Seen) {
            let of_life = !matches!(
                seen,
                Seen::CallsState(_)
                    | Seen::Shows(..)
                    | Seen::HearsStart(_)
                    | Seen::HearsExit { .. }
                    | Seen::Quiet
            );
            if p == A && of_life {
                for exec in [X, Y].into_iter().filter(|p| self.involved[*p as usize]) {
                    self.slot(exec).monitor.see(seen);
                }
            }
            self.slot(p).monitor.see(seen);
        }

        fn start(self: &Arc<World>, p: P, service: &Weak<Service>) -> Result<Pid, Error> {
            let slot = self.slot(p);
            let way = slot.ways.with(|ways| {
                if ways.is_empty() {
                    Well
                } else {
                    ways.remove(0)
                }
            });
            let before = slot
                .forks
                .with(|forks| std::mem::replace(forks, *forks + 1));
            let mut pid = self.pids[p as usize] + if self.again { 0 } else { 10 * before };
            if let Some((_, of)) = self.heir.filter(|(heir, _)| *heir == p) {
                // runc takes a moment before it forks.
                lab::pause();
                if self.slot(of).over.with(|over| *over) {
                    lab::note("the kernel gives the pid out again");
                    pid = self.pids[of as usize];
                }
            }
            self.see(p, Seen::Asked(p, pid));
            match way {
                Well => lab::pause(),
                Slow => outside(|| {
                    self.gate.wait();
                    self.gate.wait();
                }),
                Dies | Fails => {
                    let (world, service) = (
                        self.clone(),
                        service.upgrade().expect("a request is under way"),
                    );
                    let reaper = thread::Builder::new().name("reaper".into());
                    let report = reaper
                        .spawn(move || world.report(&service, p, pid))
                        .unwrap();
                    lab::note("the new process is dead, and runc is not back yet");
                    slot.reports.with(|reports| reports.push(report));
                }
            }
            if matches!(way, Well | Slow) {
                slot.alive.with(|alive| *alive = Some(pid));
            }
            self.see(p, Seen::Back(p, way != Fails));
            if way == Fails {
                Err(Error::Runtime(BUSY.into()))
            } else {
                Ok(Pid(pid))
            }
        }

        fn report(&self, service: &Arc<Service>, p: P, pid: u32) {
            self.see(p, Seen::Report(pid));
            called(
                p.published(),
                || format!("handle_exit({pid})"),
                || service.handle_exit(Pid(pid), KILLED),
                |()| None,
            );
            self.see(p, Seen::Reported(pid));
            if self.heir.is_some_and(|(_, of)| of == p) {
                self.slot(p).over.with(|over| *over = true);
            }
        }

        fn all_reported(&self, p: P) {
            while let Some(report) = self.slot(p).reports.with(|reports| reports.pop()) {
                report.join().unwrap();
            }
        }

        fn act(&self, service: &Arc<Service>, who: u8, act: Does) {
            match act {
                State(p) => {
                    self.see(p, Seen::CallsState(who));
                    let words = || state_words(p);
                    let says = called(
                        "state-answers",
                        words,
                        || service.state(&process(p)),
                        |it| Some(format!("{it:?}")),
                    );
                    self.see(p, Seen::Shows(who, shown(&says)));
                }
                Exit(p) => {
                    if let Some(pid) = self.slot(p).alive.with(|alive| alive.take()) {
                        self.report(service, p, pid);
                    }
                }
                Start(p, runc) => {
                    self.see(p, Seen::CallsStart(who, p));
                    let start = || match process(p) {
                        Process::Init(id) => service.create(&id),
                        Process::Exec(id, name) => service.exec(&id, &name),
                    };
                    let answer = called(
                        "create-returns",
                        || start_words(p),
                        start,
                        |it| Some(format!("{it:?}")),
                    );
                    self.see(p, Seen::Answers(who, answered(&answer)));
                    // A client tries again where runc failed. One that came before the others leaves that to them.
                    let retries = who > 0 && (who < 2 || !self.one_retries);
                    if matches!(answer, Err(Error::Runtime(_))) && runc == Fails && retries {
                        self.all_reported(p);
                        self.act(service, who, Start(p, Well));
                    }
                }
            }
        }
    }

    fn answered(answer: &Result<Pid, Error>) -> Answer {
        match answer {
            Ok(Pid(pid)) => Answer::Pid(*pid),
            Err(Error::AlreadyExists) => Answer::Exists,
            Err(Error::NotFound) => Answer::NotFound,
            Err(Error::Runtime(words)) if words == BUSY => Answer::Runtime,
            Err(Error::Runtime(_)) => Answer::Wrong,
        }
    }

    fn shown(says: &Result<Status, Error>) -> Shown {
        match says {
            Ok(Status::Creating) => Shown::Creating,
            Ok(Status::Created) => Shown::Created,
            Ok(Status::Running) => Shown::Running,
            Ok(Status::Stopped(KILLED)) => Shown::Stopped,
            Err(Error::NotFound) => Shown::Nothing,
            _ => Shown::Wrong,
        }
    }

    struct Fake(Arc<World>, Weak<Service>);

    impl Runtime for Fake {
        fn create(&self, id: &str) -> Result<Pid, Error> {
            self.0.start(named(id, None), &self.1)
        }

        fn exec(&self, id: &str, name: &str) -> Result<Pid, Error> {
            self.0.start(named(id, Some(name)), &self.1)
        }
    }

    struct Hears(Arc<World>);

    impl Events for Hears {
        fn publish(&self, event: Event) {
            // A step of its own: another thread can come before it.
            lab::pause();
            match &event {
                Event::Started(it, Pid(pid)) => self.0.see(of(it), Seen::HearsStart(*pid)),
                Event::Exited(it, ExitStatus(status)) => self.0.see(
                    of(it),
                    Seen::HearsExit {
                        right: *status == KILLED.0,
                    },
                ),
            }
        }
    }

    fn play(scene: &Scene<Does>) {
        let Scene { before, beside } = scene;
        let involved = |p: &P| {
            let is = |act: &Does| matches!(act, Start(q, _) | State(q) | Exit(q) if q == p);
            before.iter().chain(beside).any(is)
        };
        let world = Arc::new(World {
            slots: Default::default(),
            involved: ALL.map(|p| involved(&p)),
            pids: pids(scene),
            heir: heir(scene),
            again: ALL.iter().all(|p| {
                beside
                    .iter()
                    .filter(|act| matches!(act, Start(q, _) if q == p))
                    .count()
                    < 2
            }),
            one_retries: beside.len() > 1
                && beside.iter().all(|act| matches!(act, Start(_, Fails))),
            gate: Barrier::new(2),
        });
        ALL.iter()
            .filter(|p| involved(p))
            .for_each(|p| world.slot(*p).monitor.see(Seen::Follows(*p)));
        let service = Arc::new_cyclic(|service| {
            Service::new(
                Box::new(Fake(world.clone(), service.clone())),
                Box::new(Hears(world.clone())),
            )
        });
        for act in before.iter().chain(beside) {
            if let Start(p, runc) = *act {
                world.slot(p).ways.with(|ways| ways.push(runc));
            }
        }
        for &act in before {
            world.act(&service, 0, act);
            ALL.iter().for_each(|p| world.all_reported(*p));
        }
        let (ours, others) = beside.split_last().expect("a call");
        let clients: Vec<JoinHandle<()>> = (2_u8..)
            .zip(others)
            .map(|(who, &act)| {
                let (world, service) = (world.clone(), service.clone());
                let client = thread::Builder::new().name(format!("client {who}"));
                client.spawn(move || world.act(&service, who, act)).unwrap()
            })
            .collect();
        let slow = others.iter().any(|act| matches!(act, Start(_, Slow)));
        if slow {
            world.gate.wait();
            lab::note("runc is at work, and takes as long as the next call");
        }
        world.act(&service, 1, *ours);
        if slow {
            world.gate.wait();
        }
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
        // Nothing moves any more. What is there still answers, and still ends.
        let quiet = || {
            ALL.iter().for_each(|p| world.all_reported(*p));
            lab::settle();
            for p in ALL.into_iter().filter(involved) {
                world.see(p, Seen::Quiet);
                world.act(&service, 1, State(p));
            }
        };
        quiet();
        for p in [X, Y, A, B].into_iter().filter(involved) {
            world.act(&service, 1, Exit(p));
        }
        quiet();
    }

    /// The one that is started beside the end of another.
    fn heir(scene: &Scene<Does>) -> Option<(P, P)> {
        match scene.beside[..] {
            [Start(heir, _), Exit(of)] | [Exit(of), Start(heir, _)] if heir != of => {
                Some((heir, of))
            }
            _ => None,
        }
    }

    /// A name that has ended before leaves its pid to the first one that is started beside.
    fn pids(scene: &Scene<Does>) -> [u32; 4] {
        let mut pids = [100, 101, 102, 103];
        let dead = scene.before.iter().rev().find_map(|act| match *act {
            Exit(p) | Start(p, Fails | Dies) => Some(p),
            _ => None,
        });
        let next = scene.beside.iter().find_map(|act| match *act {
            Start(p, _) => Some(p),
            _ => None,
        });
        if let (Some(dead), Some(next)) = (dead, next)
            && !scene
                .before
                .iter()
                .any(|act| matches!(act, Start(p, _) if *p == next))
        {
            pids[next as usize] = pids[dead as usize];
        }
        pids
    }
}
