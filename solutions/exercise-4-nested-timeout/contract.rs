//! What those who run the daemon are promised, whatever its code looks like. The node is a fake: how
//! long each shim takes to answer, and how a removal goes, are choices of the environment.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot;
use tokio::task::AbortHandle;
use tokio::time::{Duration, sleep, timeout};

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("listens-in-time", || lab::tasks::run(listens_in_time())),
    Property::new("answering-is-loaded", || {
        lab::tasks::run(answering_is_loaded())
    }),
    Property::new("nothing-left", || lab::tasks::run(nothing_left())),
    Property::new("stuck-removal", || lab::tasks::run(stuck_removal())),
    Property::new("no-limit", || lab::tasks::run(no_limit())),
    Property::new("stop-spares", || lab::tasks::run(stop_spares())),
    Property::new("loaded-or-removed", || lab::tasks::run(loaded_or_removed())),
    Property::crossing(|| crossed::SUITE.crossing()),
];

/// From the start until systemd gives up, in every property but `no-limit`.
const START: Duration = Duration::from_secs(10);
/// One step of a removal.
const CLEANUP: Duration = Duration::from_secs(1);
/// What a node needs for anything when it is well. No promise depends on the number.
const QUICK: Duration = Duration::from_millis(100);
/// What a kill needs, and what the deletion of a bundle needs, when they go well.
const REMOVAL: Duration = Duration::from_millis(400);
/// How long the transport tries to connect, where nothing else has a limit.
const DIAL: Duration = Duration::from_secs(10);
/// More kills of one shim than a removal has time for, whoever tries again.
const MANY: u32 = 5000;
/// By then, whatever goes on behind the daemon's start is over.
const A_MINUTE: Duration = Duration::from_secs(60);

/// Whatever the shims do, however a removal goes, and whether or not a single request has a limit.
async fn listens_in_time() {
    let [answers, mute, mute_late, fails, nobody] = SHIMS;
    let shims = [
        answers,
        mute,
        mute_late,
        fails,
        nobody,
        "is slow, then fails",
    ];
    let shim = one_of_the("shim b", &shims);
    let removal = match shim {
        "answers" => "works",
        _ => one_of_the("the removal of b", &REMOVALS),
    };
    let request = request_limit(&["4 s", "none"]);
    let b = Script::of(shim, request).removal(removal);
    let (mut a, mut limits) = (Script::WELL, limits(request));
    if removal == "nothing works" {
        match one_of_the("shim a", &["answers", "is like b"]) {
            "answers" => limits.cleanup = cleanup_limit(),
            _ => a = b,
        }
    }
    let node = World::new([("a", a), ("b", b)]);
    let daemon = Daemon::new(Fake(node), limits);
    let took = start(&daemon).await;
    check(took <= START, Kind::OverBudget, || {
        format!("the daemon listens after {took:?}, and its start may take {START:?}")
    });
    // A removal may go on behind it, and ends by itself.
    sleep(A_MINUTE).await;
}

/// A shim that answers at once, or needs two of its four seconds for one answer, or for each. Beside
/// it a neighbour in any state, or three that are mute: a daemon that takes turns has none left for a.
async fn answering_is_loaded() {
    let answers = one_of_the(
        "shim a",
        &["answers at once", "needs 2 s once", "needs 2 s each time"],
    );
    let shim = one_of_the("shim b", &SHIMS);
    let others = match (answers, shim) {
        ("needs 2 s each time", "is mute") => {
            one_of_the("like b", &["is nobody else", "are c and d"])
        }
        _ => "is nobody else",
    };
    let mut a = Script::WELL;
    if answers != "answers at once" {
        a.state = Answer::After(secs(2));
    }
    if answers == "needs 2 s each time" {
        (a.connect, a.watch) = (a.state, a.state);
    }
    let others: &[&'static str] = match others {
        "are c and d" => &["c", "d"],
        _ => &[],
    };
    let b = Script::of(shim, secs(4));
    // Each ends at an instant of its own. In which order they end is not what is asked.
    let crowd = others.iter().zip(1..).map(|(id, n)| {
        let kill = Answer::After(REMOVAL + Duration::from_millis(n));
        (*id, Script { kill, ..b })
    });
    let all = [("a", a), ("b", b)].into_iter().chain(crowd);
    let node = World::new(all);
    let daemon = Daemon::new(Fake(node.clone()), limits(secs(4)));
    // Those to worry about come first.
    let ids: Vec<&str> = ["b"].iter().chain(others).chain(&["a"]).copied().collect();
    daemon.start(&ids).await;
    lab::note("the daemon listens");
    let init = daemon.init("a");
    check(init == Some(init_of("a")), Kind::LostValue, || {
        "shim a answers each request in time, and is not taken back".into()
    });
    sleep(A_MINUTE).await;
    node.untouched("a", "it was taken back");
}

