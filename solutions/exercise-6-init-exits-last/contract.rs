//! What a client of the container is promised, whatever the code looks like. runc, the kernel, the
//! reaper and the client are fakes in here. Their own state is `Plain`: only steps of the container,
//! waits of the fakes and published events make schedules.

// ANCHOR: scenes
use super::subject::*;
use lab::{Kind, Log, Plain, Property, check};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("init-exits-last", init_exits_last),
    Property::new("exec-exit-published", exec_exit_published),
    Property::new("failed-start", failed_start),
    Property::new("slow-start", slow_start),
    Property::crossing(|| crossed::SUITE.crossing()),
];

/// Init dies at any time while two execs are started. The second one may find it dead.
fn init_exits_last() {
    let shim = Shim::new(|_| Answer::Starts);
    let first = shim.start("first");
    let second = shim.start("second");
    shim.kernel.init_dies(&shim.container);
    let started = [first, second].map(|request| request.join().unwrap().is_ok());
    shim.ends_with_init();
    for (name, started) in ["first", "second"].into_iter().zip(started) {
        shim.heard_of(name, Told::all_if(started));
    }
}

/// One exec ends while the start of another is under way. Init lives on.
fn exec_exit_published() {
    let shim = Shim::new(|_| Answer::Starts);
    shim.stranger_ends();
    let short = shim.container.exec("short").unwrap();
    let request = shim.start("other");
    shim.kernel.ends(&shim.container, short);
    request.join().unwrap().unwrap();
    shim.heard_of("short", Told::StartAndEnd);
    shim.heard_of("other", Told::Start);
    shim.kernel.init_dies(&shim.container);
    shim.heard_of("other", Told::StartAndEnd);
    shim.ends_with_init();
}

/// Init dies while one start fails, alone or beside one that does not.
fn failed_start() {
    let beside = ["alone", "beside a start that works"];
    let beside = lab::choose("a start fails", &beside) == 1;
    let shim = Shim::new(|name| match name {
        "bad" => Answer::Fails,
        _ => Answer::Starts,
    });
    let good = beside.then(|| shim.start("good"));
    let bad = shim.start("bad");
    shim.kernel.init_dies(&shim.container);
    let answer = bad.join().unwrap();
    check(answer.is_err(), Kind::WrongValue, || {
        format!("runc could not start the exec, and exec answered {answer:?}")
    });
    let started = good.is_some_and(|request| request.join().unwrap().is_ok());
    shim.heard_of("bad", Told::Nothing);
    shim.heard_of("good", Told::all_if(started));
    shim.ends_with_init();
}

/// As slow as a start can be: runc is done with `slow` only when `quick` was started, and when the client
/// has heard of an exit. A second slow start may be under way. It is that of an exec that runs, or of `quick`, whose start may not be over yet.
fn slow_start() {
    let whose = ["an exec that runs", "an exec that was just started"];
    let early = lab::choose("who ends", &whose) == 1;
    let shim = Shim::new(if early {
        |name| match name {
            "slow" => Answer::StartsAfterExitOf("quick"),
            _ => Answer::StartsAndEnds,
        }
    } else {
        |name| match name {
            "slow" | "slow too" => Answer::StartsAfterExitOf("short"),
            _ => Answer::Starts,
        }
    });
    let short = (!early).then(|| shim.container.exec("short").unwrap());
    // Two of them, and one more finds no turn where only two starts may be under way.
    let beside = ["alone", "beside another one"];
    let second = !early && lab::choose("a slow start", &beside) == 1;
    let second = second.then(|| {
        let request = shim.start("slow too");
        shim.client.wait_for_asked();
        request
    });
    let slow = shim.start("slow");
    if second.is_some() {
        shim.client.wait_for_asked();
    }
    shim.stranger_ends();
    let quick = if let Some(short) = short {
        let quick = shim.container.exec("quick");
        shim.kernel.ends(&shim.container, short);
        quick
    } else {
        let quick = shim.start("quick");
        shim.kernel.ends(&shim.container, shim.kernel.next_end());
        quick.join().unwrap()
    };
    check(quick.is_ok(), Kind::WrongValue, || {
        format!("runc has started quick, and exec answered {quick:?}")
    });
    slow.join().unwrap().unwrap();
    if let Some(second) = second {
        second.join().unwrap().unwrap();
    }
    shim.heard_of("short", Told::all_if(!early));
    shim.heard_of(
        "quick",
        if early {
            Told::StartAndEnd
        } else {
            Told::Start
        },
    );
}

