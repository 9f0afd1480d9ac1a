//! What users of the files are promised, whatever the code looks like. The kernel, its processes and the
//! signal thread are fakes in here. Their own state is `Plain`: only steps of the handler and the time
//! that an agent takes make schedules.

// ANCHOR: scenes
use super::subject::*;
use lab::client::called;
use lab::{Kind, Plain, Property};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("read-answered", read_answered),
    Property::new("own-status", own_status),
    Property::new("leftovers-reaped", leftovers_reaped),
    Property::new("failed-agent", failed_agent),
    Property::crossing(|| crossed::SUITE.crossing()),
];

/// The agent needs one of our files itself, and SIGCHLD may come at any time.
fn read_answered() {
    let when = ["before it answers", "while it exits"];
    let name = [OPENS, FLUSHES][lab::choose("the agent needs one of our files", &when)];
    let daemon = Daemon::new();
    let reader = daemon.reads("reader", name);
    daemon.sigchld();
    daemon.answers(name, reader.join().unwrap());
    daemon.is_quiet();
}

/// One read, or two of them, while a sweep looks for children that have ended.
fn own_status() {
    let beside = lab::choose("one more read", &["none", "of another file"]) == 1;
    let daemon = Daemon::new();
    let reader = daemon.reads("reader", PLAIN);
    let second = beside.then(|| daemon.reads("second", OTHER));
    daemon.sigchld();
    daemon.answers(PLAIN, reader.join().unwrap());
    if let Some(second) = second {
        daemon.answers(OTHER, second.join().unwrap());
    }
    daemon.is_quiet();
}

/// The agent leaves two children behind. They end together, at some time, and one SIGCHLD tells of both.
fn leftovers_reaped() {
    let more = ["nothing", "a read of another file", "an earlier SIGCHLD"];
    let more = lab::choose("beside it", &more);
    let daemon = Daemon::new();
    let reader = daemon.reads("reader", LEAVES);
    let second = (more == 1).then(|| daemon.reads("second", OTHER));
    if more == 2 {
        daemon.sigchld();
    }
    daemon.answers(LEAVES, reader.join().unwrap());
    if let Some(second) = second {
        daemon.answers(OTHER, second.join().unwrap());
    }
    daemon.is_quiet();
}

/// No agent can be started, or it fails. Another one leaves children behind meanwhile.
fn failed_agent() {
    let how = ["is not started", "fails"];
    let name = [MISSING, FAILS][lab::choose("the agent", &how)];
    let daemon = Daemon::new();
    let reader = daemon.reads("reader", name);
    let second = daemon.reads("second", LEAVES);
    daemon.answers(name, reader.join().unwrap());
    daemon.answers(LEAVES, second.join().unwrap());
    daemon.is_quiet();
}

/// The files, by what their agents do.
const PLAIN: &str = "meminfo";
/// Has answered and ended before the daemon even looks: a pipe keeps what was written.
const OTHER: &str = "uptime";
/// Opens one of our files before it answers.
const OPENS: &str = "mounts";
/// Has one of our files open, and its exit waits until that one is flushed.
const FLUSHES: &str = "status";
/// Leaves two children behind.
const LEAVES: &str = "sys";
const FAILS: &str = "secret";
const MISSING: &str = "no-agent";
/// What the agents open themselves.
const INNER: &str = "cap_last_cap";

/// With what an agent fails.
const DENIED: ExitStatus = ExitStatus(13);

/// What a read of this file is to answer.
fn right_answer(name: &str) -> Result<String, Error> {
    match name {
        MISSING => Err(Error::NoAgent),
        FAILS => Err(Error::Failed(DENIED)),
        OPENS => Ok(format!("{OPENS}, after {INNER}")),
        name => Ok(name.to_owned()),
    }
}

/// The handler under test, its processes, and its signal thread.
struct Daemon {
    files: Arc<ProcFs>,
    children: Arc<Children>,
}

impl Daemon {
    fn new() -> Daemon {
        Daemon::with(Children::default())
    }

    fn with(children: Children) -> Daemon {
        let children = Arc::new(children);
        let files = Arc::new_cyclic(|files| {
            ProcFs::new(Box::new(Linux(children.clone(), Weak::clone(files))))
        });
        Daemon { files, children }
    }

    /// A client's read, on a thread of the pool.
    #[track_caller]
    fn reads(&self, client: &str, name: &'static str) -> JoinHandle<Result<String, Error>> {
        let files = self.files.clone();
        spawn(client, move || files.read(name))
    }

