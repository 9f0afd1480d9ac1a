//! What a client of the container is promised, whatever the code looks like. runc, the kernel, the
//! reaper and the client are fakes in here. Their own state is `Plain`: only steps of the container,
//! waits of the fakes and published events make schedules.

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
/// has heard of an exit. It is that of an exec that runs, or of `quick`, whose start may not be over yet.
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
            "slow" => Answer::StartsAfterExitOf("short"),
            _ => Answer::Starts,
        }
    });
    let short = (!early).then(|| shim.container.exec("short").unwrap());
    let slow = shim.start("slow");
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
}

impl Client {
    fn new() -> Client {
        Client {
            heard: Log::new(),
            gone: Mutex::default(),
            news: Condvar::new(),
        }
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