/// What the client is to hear of an exec.
#[derive(PartialEq)]
enum Told {
    Nothing,
    Start,
    StartAndEnd,
}

impl Told {
    /// Of an exec that init takes along, if its start has not failed.
    fn all_if(started: bool) -> Told {
        if started {
            Told::StartAndEnd
        } else {
            Told::Nothing
        }
    }
}

/// What runc does with a start.
enum Answer {
    Starts,
    /// The process ends while runc is still at work.
    StartsAndEnds,
    StartsAfterExitOf(&'static str),
    Fails,
}

const INIT: Pid = Pid(100);

/// Each process ends with a status of its own, so that none can stand for another.
fn status(pid: Pid) -> ExitStatus {
    ExitStatus(pid.0 as u8)
}

/// The container under test, between a fake runc, a fake kernel and a fake client.
struct Shim {
    container: Arc<Container>,
    kernel: Arc<Kernel>,
    client: Arc<Client>,
}

impl Shim {
    fn new(runc: fn(&str) -> Answer) -> Shim {
        let (kernel, client) = (Arc::new(Kernel::default()), Arc::new(Client::new()));
        let runtime = Runc(runc, kernel.clone(), client.clone());
        let events = Wire(client.clone());
        let container = Container::new(INIT, Box::new(runtime), Box::new(events));
        Shim {
            container: Arc::new(container),
            kernel,
            client,
        }
    }

    /// A request to start an exec, in a thread of its own.
    #[track_caller]
    fn start(&self, name: &'static str) -> JoinHandle<Result<Pid, Error>> {
        let container = self.container.clone();
        let named = thread::Builder::new().name(name.into());
        named.spawn(move || container.exec(name)).unwrap()
    }

    /// The reaper has children that are no processes of the container. runc is one.
    fn stranger_ends(&self) {
        self.container.handle_exit(Pid(7), ExitStatus(0));
    }

    /// What the client hears when nobody has anything left to do: an event may be sent by a thread of
    /// the container's own.
    fn heard(&self) -> Vec<Event> {
        lab::settle();
        self.client.heard.read()
    }

    /// All reports were made. The client hears once that init is gone, and nothing after that.
    fn ends_with_init(&self) {
        let events = self.heard();
        let exit = Event::Exited(Process::Init, status(INIT));
        let of_init = |event: &&Event| matches!(event, Event::Exited(Process::Init, _));
        let exits = events.iter().filter(of_init).count();
        check(exits > 0, Kind::LostValue, || {
            format!("init has exited, and no event tells of it: {events:?}")
        });
        let right = exits == 1 && events.last() == Some(&exit);
        check(right, Kind::WrongValue, || {
            format!("the exit of init is to come once, and last: {events:?}")
        });
    }