    /// Some child has ended, so the signal thread sweeps.
    fn sigchld(&self) {
        self.children.sigchld(self.files.clone(), Vec::new());
    }

    fn answers(&self, name: &str, answer: Result<String, Error>) {
        let right = right_answer(name);
        let promise = match (&right, &answer) {
            (_, Err(Error::NoStatus)) => "own-status",
            (Err(_), _) => "failed-agent",
            (Ok(_), _) => "read-answered",
        };
        lab::check_promise(promise, answer == right, Kind::WrongValue, || {
            format!("a read of {name} is to answer {right:?}, and it answers {answer:?}")
        });
    }

    /// All reads and all sweeps are over: no child is left that has ended.
    fn is_quiet(&self) {
        let left = self.left();
        let promise = "leftovers-reaped";
        lab::check_promise(promise, left == 0, Kind::LostValue, || {
            format!(
                "no agent is at work any more, and {left} children have ended and were not reaped"
            )
        });
    }
}

impl Daemon {
    fn no_signal_is_left(&self) {
        while let Some(signal) = self.children.signals.with(|it| it.pop()) {
            signal.join().unwrap();
        }
    }

    /// How many children have ended and were not reaped, when nothing moves any more.
    fn left(&self) -> usize {
        self.no_signal_is_left();
        lab::settle();
        self.children.table.look(|it| it.ended.len())
    }
}

#[track_caller]
fn spawn<T: Send + 'static>(
    name: &str,
    code: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    thread::Builder::new()
        .name(name.into())
        .spawn(code)
        .unwrap()
}

/// The children of the daemon, and its signal threads: one for each SIGCHLD.
#[derive(Default)]
struct Children {
    table: Plain<Table>,
    signals: Plain<Vec<JoinHandle<()>>>,
    /// Where every step is followed: see `crossed`.
    watch: Option<Arc<crossed::Watch>>,
}

impl Children {
    fn see(&self, name: &str, seen: model::Seen) {
        if let Some(watch) = &self.watch {
            watch.see(name, seen);
        }
    }

    /// Children end, and the signal thread sweeps. There is one such thread: it does an earlier SIGCHLD first.
    #[track_caller]
    fn sigchld(self: &Arc<Self>, files: Arc<ProcFs>, ends: Vec<Pid>) {
        let children = self.clone();
        let earlier = self.signals.with(std::mem::take);
        let signal = spawn("signal", move || {
            let ends = ends.into_iter().map(|pid| (pid, ExitStatus(0)));
            children.table.with(|it| it.ended.extend(ends));
            earlier.into_iter().for_each(|it| it.join().unwrap());
            let sweep = || files.sweep();
            match children.watch {
                Some(_) => called("leftovers-reaped", || "sweep()".into(), sweep, |()| None),
                None => sweep(),
            }
        });
        self.signals.with(|it| it.push(signal));
    }
}

#[derive(Default)]
struct Table {
    forks: u32,
    /// All agents so far, and what each of them looks at.
    agents: Vec<(Pid, String)>,
    alive: Vec<Pid>,
    /// Those whose status was not taken yet.
    ended: Vec<(Pid, ExitStatus)>,
}

impl Table {
    fn fork(&mut self) -> Pid {
        self.forks += 1;
        Pid(100 + self.forks)
    }
}

struct Linux(Arc<Children>, Weak<ProcFs>);

impl Linux {
    /// The agent, or the kernel for it, opens one of our files: a read on another thread of the pool.
    fn opens(&self) -> Result<String, Error> {
        let files = self.1.upgrade().expect("a read is under way");
        spawn("open", move || files.read(INNER)).join().unwrap()
    }

    /// The agent exits. What it leaves behind ends at some time after that.
    fn exits(&self, agent: Pid, name: &str) {
        let left_behind = self.0.table.with(|it| {
            it.alive.retain(|pid| *pid != agent);
            let status = if name == FAILS { DENIED } else { ExitStatus(0) };
            it.ended.push((agent, status));
            (name == LEAVES).then(|| vec![it.fork(), it.fork()])
        });
        self.0.see(name, model::Seen::Ended(name != FAILS));
        if let Some(left_behind) = left_behind {
            let files = self.1.upgrade().expect("a read is under way");
            self.0.sigchld(files, left_behind);
        }
    }

    /// What an agent looks at, and whether it lives.
    fn agent(&self, agent: Pid) -> (String, bool) {
        self.0.table.look(|it| {
            let looks_at = it.agents.iter().find(|(pid, _)| *pid == agent);
            let (_, name) = looks_at.expect("an agent that was started");
            (name.clone(), it.alive.contains(&agent))
        })
    }
}