/// A shim that cannot be taken back, for one reason or another, and a removal that works. Once it has
/// begun, a stop does not end it.
async fn nothing_left() {
    let shim = one_of_the("shim b", &UNWELL);
    let mut limits = limits(request_limit(&["4 s", "2 s", "500 ms", "none"]));
    let (mut stop, mut a) = ("never comes", Script::WELL);
    let ends_by_itself = shim == "is mute" && !limits.request.is_zero();
    let dials = shim == "accepts nobody" && limits.request.is_zero();
    if ends_by_itself || dials {
        limits.start = start_limit();
    }
    if shim == "fails" {
        stop = one_of_the("the stop", &["never comes", "comes in the removal of b"]);
        limits.start = start_limit();
        node_is_up().await;
    }
    if stop == "comes in the removal of b"
        && one_of_the("shim a", &["answers", "is mute"]) == "is mute"
    {
        a = Script::of("is mute", limits.request);
    }
    limits.cleanup = cleanup_limit();
    let mut b = Script::of(shim, limits.request);
    // The kill needs most of its time, also where a step may take longer than usual.
    (b.kill, b.delete) = (
        Answer::After(limits.cleanup * 7 / 10),
        Answer::After(limits.cleanup / 5),
    );
    let node = World::new([("a", a), ("b", b)]);
    let daemon = Daemon::new(Fake(node.clone()), limits);
    let starting = tokio::spawn({
        let daemon = daemon.clone();
        async move { start(&daemon).await }
    });
    if stop == "comes in the removal of b" {
        sleep(QUICK * 2 + limits.cleanup / 2).await;
        lab::note("the daemon is told to stop");
        daemon.stop();
    }
    // Also where the start has no limit, each request has one.
    let listens = timeout(A_MINUTE, starting).await;
    check(listens.is_ok(), Kind::LostValue, || {
        format!(
            "shim b {shim}, and a minute later the daemon has neither removed it nor ended its start"
        )
    });
    if dials && let Ok(Ok(took)) = listens {
        let limit = DIAL + limits.cleanup;
        check(took <= limit, Kind::OverBudget, || {
            format!(
                "nobody accepts at shim b, the transport gives up after {DIAL:?}, and the daemon listens after {took:?}"
            )
        });
    }
    sleep(A_MINUTE).await;
    if stop == "comes in the removal of b" && !node.seen("b", |seen| seen.kill_asked) {
        // A removal that had not begun is left to the next daemon.
        return node.untouched("b", "the daemon was told to stop");
    }
    node.gone("b", shim);
    check(daemon.init("b").is_none(), Kind::WrongValue, || {
        "shim b is removed, and the daemon says that it has it".into()
    });
}