    /// What the client heard of an exec: its start and its end once each, in this order. Of an exec that
    /// was refused it hears nothing, whether runc had forked or not.
    fn heard_of(&self, name: &str, told: Told) {
        let events = self.heard();
        let exec = Process::Exec(name.into());
        let exits = |event: &Event| matches!(event, Event::Exited(it, _) if *it == exec);
        let heard = events.iter().filter(|event| exits(event)).count();
        let times = usize::from(told == Told::StartAndEnd);
        let promise = "exec-exit-published";
        lab::check_promise(promise, heard >= times, Kind::LostValue, || {
            format!("{name} has exited, and no event tells of it: {events:?}")
        });
        check(heard == times, Kind::WrongValue, || {
            format!("the exit of {name} is to come {times} times: {events:?}")
        });
        let started = Event::Started(exec.clone());
        let starts = events.iter().filter(|event| **event == started).count();
        let times = usize::from(told != Told::Nothing);
        check(starts == times, Kind::WrongValue, || {
            format!("the start of {name} is to come {times} times: {events:?}")
        });
        let pid = self.kernel.pid(name);
        let exit = pid.map(|pid| Event::Exited(exec.clone(), status(pid)));
        let mut from_start = events.iter().skip_while(|event| **event != started);
        let right =
            told != Told::StartAndEnd || from_start.any(|event| Some(event) == exit.as_ref());
        check(right, Kind::WrongValue, || {
            format!("{name} exits before it starts, or not with {exit:?}: {events:?}")
        });
    }
}

/// Who lives in the pid namespace.
#[derive(Default)]
struct Kernel {
    namespace: Plain<Namespace>,
    /// A process that has ended by itself, for the reaper.
    ended: Mutex<Option<Pid>>,
    news: Condvar,
}

#[derive(Default)]
struct Namespace {
    execs: Vec<Pid>,
    /// The names of all execs so far, in the order of their pids.
    forks: Vec<String>,
    dead: bool,
}

impl Kernel {
    /// A dead namespace takes nobody in.
    fn fork(&self, name: &str) -> Result<Pid, Error> {
        self.namespace.with(|it| {
            if it.dead {
                return Err(Error("no such process".into()));
            }
            it.forks.push(name.into());
            let pid = Pid(INIT.0 + it.forks.len() as u32);
            it.execs.push(pid);
            Ok(pid)
        })
    }

    /// The pid of an exec, if it was ever started.
    fn pid(&self, name: &str) -> Option<Pid> {
        let place = |it: &mut Namespace| it.forks.iter().position(|fork| fork == name);
        let place = self.namespace.with(place)?;
        Some(Pid(INIT.0 + 1 + place as u32))
    }

    /// Waits for a process that ends by itself.
    fn next_end(&self) -> Pid {
        let ended = self.ended.lock().unwrap();
        let ended = self.news.wait_while(ended, |ended| ended.is_none());
        ended.unwrap().expect("waited for")
    }

    /// One exec ends, and is reported by the calling thread: the reaper.
    fn ends(&self, container: &Container, pid: Pid) {
        self.namespace
            .with(|it| it.execs.retain(|other| *other != pid));
        container.handle_exit(pid, status(pid));
    }

    /// Init dies, and the kernel ends the others first. The calling thread is the reaper: it reports
    /// all of them, in that order.
    fn init_dies(&self, container: &Container) {
        lab::note("init dies; the kernel ends the execs, then init");
        let execs = self.namespace.with(|it| {
            it.dead = true;
            std::mem::take(&mut it.execs)
        });
        for pid in execs {
            container.handle_exit(pid, status(pid));
        }
        container.handle_exit(INIT, status(INIT));
    }
}

struct Runc(fn(&str) -> Answer, Arc<Kernel>, Arc<Client>);

impl Runtime for Runc {
    fn exec(&self, name: &str) -> Result<Pid, Error> {
        match (self.0)(name) {
            Answer::Fails => {
                // It looks for the program, which takes a moment.
                lab::pause();
                Err(Error("executable file not found".into()))
            }
            Answer::Starts => {
                let pid = self.1.fork(name)?;
                lab::pause();
                Ok(pid)
            }
            Answer::StartsAndEnds => {
                let pid = self.1.fork(name)?;
                *self.1.ended.lock().unwrap() = Some(pid);
                self.1.news.notify_all();
                Ok(pid)
            }
            Answer::StartsAfterExitOf(other) => {
                let pid = self.1.fork(name)?;
                self.2.asked();
                self.2.wait_for_exit(other);
                Ok(pid)
            }
        }
    }
}

/// What the client has heard, in order.
struct Client {
    heard: Log<Event>,
    /// The execs whose exit it has heard of.
    gone: Mutex<Vec<String>>,
    news: Condvar,
    /// Whether a slow start has reached runc, and is not waited for yet.
    asked: Mutex<bool>,
    reached: Condvar,
}

impl Client {
    fn new() -> Client {
        Client {
            heard: Log::new(),
            gone: Mutex::default(),
            news: Condvar::new(),
            asked: Mutex::default(),
            reached: Condvar::new(),
        }
    }