impl Kernel for Linux {
    fn spawn(&self, name: &str) -> Result<Pid, Error> {
        if name == MISSING {
            // It looks for the namespaces, which takes a moment.
            lab::pause();
            self.0.see(name, model::Seen::Started(false));
            return Err(Error::NoAgent);
        }
        self.0.see(name, model::Seen::Started(true));
        let agent = self.0.table.with(|it| {
            let pid = it.fork();
            it.agents.push((pid, name.to_owned()));
            it.alive.push(pid);
            pid
        });
        if name == OTHER {
            self.exits(agent, name);
            lab::pause();
        }
        Ok(agent)
    }

    fn answer(&self, agent: Pid) -> String {
        let (name, lives) = self.agent(agent);
        if !lives {
            return name;
        }
        lab::pause();
        let answer = match name.as_str() {
            OPENS => match self.opens() {
                Ok(inner) => format!("{OPENS}, after {inner}"),
                Err(error) => format!("{OPENS}, after {error:?}"),
            },
            name => name.to_owned(),
        };
        if name != FLUSHES {
            self.exits(agent, &name);
            // The pipe is closed, and this thread is not back yet.
            lab::pause();
        }
        answer
    }

    fn wait(&self, child: Pid) -> Option<ExitStatus> {
        let (name, lives) = self.agent(child);
        if lives {
            let _ = self.opens();
            self.exits(child, &name);
            lab::pause();
        }
        self.0.table.with(|it| {
            let place = it.ended.iter().position(|(pid, _)| *pid == child)?;
            Some(it.ended.remove(place).1)
        })
    }

    fn reap_any(&self) -> Option<Pid> {
        lab::pause();
        self.0
            .table
            .with(|it| (!it.ended.is_empty()).then(|| it.ended.remove(0).0))
    }
}

// ANCHOR_END: scenes

// ANCHOR: model
/// What may be seen of one read, as an automaton. Each read is followed by a monitor of its own: two of
/// them are put in no order.
mod model {
    use lab::Kind;
    use lab::client::{Broken, Model, Refused, never};

    /// Everything that is seen from outside.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Seen {
        /// A client reads.
        Calls,
        /// The kernel was asked for an agent: it is there, or there is none.
        Started(bool),
        /// The agent has done its work, well or not.
        Ended(bool),
        Answers(Answer),
        /// Nothing moves any more. How many children have ended and were not reaped.
        Quiet(usize),
    }

    /// What a read answers.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Answer {
        Content { right: bool },
        NoAgent,
        Failed { right: bool },
        NoStatus,
    }

    #[derive(Debug, Clone, Copy, PartialEq, Default)]
    pub enum Read {
        #[default]
        None,
        Called,
        NoAgent,
        AtWork,
        Well,
        Badly,
        Answered,
    }

    fn broken<T>(promise: &'static str, kind: Kind, says: &str) -> Result<T, Refused> {
        Err(Some(Broken {
            promise,
            kind,
            says: says.to_owned(),
        }))
    }

    impl Read {
        fn answers(self, answer: Answer) -> Result<Read, Refused> {
            let wrong = |promise, says: &str| broken(promise, Kind::WrongValue, says);
            match (self, answer) {
                (Read::Well, Answer::Content { right: true })
                | (Read::NoAgent, Answer::NoAgent)
                | (Read::Badly, Answer::Failed { right: true }) => Ok(Read::Answered),
                (_, Answer::NoStatus) => wrong(
                    "own-status",
                    "an agent has ended, and its handler did not get the status",
                ),
                (Read::NoAgent | Read::Badly, _) => wrong(
                    "failed-agent",
                    "an agent has failed, and the read answers something else",
                ),
                (Read::Well, _) => wrong(
                    "read-answered",
                    "an agent did its work, and the read answers something else",
                ),
                _ => wrong(
                    "read-answered",
                    "a read answers, and its agent has not done its work",
                ),
            }
        }
    }

    impl Model for Read {
        type Seen = Seen;

        /// All that matters is seen here.
        fn inner(&self) -> Vec<Read> {
            Vec::new()
        }

        fn see(&self, seen: Seen) -> Result<Read, Refused> {
            match (seen, self) {
                (Seen::Calls, Read::None | Read::Answered) => Ok(Read::Called),
                (Seen::Started(true), Read::Called) => Ok(Read::AtWork),
                (Seen::Started(false), Read::Called) => Ok(Read::NoAgent),
                (Seen::Ended(true), Read::AtWork) => Ok(Read::Well),
                (Seen::Ended(false), Read::AtWork) => Ok(Read::Badly),
                (Seen::Answers(answer), it) => it.answers(answer),
                (Seen::Quiet(0), it) => Ok(*it),
                (Seen::Quiet(_), _) => broken(
                    "leftovers-reaped",
                    Kind::LostValue,
                    "no agent is at work any more, and children have ended and were not reaped",
                ),
                _ => never(),
            }
        }
    }
}