/// A process that cannot be killed, as it waits for a disk, and a transport that gives up in its own
/// words, shortly before the limit. The bundle goes anyway, and may need most of its time.
async fn stuck_removal() {
    let shim = one_of_the("shim b", &["is mute", "fails"]);
    let removals = [
        "kill hangs",
        "kill fails late",
        "kill fails at once",
        "kill hangs, and the deletion is slow",
    ];
    let removal = one_of_the("the removal of b", &removals);
    let b = Script::of(shim, secs(2)).removal(removal);
    let node = World::new([("a", Script::WELL), ("b", b)]);
    let mut limits = limits(match shim {
        "is mute" => request_limit(&["2 s", "none"]),
        _ => secs(2),
    });
    if shim == "fails" {
        limits.start = start_limit();
    }
    let daemon = Daemon::new(Fake(node.clone()), limits);
    start(&daemon).await;
    sleep(A_MINUTE).await;
    let (_, kept) = node.left("b");
    check(!kept, Kind::LostValue, || {
        format!("the {removal}, and a minute later nobody has deleted the bundle")
    });
}

/// Zero is no limit: for the start, for a request, for both.
async fn no_limit() {
    node_is_up().await;
    let configurations = [
        "start = 0",
        "request = 0",
        "both 0",
        "both 0, and the shim accepts late",
    ];
    let none = one_of_the("the configuration", &configurations);
    let mut limits = limits(secs(4));
    let mut b = Script::WELL;
    match none {
        "start = 0" => {
            limits.start = Duration::ZERO;
            // More than any start that has a limit, and less than the limit at each step.
            b.connect = Answer::After(secs(3));
            b.state = Answer::After(secs(3));
            b.watch = Answer::After(secs(3));
        }
        "request = 0" => {
            limits.request = Duration::ZERO;
            b.state = Answer::After(secs(2));
        }
        "both 0" => {
            (limits.start, limits.request) = (Duration::ZERO, Duration::ZERO);
            b.state = Answer::After(secs(3600));
        }
        _ => {
            (limits.start, limits.request) = (Duration::ZERO, Duration::ZERO);
            b.connect = Answer::After(DIAL - QUICK);
        }
    }
    let node = World::new([("a", Script::WELL), ("b", b)]);
    let daemon = Daemon::new(Fake(node.clone()), limits);
    start(&daemon).await;
    let init = daemon.init("b");
    check(init == Some(init_of("b")), Kind::LostValue, || {
        format!("with {none}, nothing limits what shim b needs, and it is not taken back")
    });
    sleep(A_MINUTE).await;
    node.untouched("b", "nothing limits the time for its answer");
}

/// The daemon is told to stop while one shim keeps it waiting, or both do, at any step and whatever
/// has a limit. Nobody has failed yet.
async fn stop_spares() {
    let when = one_of_the(
        "the stop",
        &["comes after 500 ms", "comes before the start"],
    );
    let mut limits = limits(request_limit(&["4 s", "none"]));
    limits.start = start_limit();
    let mut b = Script::WELL;
    match one_of_the(
        "shim b is mute at",
        &["its state", "the connection", "the watch"],
    ) {
        "its state" => b.state = Answer::Never,
        "the connection" => b.connect = Answer::Never,
        _ => b.watch = Answer::Never,
    }
    let a = match one_of_the("shim a", &["answers", "is like b"]) {
        "answers" => Script::WELL,
        _ => b,
    };
    let node = World::new([("a", a), ("b", b)]);
    let daemon = Daemon::new(Fake(node.clone()), limits);
    if when == "comes before the start" {
        daemon.stop();
    }
    let starting = tokio::spawn({
        let daemon = daemon.clone();
        async move { daemon.start(&["b", "a"]).await }
    });
    if when == "comes after 500 ms" {
        sleep(QUICK * 5).await;
        lab::note("the daemon is told to stop");
        daemon.stop();
    }
    let told = lab::now();
    starting.await.unwrap();
    let took = lab::now() - told;
    check(took <= secs(1), Kind::OverBudget, || {
        format!("the daemon was told to stop, and goes on with its start for {took:?}")
    });
    sleep(A_MINUTE).await;
    node.untouched("a", "the daemon was told to stop");
    node.untouched("b", "the daemon was told to stop before its limit");
}