    /// A slow start has reached runc.
    fn asked(&self) {
        *self.asked.lock().unwrap() = true;
        self.reached.notify_all();
    }

    /// Waits for the next slow start.
    fn wait_for_asked(&self) {
        let asked = self.asked.lock().unwrap();
        let mut asked = self.reached.wait_while(asked, |asked| !*asked).unwrap();
        *asked = false;
    }

    fn wait_for_exit(&self, name: &str) {
        let gone = self.gone.lock().unwrap();
        let unknown = |gone: &mut Vec<String>| !gone.iter().any(|it| it == name);
        drop(self.news.wait_while(gone, unknown).unwrap());
    }
}

struct Wire(Arc<Client>);

impl Events for Wire {
    fn publish(&self, event: Event) {
        if let Event::Exited(Process::Exec(name), _) = &event {
            self.0.gone.lock().unwrap().push(name.clone());
            self.0.news.notify_all();
        }
        self.0.heard.push(event);
    }
}

// ANCHOR_END: scenes

// ANCHOR: model
/// What the container promises for one exec beside its init, as an automaton. Each exec is followed by a
/// monitor of its own, and init by one more: two execs are put in no order.
mod model {
    use lab::Kind;
    use lab::client::{Broken, Model, Refused};

    /// Everything that is seen from outside.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Seen {
        /// A client asks for the exec.
        Calls,
        Asked,
        /// runc is back: the process is there, or there is none.
        Back(bool),
        /// The pid is that of the process, or the words are runc's.
        Answers {
            ok: bool,
            right: bool,
        },
        /// The reaper begins its report, and ends it.
        Report,
        Reported,
        InitReport,
        HearsStart,
        HearsExit {
            right: bool,
        },
        HearsInitExit {
            right: bool,
        },
        /// Nothing moves any more. Whether a start has failed in this situation.
        Quiet {
            a_start_failed: bool,
        },
    }

    /// How far a start has come.
    #[derive(Debug, Clone, Copy, PartialEq, Default)]
    enum Start {
        #[default]
        None,
        Called,
        Asked,
        Made,
        Failed,
        Answered,
        Refused,
    }

    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct Exec {
        start: Start,
        dead: bool,
        told_start: bool,
        told_exit: bool,
        init_dead: bool,
        init_told: bool,
    }

    fn broken<T>(promise: &'static str, kind: Kind, says: &str) -> Result<T, Refused> {
        Err(Some(Broken {
            promise,
            kind,
            says: says.to_owned(),
        }))
    }

    impl Exec {
        fn with(&self, change: impl FnOnce(&mut Exec)) -> Result<Exec, Refused> {
            let mut next = self.clone();
            change(&mut next);
            Ok(next)
        }

        fn answers(&self, ok: bool, right: bool) -> Result<Exec, Refused> {
            let wrong = |says: &str| broken("exec-exit-published", Kind::WrongValue, says);
            match (ok, self.start) {
                (true, Start::Made) if right => self.with(|it| it.start = Start::Answered),
                (true, Start::Made) => wrong("exec answers another pid than runc's"),
                (true, _) => wrong("runc has started nothing, and exec answers a pid"),
                (false, Start::Made) if self.told_start => {
                    wrong("the client has heard of the start, and exec answers an error")
                }
                // One whose init has died meanwhile may be refused, and then nobody hears of it.
                (false, Start::Failed) if right || self.init_dead => {
                    self.with(|it| it.start = Start::Refused)
                }
                (false, Start::Failed) => broken(
                    "failed-start",
                    Kind::WrongValue,
                    "runc has failed, and exec answers in other words",
                ),
                (false, _) if self.init_dead => self.with(|it| it.start = Start::Refused),
                (false, _) => broken(
                    "failed-start",
                    Kind::WrongValue,
                    "init lives, runc has not failed, and exec answers an error",
                ),
            }
        }