// ANCHOR_END: model

/// Every read beside each other one, and beside a sweep.
mod crossed {
    use super::model::{Answer, Read, Seen};
    use super::{
        Children, Daemon, Error, FAILS, FLUSHES, LEAVES, MISSING, OPENS, OTHER, PLAIN, ProcFs,
        right_answer, spawn,
    };
    use lab::client::{Act, Monitor, Scene, Suite, called};
    use std::sync::Arc;

    /// A client reads this file, or some child has ended.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        Reads(&'static str),
        Sigchld,
    }
    use Does::{Reads, Sigchld};

    const FILES: [&str; 7] = [PLAIN, OTHER, OPENS, FLUSHES, LEAVES, FAILS, MISSING];

    pub const SUITE: Suite<Does> = Suite {
        acts: &[
            Reads(PLAIN),
            Reads(OTHER),
            Reads(OPENS),
            Reads(FLUSHES),
            Reads(LEAVES),
            Reads(FAILS),
            Reads(MISSING),
            Sigchld,
        ],
        histories: &[&[], &[Reads(LEAVES)]],
        more: &[
            (&[], &[Reads(OPENS), Reads(PLAIN), Sigchld]),
            (&[], &[Reads(LEAVES), Reads(MISSING), Sigchld]),
        ],
        otherwise: "read-answered",
        not_asked: &[
            "three reads at once",
            "one file read twice at once",
            "an agent that never answers",
        ],
        play,
    };

    impl Act for Does {
        fn alone(self, _: &[Does]) -> Option<u8> {
            Some(u8::from(self.fails()))
        }

        fn words(self) -> String {
            match self {
                Reads(name) => format!("read({name})"),
                Sigchld => "a SIGCHLD".into(),
            }
        }

        fn fails(self) -> bool {
            matches!(self, Reads(FAILS | MISSING))
        }

        /// Each client reads a file of its own; there is one signal thread.
        fn is_once(self) -> bool {
            true
        }
    }

    /// What is seen of each file's reads.
    #[derive(Default)]
    pub struct Watch {
        monitors: [Monitor<Read>; 7],
    }

    impl Watch {
        /// What an agent opens itself is part of its own read, and is not followed.
        pub fn see(&self, name: &str, seen: Seen) {
            if let Some(place) = FILES.iter().position(|it| *it == name) {
                self.monitors[place].see(seen);
            }
        }
    }

    fn reads(files: &ProcFs, watch: &Watch, name: &'static str) {
        watch.see(name, Seen::Calls);
        let answer = called(
            "read-answered",
            || Reads(name).words(),
            || files.read(name),
            |it| Some(format!("{it:?}")),
        );
        let right = answer == right_answer(name);
        let answer = match answer {
            Ok(_) => Answer::Content { right },
            Err(Error::NoAgent) => Answer::NoAgent,
            Err(Error::Failed(_)) => Answer::Failed { right },
            Err(Error::NoStatus) => Answer::NoStatus,
        };
        watch.see(name, Seen::Answers(answer));
    }

    fn play(scene: &Scene<Does>) {
        let watch = Arc::new(Watch::default());
        let daemon = Daemon::with(Children {
            watch: Some(watch.clone()),
            ..Children::default()
        });
        for does in &scene.before {
            match *does {
                Reads(name) => reads(&daemon.files, &watch, name),
                Sigchld => daemon.sigchld(),
            }
            daemon.no_signal_is_left();
        }
        let (ours, others) = scene.beside.split_last().expect("a call");
        let clients: Vec<_> = (others.iter())
            .filter_map(|&does| {
                let (files, watch) = (daemon.files.clone(), watch.clone());
                let Reads(name) = does else {
                    daemon.sigchld();
                    return None;
                };
                Some(spawn(name, move || reads(&files, &watch, name)))
            })
            .collect();
        match *ours {
            Reads(name) => reads(&daemon.files, &watch, name),
            Sigchld => daemon.sigchld(),
        }
        clients.into_iter().for_each(|it| it.join().unwrap());
        watch.see(PLAIN, Seen::Quiet(daemon.left()));
    }
}