/// The last answer comes in the same instant as a limit. Either may win, and not both.
async fn loaded_or_removed() {
    let comes = one_of_the(
        "the answer of b comes with",
        &[
            "its own limit",
            "8 s",
            "10 s",
            "the end of the daemon's patience",
        ],
    );
    let mut b = Script::WELL;
    if comes != "its own limit" {
        (b.connect, b.state) = (Answer::After(secs(3)), Answer::After(secs(3)));
    }
    b.watch = match comes {
        "8 s" => Answer::Sent(secs(2)),
        "the end of the daemon's patience" => {
            // Another daemon, with a shim that never answers, shows when that is.
            b.watch = Answer::Never;
            let node = World::new([("b", b)]);
            let daemon = Daemon::new(Fake(node.clone()), limits(secs(4)));
            daemon.start(&["b"]).await;
            sleep(A_MINUTE).await;
            Answer::Sent(node.seen("b", |seen| seen.patience))
        }
        _ => Answer::Sent(secs(4)),
    };
    let node = World::new([("b", b)]);
    let daemon = Daemon::new(Fake(node.clone()), limits(secs(4)));
    daemon.start(&["b"]).await;
    sleep(A_MINUTE).await;
    match daemon.init("b") {
        Some(_) => node.untouched("b", "it was taken back"),
        None => node.gone("b", "was late"),
    }
}

const SHIMS: [&str; 5] = [
    "answers",
    "is mute",
    "is slow twice, then mute",
    "fails",
    "accepts nobody",
];
/// Those that cannot be taken back, at each of the three steps.
const UNWELL: [&str; 6] = [
    "is slow twice, then mute",
    "is mute",
    "fails",
    "accepts nobody",
    "refuses the connection",
    "refuses the watch",
];
const REMOVALS: [&str; 4] = ["works", "kill hangs", "kill fails late", "nothing works"];

/// The node has been up for a while. A clock that stands at zero forgives sums that a real one does
/// not.
async fn node_is_up() {
    sleep(A_MINUTE).await;
}

/// Starts the daemon with the shim to worry about in front, and says how long it took.
async fn start(daemon: &Arc<Daemon<Fake>>) -> Duration {
    let began = lab::now();
    daemon.start(&["b", "a"]).await;
    lab::note("the daemon listens");
    lab::now() - began
}

/// How long a call takes, and what comes of it.
#[derive(Clone, Copy)]
enum Answer {
    After(Duration),
    /// The same, as a message of somebody else: a limit of the same instant may come before it.
    Sent(Duration),
    Fails(Duration),
    Never,
}

/// What one shim does in its life.
#[derive(Clone, Copy)]
struct Script {
    connect: Answer,
    state: Answer,
    watch: Answer,
    kill: Answer,
    delete: Answer,
}

impl Script {
    const WELL: Script = Script {
        connect: Answer::After(QUICK),
        state: Answer::After(QUICK),
        watch: Answer::After(QUICK),
        kill: Answer::After(REMOVAL),
        delete: Answer::After(REMOVAL),
    };

    /// One of `SHIMS`, or of `UNWELL`. A slow one is in time for each single request, by 100 ms.
    fn of(what: &str, request: Duration) -> Script {
        let time = request.max(secs(2)) - QUICK;
        let slow = Answer::After(time);
        let (connect, state, watch) = match what {
            "is mute" => (Answer::After(QUICK), Answer::Never, Answer::Never),
            "is slow twice, then mute" => (slow, slow, Answer::Never),
            "fails" => (Answer::After(QUICK), Answer::Fails(QUICK), Answer::Never),
            "is slow, then fails" => (slow, Answer::Fails(time), Answer::Never),
            "accepts nobody" => (Answer::Never, Answer::Never, Answer::Never),
            "refuses the connection" => (Answer::Fails(QUICK), Answer::Never, Answer::Never),
            "refuses the watch" => {
                let well = Answer::After(QUICK);
                (well, well, Answer::Fails(QUICK))
            }
            _ => return Script::WELL,
        };
        Script {
            connect,
            state,
            watch,
            ..Script::WELL
        }
    }