        fn hears_start(&self) -> Result<Exec, Refused> {
            let but = match self {
                Exec {
                    init_told: true, ..
                } => {
                    let says = "the client hears of a start after the exit of init";
                    return broken("init-exits-last", Kind::WrongValue, says);
                }
                Exec {
                    told_start: true, ..
                } => "has heard of it before",
                Exec {
                    start: Start::Made | Start::Answered,
                    ..
                } => return self.with(|it| it.told_start = true),
                _ => "runc has not started it",
            };
            broken(
                "exec-exit-published",
                Kind::WrongValue,
                &format!("the client hears of a start, and {but}"),
            )
        }

        fn hears_exit(&self, right: bool) -> Result<Exec, Refused> {
            let but = match self {
                Exec {
                    told_start: false, ..
                } => "has not heard of the start",
                Exec { dead: false, .. } => "the exec lives",
                Exec {
                    told_exit: true, ..
                } => "has heard of it before",
                Exec {
                    init_told: true, ..
                } => {
                    let says = "the exit of init is published before that of an exec";
                    return broken("init-exits-last", Kind::WrongValue, says);
                }
                _ if right => return self.with(|it| it.told_exit = true),
                _ => "the status is another one",
            };
            broken(
                "exec-exit-published",
                Kind::WrongValue,
                &format!("the client hears of an exit, and {but}"),
            )
        }

        fn hears_init_exit(&self, right: bool) -> Result<Exec, Refused> {
            let but = match self {
                Exec {
                    init_dead: false, ..
                } => "init lives",
                Exec {
                    init_told: true, ..
                } => "has heard of it before",
                Exec {
                    told_start: true,
                    told_exit: false,
                    ..
                } => "not of the exit of an exec that was started",
                _ if right => return self.with(|it| it.init_told = true),
                _ => "the status is another one",
            };
            broken(
                "init-exits-last",
                Kind::WrongValue,
                &format!("the client hears of the exit of init, and {but}"),
            )
        }

        fn quiet(&self, a_start_failed: bool) -> Result<Exec, Refused> {
            let lost = |promise, says| broken(promise, Kind::LostValue, says);
            match self {
                Exec {
                    start: Start::Answered,
                    told_start: false,
                    ..
                } => lost(
                    "exec-exit-published",
                    "an exec has started, and no event tells of it",
                ),
                Exec {
                    told_start: true,
                    dead: true,
                    told_exit: false,
                    ..
                } => lost(
                    "exec-exit-published",
                    "an exec has exited, and no event tells of it",
                ),
                Exec {
                    init_dead: true,
                    init_told: false,
                    ..
                } => {
                    let promise = if a_start_failed {
                        "failed-start"
                    } else {
                        "init-exits-last"
                    };
                    lost(promise, "init has exited, and no event tells of it")
                }
                _ => Ok(self.clone()),
            }
        }
    }

    impl Model for Exec {
        type Seen = Seen;

        /// All that matters is seen here.
        fn inner(&self) -> Vec<Exec> {
            Vec::new()
        }

        fn see(&self, seen: Seen) -> Result<Exec, Refused> {
            match seen {
                Seen::Calls => self.with(|it| it.start = Start::Called),
                Seen::Asked => self.with(|it| it.start = Start::Asked),
                Seen::Back(made) => {
                    self.with(|it| it.start = if made { Start::Made } else { Start::Failed })
                }
                Seen::Answers { ok, right } => self.answers(ok, right),
                Seen::Report => self.with(|it| it.dead = true),
                Seen::Reported => Ok(self.clone()),
                Seen::InitReport => self.with(|it| it.init_dead = true),
                Seen::HearsStart => self.hears_start(),
                Seen::HearsExit { right } => self.hears_exit(right),
                Seen::HearsInitExit { right } => self.hears_init_exit(right),
                Seen::Quiet { a_start_failed } => self.quiet(a_start_failed),
            }
        }
    }
}

// ANCHOR_END: model

/// Every call and every event beside each other one.
mod crossed {
    use super::model::{Exec, Seen};
    use super::{Container, Error, Event, Events, ExitStatus, INIT, Pid, Process, Runtime, status};
    use lab::Plain;
    use lab::client::{Act, Monitor, Scene, Suite, called, outside};
    use std::sync::{Arc, Mutex, Weak};
    use std::thread::{self, JoinHandle};