    /// One of `REMOVALS`.
    fn removal(self, what: &str) -> Script {
        let (kill, delete) = match what {
            "kill hangs" => (Answer::Never, self.delete),
            "kill fails late" => (Answer::Fails(CLEANUP - QUICK), self.delete),
            "kill fails at once" => (Answer::Fails(Duration::ZERO), self.delete),
            "nothing works" => (Answer::Never, Answer::Never),
            "kill hangs, and the deletion is slow" => {
                (Answer::Never, Answer::After(CLEANUP * 7 / 10))
            }
            _ => (self.kill, self.delete),
        };
        Script {
            kill,
            delete,
            ..self
        }
    }
}

/// What is on the node: each shim by itself, so that the turns of two of them do not depend on each
/// other.
struct World(BTreeMap<&'static str, Shim>);

struct Shim {
    script: Script,
    seen: Plain<Seen>,
}

/// What has become of a shim.
#[derive(Default)]
struct Seen {
    connected: bool,
    process_gone: bool,
    bundle_gone: bool,
    /// A kill was asked for, and one is over: done, failed or given up.
    kill_asked: bool,
    kill_over: bool,
    kills: u32,
    /// How long the daemon waited for a watch before it gave up.
    patience: Duration,
}

impl World {
    fn new(scripts: impl IntoIterator<Item = (&'static str, Script)>) -> Arc<World> {
        let shims = scripts.into_iter().map(|(id, script)| {
            let seen = Plain::default();
            (id, Shim { script, seen })
        });
        Arc::new(World(shims.collect()))
    }

    fn seen<T>(&self, id: &str, look: impl FnOnce(&mut Seen) -> T) -> T {
        self.0[id].seen.with(look)
    }

    async fn call(&self, id: &str, what: &str, answer: Answer) -> Result<(), Error> {
        let mut call = Call {
            world: self,
            id,
            what,
            began: lab::now(),
            answered: false,
        };
        match answer {
            Answer::After(time) | Answer::Fails(time) => sleep(time).await,
            Answer::Sent(time) => message(time).await,
            Answer::Never => std::future::pending().await,
        }
        if let Answer::Fails(_) = answer {
            call.answers("fails");
            return Err(Error::Shim("unknown: connection closed".into()));
        }
        call.answers("is done");
        Ok(())
    }

    /// What is left of a container: its process, its bundle.
    fn left(&self, id: &str) -> (bool, bool) {
        self.seen(id, |seen| (!seen.process_gone, !seen.bundle_gone))
    }

    fn untouched(&self, id: &str, why: &str) {
        let left = self.left(id);
        check(left == (true, true), Kind::WrongValue, || {
            let (process, bundle) = (there(left.0), there(left.1));
            format!(
                "{why}, and a minute later the process of {id} is {process}, its bundle {bundle}"
            )
        });
    }

    fn gone(&self, id: &str, why: &str) {
        let left = self.left(id);
        check(left == (false, false), Kind::LostValue, || {
            let (process, bundle) = (there(left.0), there(left.1));
            format!(
                "shim {id} {why}, and a minute later its process is {process}, its bundle {bundle}"
            )
        });
    }
}

fn there(there: bool) -> &'static str {
    if there { "still there" } else { "gone" }
}

/// The node that the daemon sees.
struct Fake(Arc<World>);

impl Fake {
    async fn call(&self, id: &str, what: &str, answer: fn(&Script) -> Answer) -> Result<(), Error> {
        let answer = answer(&self.0.0[id].script);
        self.0.call(id, what, answer).await
    }

    /// A request needs a connection.
    fn connected(&self, id: &str) -> Result<(), Error> {
        match self.0.seen(id, |seen| seen.connected) {
            true => Ok(()),
            false => Err(Error::Shim("unavailable: not connected".into())),
        }
    }
}

impl Node for Fake {
    async fn connect(&self, id: &str) -> Result<(), Error> {
        self.call(id, "connection", |it| it.connect).await?;
        self.0.seen(id, |seen| seen.connected = true);
        Ok(())
    }

    async fn state(&self, id: &str) -> Result<Pid, Error> {
        self.connected(id)?;
        self.call(id, "state", |it| it.state).await?;
        Ok(init_of(id))
    }

    async fn watch(&self, id: &str, _: Pid) -> Result<(), Error> {
        self.connected(id)?;
        self.call(id, "watch", |it| it.watch).await
    }

    async fn kill(&self, id: &str) -> Result<(), Error> {
        let kills = self.0.seen(id, |seen| {
            seen.kill_asked = true;
            seen.kills += 1;
            seen.kills
        });
        check(kills < MANY, Kind::OverBudget, || {
            format!("the daemon has asked {MANY} times for the kill of {id}, and goes on")
        });
        self.call(id, "kill", |it| it.kill).await?;
        self.0.seen(id, |seen| seen.process_gone = true);
        Ok(())
    }

    async fn delete_bundle(&self, id: &str) -> Result<(), Error> {
        let killed = self.0.seen(id, |seen| seen.kill_over);
        check(killed, Kind::WrongValue, || {
            format!("the bundle of {id} is deleted, and its process has not been killed yet")
        });
        self.call(id, "deletion", |it| it.delete).await?;
        self.0.seen(id, |seen| seen.bundle_gone = true);
        Ok(())
    }
}

/// A call under way. One that is dropped before its end has not happened.
struct Call<'a> {
    world: &'a World,
    id: &'a str,
    what: &'a str,
    began: Duration,
    answered: bool,
}