    /// What runc does with a start.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Runc {
        Well,
        /// The process ends before runc is back.
        Ends,
        Fails,
    }
    use Runc::{Ends, Fails, Well};

    /// A call, or an event. A number is an exec's.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        Exec(usize, Runc),
        /// An exec that runs ends.
        Exit(usize),
        /// A child ends that is no process of the container: runc, or one that got the pid of an exec which has ended.
        Stranger,
        /// The kernel ends the execs, then init.
        InitDies,
    }
    use Does::{Exec as Starts, Exit, InitDies, Stranger};

    const NAMES: [&str; 2] = ["x", "y"];
    /// Why a start fails: the program is missing, or init is dead.
    const RUNC_SAYS: [&str; 2] = ["executable file not found", "no such process"];
    /// With what a child ends that is no process of the container.
    const STRANGERS: ExitStatus = ExitStatus(0);

    pub const SUITE: Suite<Does> = Suite {
        acts: &[
            Starts(0, Well),
            Starts(0, Ends),
            Starts(0, Fails),
            Starts(1, Well),
            Starts(1, Ends),
            Starts(1, Fails),
            Exit(0),
            Stranger,
            InitDies,
        ],
        histories: &[
            &[],
            &[Starts(0, Well)],
            &[Starts(0, Well), Exit(0)],
            &[Starts(0, Ends)],
            &[InitDies],
        ],
        more: &[
            (&[], &[Starts(0, Ends), Starts(1, Well), InitDies]),
            (&[], &[Starts(0, Fails), Starts(1, Well), InitDies]),
            (&[], &[Starts(0, Well), Starts(1, Well), InitDies]),
            (&[], &[Starts(0, Ends), Starts(1, Fails), InitDies]),
            (&[Starts(0, Well)], &[Exit(0), Starts(1, Well), InitDies]),
        ],
        otherwise: "init-exits-last",
        not_asked: &["three execs", "a slow client"],
        play,
    };

    impl Act for Does {
        fn alone(self, before: &[Does]) -> Option<u8> {
            let over = before.contains(&InitDies);
            let started = |exec: usize| {
                before
                    .iter()
                    .any(|it| matches!(it, Starts(other, Well | Ends) if *other == exec))
            };
            let runs = |exec: usize| {
                before.contains(&Starts(exec, Well)) && !before.contains(&Exit(exec)) && !over
            };
            match self {
                // Each exec has a name of its own. What is refused has no way to go.
                Starts(exec, runc) if started(exec) || over && runc != Well => None,
                Starts(..) => Some(u8::from(over)),
                Exit(exec) => runs(exec).then_some(2),
                Stranger if before.contains(&Starts(0, Ends)) => Some(2),
                Stranger => Some(u8::from(before.contains(&Exit(0)))),
                InitDies => (!over).then_some(3 + u8::from(runs(0))),
            }
        }

        fn words(self) -> String {
            match self {
                Starts(exec, runc) => {
                    let how = match runc {
                        Well => "",
                        Ends => ", and it ends at once",
                        Fails => ", and runc fails",
                    };
                    format!("exec({}){how}", NAMES[exec])
                }
                Exit(exec) => format!("the end of {}", NAMES[exec]),
                Stranger => "the end of another child".into(),
                InitDies => "the death of init".into(),
            }
        }

        fn fails(self) -> bool {
            matches!(self, Starts(_, Fails))
        }

        fn is_once(self) -> bool {
            true
        }

        /// Each exec has a name of its own.
        fn is_left_out(self, other: Does, _: &[Does]) -> bool {
            matches!((self, other), (Starts(one, _), Starts(two, _)) if one == two)
        }

        fn twin(self, before: &[Does]) -> Does {
            let known = before.iter().any(|it| matches!(it, Starts(..)));
            match self {
                Starts(exec, runc) if !known => Starts(1 - exec, runc),
                same => same,
            }
        }
    }

    /// Who lives in the pid namespace, and who has ended and waits for the reaper, in that order.
    #[derive(Default)]
    struct Namespace {
        execs: Vec<usize>,
        zombies: Vec<Option<usize>>,
        dead: bool,
    }

    #[derive(Default)]
    struct World {
        /// What each exec gets. One that has ended leaves its pid to the next process.
        pids: [u32; 2],
        stranger: u32,
        /// One for each exec. The last one is init's.
        monitors: [Monitor<Exec>; 3],
        /// Names that the situation speaks of.
        involved: [bool; 2],
        ways: [Plain<Vec<Runc>>; 2],
        namespace: Plain<Namespace>,
        /// There is one reaper: it reports one after the other.
        reaper: Mutex<()>,
        reports: Plain<Vec<JoinHandle<()>>>,
    }

    impl World {
        fn pid(&self, exec: usize) -> Pid {
            Pid(self.pids[exec])
        }

        /// What is seen of init is shown to all.
        fn see_init(&self, seen: Seen) {
            (0..2)
                .filter(|exec| self.involved[*exec])
                .for_each(|exec| self.monitors[exec].see(seen));
            self.monitors[2].see(seen);
        }

        fn fork(self: &Arc<World>, exec: usize, container: &Weak<Container>) -> Result<Pid, Error> {
            let monitor = &self.monitors[exec];
            monitor.see(Seen::Asked);
            let way = self.ways[exec].with(|ways| {
                if ways.is_empty() {
                    Well
                } else {
                    ways.remove(0)
                }
            });
            if way == Fails {
                // It looks for the program, which takes a moment.
                lab::pause();
                monitor.see(Seen::Back(false));
                return Err(Error(RUNC_SAYS[0].into()));
            }
            // A dead namespace takes nobody in.
            let forked = self.namespace.with(|it| {
                if !it.dead && way == Well {
                    it.execs.push(exec);
                }
                if !it.dead && way == Ends {
                    it.zombies.push(Some(exec));
                }
                !it.dead
            });
            if !forked {
                monitor.see(Seen::Back(false));
                return Err(Error(RUNC_SAYS[1].into()));
            }
            if way == Ends {
                let (world, container) = (
                    self.clone(),
                    container.upgrade().expect("a request is under way"),
                );
                let reaper = thread::Builder::new().name("reaper".into());
                let report = reaper.spawn(move || world.reap(&container)).unwrap();
                lab::note("the new process has ended, and runc is not back yet");
                self.reports.with(|reports| reports.push(report));
            } else {
                lab::pause();
            }
            monitor.see(Seen::Back(true));
            Ok(self.pid(exec))
        }

        /// Reports all that have ended, in the order in which they ended.
        fn reap(&self, container: &Container) {
            let turn = outside(|| self.reaper.lock().unwrap());
            while let Some(ended) = self
                .namespace
                .with(|it| (!it.zombies.is_empty()).then(|| it.zombies.remove(0)))
            {
                let (pid, promise) = match ended {
                    Some(exec) => (self.pid(exec), "exec-exit-published"),
                    None => (INIT, "init-exits-last"),
                };
                match ended {
                    Some(exec) => self.monitors[exec].see(Seen::Report),
                    None => self.see_init(Seen::InitReport),
                }
                let report = || container.handle_exit(pid, status(pid));
                called(
                    promise,
                    || format!("handle_exit({})", pid.0),
                    report,
                    |()| None,
                );
                if let Some(exec) = ended {
                    self.monitors[exec].see(Seen::Reported);
                }
            }
            drop(turn);
        }

        fn all_reported(&self) {
            while let Some(report) = self.reports.with(|reports| reports.pop()) {
                report.join().unwrap();
            }
        }

        fn act(&self, container: &Arc<Container>, does: Does) {
            match does {
                Starts(exec, _) => {
                    self.monitors[exec].see(Seen::Calls);
                    let words = || format!("exec({})", NAMES[exec]);
                    let call = || container.exec(NAMES[exec]);
                    let answer = called("slow-start", words, call, |it| Some(format!("{it:?}")));
                    let right = answer.as_ref().map_or_else(
                        |Error(words)| RUNC_SAYS.contains(&words.as_str()),
                        |it| *it == self.pid(exec),
                    );
                    self.monitors[exec].see(Seen::Answers {
                        ok: answer.is_ok(),
                        right,
                    });
                }
                Exit(exec) => {
                    let runs = self.namespace.with(|it| {
                        let runs = it.execs.contains(&exec);
                        it.execs.retain(|other| *other != exec);
                        if runs {
                            it.zombies.push(Some(exec));
                        }
                        runs
                    });
                    // Otherwise init has taken it along.
                    if runs {
                        self.reap(container);
                    }
                }
                Stranger => {
                    let turn = outside(|| self.reaper.lock().unwrap());
                    let report = || container.handle_exit(Pid(self.stranger), STRANGERS);
                    let words = || format!("handle_exit({})", self.stranger);
                    called("exec-exit-published", words, report, |()| None);
                    drop(turn);
                }
                InitDies => {
                    lab::note("init dies; the kernel ends the execs, then init");
                    let lived = self.namespace.with(|it| {
                        let execs = std::mem::take(&mut it.execs);
                        it.zombies.extend(execs.into_iter().map(Some));
                        if !it.dead {
                            it.zombies.push(None);
                        }
                        !std::mem::replace(&mut it.dead, true)
                    });
                    if lived {
                        self.reap(container);
                    }
                }
            }
        }
    }

    struct Fake(Arc<World>, Weak<Container>);

    impl Runtime for Fake {
        fn exec(&self, name: &str) -> Result<Pid, Error> {
            self.0.fork(usize::from(name != NAMES[0]), &self.1)
        }
    }

    struct Hears(Arc<World>);

    impl Events for Hears {
        fn publish(&self, event: Event) {
            // A step of its own: another thread can come before it.
            lab::pause();
            let exec = |name: &str| usize::from(name != NAMES[0]);
            match &event {
                Event::Started(Process::Exec(name)) => {
                    self.0.monitors[exec(name)].see(Seen::HearsStart)
                }
                Event::Exited(Process::Exec(name), told) => {
                    let exec = exec(name);
                    self.0.monitors[exec].see(Seen::HearsExit {
                        right: *told == status(self.0.pid(exec)),
                    });
                }
                Event::Exited(Process::Init, told) => self.0.see_init(Seen::HearsInitExit {
                    right: *told == status(INIT),
                }),
                // Init was there from the start.
                Event::Started(Process::Init) => {
                    self.0.see_init(Seen::HearsInitExit { right: false })
                }
            }
        }
    }

    fn play(scene: &Scene<Does>) {
        let Scene { before, beside } = scene;
        let all = || before.iter().chain(beside);
        let involved = [0, 1]
            .map(|exec| all().any(|does| matches!(does, Starts(it, _) | Exit(it) if *it == exec)));
        let ended = before.contains(&Exit(0)) || before.contains(&Starts(0, Ends));
        let strange = beside.contains(&Stranger);
        let x = INIT.0 + 1;
        let world = Arc::new(World {
            involved,
            pids: [x, if ended && !strange { x } else { x + 1 }],
            stranger: if ended { x } else { 7 },
            ..World::default()
        });
        let container = Arc::new_cyclic(|container| {
            let runc = Fake(world.clone(), container.clone());
            Container::new(INIT, Box::new(runc), Box::new(Hears(world.clone())))
        });
        for does in all() {
            if let Starts(exec, runc) = *does {
                world.ways[exec].with(|ways| ways.push(runc));
            }
        }
        for does in before {
            world.act(&container, *does);
            world.all_reported();
        }
        let (ours, others) = beside.split_last().expect("a call");
        let clients: Vec<JoinHandle<()>> = others
            .iter()
            .map(|&does| {
                let (world, container) = (world.clone(), container.clone());
                let client = thread::Builder::new().name(does.thread());
                client.spawn(move || world.act(&container, does)).unwrap()
            })
            .collect();
        world.act(&container, *ours);
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
        // Every container ends at some time.
        world.all_reported();
        world.act(&container, InitDies);
        lab::settle();
        let a_start_failed = all().any(|does| matches!(does, Starts(_, Fails)));
        world.see_init(Seen::Quiet { a_start_failed });
    }

    impl Does {
        fn thread(self) -> String {
            match self {
                Starts(exec, _) => format!("start of {}", NAMES[exec]),
                Exit(_) | Stranger | InitDies => "reaper".into(),
            }
        }
    }
}