impl Call<'_> {
    fn answers(&mut self, how: &str) {
        self.answered = true;
        lab::note(&format!("the {} of {} {how}", self.what, self.id));
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.answered {
            self.answers("is given up half-way");
            if self.what == "watch" {
                let time = lab::now() - self.began;
                self.world.seen(self.id, |seen| seen.patience = time);
            }
        }
        if self.what == "kill" {
            self.world.seen(self.id, |seen| seen.kill_over = true);
        }
    }
}

/// The answer of somebody else, who is told when nobody waits for it any more.
async fn message(time: Duration) {
    let (sender, answer) = oneshot::channel();
    let peer = tokio::spawn(async move {
        sleep(time).await;
        let _ = sender.send(());
    });
    struct Told(AbortHandle);
    impl Drop for Told {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let _told = Told(peer.abort_handle());
    let _ = answer.await;
}

fn init_of(id: &str) -> Pid {
    Pid(if id == "a" { 100 } else { 101 })
}

fn limits(request: Duration) -> Limits {
    Limits {
        start: START,
        request,
        cleanup: CLEANUP,
    }
}

/// One of the answers, in seconds.
#[track_caller]
fn request_limit(answers: &[&'static str]) -> Duration {
    match one_of_the("the limit of a request", answers) {
        "4 s" => secs(4),
        "2 s" => secs(2),
        "500 ms" => QUICK * 5,
        _ => Duration::ZERO,
    }
}

/// Ten seconds, or none.
#[track_caller]
fn start_limit() -> Duration {
    match one_of_the("the limit of the start", &["10 s", "none"]) {
        "10 s" => START,
        _ => Duration::ZERO,
    }
}

/// One second, or more than that.
#[track_caller]
fn cleanup_limit() -> Duration {
    match one_of_the("the limit of a step of a removal", &["1 s", "2 s"]) {
        "1 s" => CLEANUP,
        _ => CLEANUP * 2,
    }
}

fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

#[track_caller]
fn one_of_the(who: &str, answers: &[&'static str]) -> &'static str {
    answers[lab::choose(who, answers)]
}

/// A start with more shims than a daemon may want to care for at a time, and each call that can come meanwhile. Ten tasks have
/// too many orders to try them all, and few of them are enough here: it is the number of shims that is asked.
mod crossed {
    use super::*;
    use lab::check_promise;
    use lab::client::{Act, Scene, Suite};

    /// Those that are mute. The one that is well comes last.
    const CROWD: [&str; 9] = ["b", "c", "d", "e", "f", "g", "h", "i", "j"];

    /// A call.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        Start,
        Init,
        Stop,
    }
    use Does::{Init, Start, Stop};

    pub const SUITE: Suite<Does> = Suite {
        acts: &[Start, Init, Stop],
        histories: &[&[]],
        more: &[],
        otherwise: "listens-in-time",
        not_asked: &["more than ten shims"],
        play: |scene| lab::tasks::run(play(scene.clone())),
    };

    impl Act for Does {
        fn alone(self, _: &[Does]) -> Option<u8> {
            Some(0)
        }

        fn words(self) -> String {
            let words = match self {
                Start => "start with nine mute shims and one that answers",
                Init => "init(a)",
                Stop => "stop",
            };
            words.into()
        }

        fn is_once(self) -> bool {
            true
        }

        /// Without a start there is nothing to see.
        fn is_left_out(self, other: Does, _: &[Does]) -> bool {
            self != Start && other != Start
        }
    }

    async fn play(scene: Scene<Does>) {
        let stops = scene.beside.contains(&Stop);
        let node = World::new([("a", Script::WELL)].into_iter().chain(crowd()));
        let daemon = Daemon::new(Fake(node.clone()), limits(secs(4)));
        let starting = tokio::spawn({
            let daemon = daemon.clone();
            async move {
                let ids: Vec<&str> = CROWD.into_iter().chain(["a"]).collect();
                daemon.start(&ids).await;
                lab::note("the daemon listens");
                lab::now()
            }
        });
        let began = lab::now();
        sleep(QUICK * 5).await;
        if stops {
            lab::note("the daemon is told to stop");
            daemon.stop();
        } else {
            let init = daemon.init("a");
            let right = init.is_none() || init == Some(init_of("a"));
            let promise = "answering-is-loaded";
            check_promise(promise, right, Kind::WrongValue, || {
                format!("while the daemon starts, it says of shim a {init:?}")
            });
        }
        let listens = starting.await.unwrap();
        let (promise, limit) = if stops {
            ("stop-spares", QUICK * 5 + secs(1))
        } else {
            ("listens-in-time", START)
        };
        let took = listens - began;
        check_promise(promise, took <= limit, Kind::OverBudget, || {
            format!("the start of the daemon ends after {took:?}, and it may take {limit:?}")
        });
        let init = daemon.init("a");
        let back = stops || init == Some(init_of("a"));
        check_promise("answering-is-loaded", back, Kind::LostValue, || {
            "shim a answers each request in time, and is not taken back".into()
        });
        sleep(A_MINUTE).await;
        let promise = if stops { "stop-spares" } else { "nothing-left" };
        for id in CROWD {
            let left = node.left(id);
            check_promise(promise, left == (stops, stops), Kind::WrongValue, || {
                let (process, bundle) = (there(left.0), there(left.1));
                format!("a minute later the process of {id} is {process}, its bundle {bundle}")
            });
        }
    }

    /// Each needs most of what its requests may take, and ends at an instant of its own: in which order they end is not asked.
    fn crowd() -> impl Iterator<Item = (&'static str, Script)> {
        CROWD.into_iter().zip(1..).map(|(id, n)| {
            let late = Duration::from_millis(n);
            let script = Script {
                connect: Answer::After(secs(2) + late),
                state: Answer::Never,
                kill: Answer::After(REMOVAL + late),
                ..Script::WELL
            };
            (id, script)
        })
    }
}
