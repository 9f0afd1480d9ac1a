//! What users of the daemon are promised, whatever its code looks like. The host is a fake in here:
//! its shims, and the store of the records. Its state is `Plain`, so only tasks and answers make
//! schedules; answers take time on the virtual clock.

use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("live-keeps-record", || lab::tasks::run(live_keeps_record())),
    Property::new("dead-record-goes", || lab::tasks::run(dead_record_goes())),
    Property::new("long-lived-served", || lab::tasks::run(long_lived_served())),
    Property::new("recreated-keeps-record", || {
        lab::tasks::run(recreated_keeps_record())
    }),
    Property::new("shutdown-ends", || lab::tasks::run(shutdown_ends())),
    Property::new("others-served", || lab::tasks::run(others_served())),
    Property::new("deleted-leaves-nobody", || {
        lab::tasks::run(deleted_leaves_nobody())
    }),
    Property::new("failed-create-undone", || {
        lab::tasks::run(failed_create_undone())
    }),
];

/// How long an answer of the host is on its way.
const TRAVEL: Duration = Duration::from_millis(10);
/// How long a slow start takes.
const START: Duration = Duration::from_secs(20);
/// How long a record may outlive its container, while the host can answer.
const STALE: Duration = Duration::from_secs(5 * 60);
/// What systemd grants the daemon for its end.
const SHUTDOWN: Duration = Duration::from_secs(10);

/// The connection closes, the container lives on, and the host may have trouble to tell.
async fn live_keeps_record() {
    let (host, manager) = daemon();
    create(&manager, "a").await;
    let trouble = host.in_trouble();
    host.cut("a");
    let then = ["nothing more", "systemd tells the daemon to end"];
    if lab::choose("while its shim is looked for", &then) == 1 {
        let _ = timeout(STALE, host.looked_for()).await;
        let _ = timeout(SHUTDOWN, manager.shutdown()).await;
        // Not from the manager: the server has answered its last request.
        let kept = host.state.records.look(|it| it.contains_key("a"));
        check(kept, Kind::LostValue, || {
            "a lives, and its record was removed in the shutdown".into()
        });
        return host.end(&manager).await;
    }
    sleep(trouble).await;
    listed(&manager, "a", "the host has not said otherwise").await;
    host.always(Answer::Truth);
    sleep(STALE).await;
    listed(&manager, "a", "it has lost a connection, and no more").await;
    let taken = manager.create(&CancellationToken::new(), "a").await;
    check(taken == Err(Error::AlreadyExists), Kind::WrongValue, || {
        format!("a lives, and a second create of it answered {taken:?}")
    });
    sleep(STALE).await;
    listed(&manager, "a", "a second create of it was refused").await;
    host.lives("a", "a second create of a was refused");
    host.end(&manager).await;
}

/// The container dies: alone, and the host may have trouble to tell, or in bad company.
async fn dead_record_goes() {
    let deaths = [
        "alone",
        "together with b",
        "while the shim of b is frozen",
        "and it was the second of its id",
        "before its create has answered",
    ];
    let death = lab::choose("a dies", &deaths);
    let (host, manager) = daemon();
    if death == 4 {
        host.starts(Start::Dies);
    }
    create(&manager, "a").await;
    let trouble = match death {
        0 => host.in_trouble(),
        _ => Duration::ZERO,
    };
    match death {
        1 | 2 => {
            sleep(TRAVEL).await;
            create(&manager, "b").await;
        }
        3 => {
            host.dies("a");
            let _ = manager.delete("a").await;
            create(&manager, "a").await;
            sleep(10 * TRAVEL).await;
        }
        _ => {}
    }
    match death {
        1 => host.dies("b"),
        2 => {
            host.freeze("b");
            host.cut("b");
            let _ = timeout(STALE, host.looked_for()).await;
        }
        _ => {}
    }
    host.dies("a");
    sleep(trouble).await;
    host.always(Answer::Truth);
    sleep(STALE).await;
    gone(&manager, "a").await;
    if death == 1 {
        gone(&manager, "b").await;
    }
    create(&manager, "a").await;
    host.end(&manager).await;
}

/// The same for a container that has lived for hours, whatever its connection went through.
async fn long_lived_served() {
    let before = [
        "was never closed",
        "was closed once, an hour ago",
        "was closed a hundred times, the last time an hour ago",
    ];
    let cuts = [0, 1, 100][lab::choose("its connection", &before)];
    let (host, manager) = daemon();
    create(&manager, "a").await;
    sleep(2 * HOUR).await;
    for _ in 0..cuts {
        host.cut("a");
        sleep(Duration::from_secs(60)).await;
    }
    sleep(HOUR).await;
    listed(&manager, "a", "it is three hours old").await;
    host.dies("a");
    sleep(STALE).await;
    gone(&manager, "a").await;
    host.end(&manager).await;
}

const HOUR: Duration = Duration::from_secs(60 * 60);

/// A container dies, and a client deletes it and creates another one with its id: at once, or while
/// somebody looks for the old one.
async fn recreated_keeps_record() {
    let when = [
        "at once",
        "while its shim is looked for",
        "when that answer arrives",
    ];
    let when = lab::choose("the client creates it again", &when);
    let looks = ["once", "twice", "twice, and the host cannot tell at first"];
    let looks = match when {
        0 => 0,
        _ => lab::choose("by then its shim was looked for", &looks),
    };
    let (host, manager) = daemon();
    create(&manager, "a").await;
    if looks == 2 {
        host.answers(&[Answer::Unavailable]);
    }
    host.dies("a");
    if when > 0 {
        // Some may never look, or never again: they are not waited for.
        for _ in 0..=looks.min(1) {
            let _ = timeout(STALE, host.looked_for()).await;
        }
    }
    if when == 2 {
        sleep(TRAVEL).await;
    }
    // The record may be gone already: what counts is that the id is free.
    let _ = manager.delete("a").await;
    let starts = ["at once", "after 20 s"];
    if lab::choose("it starts", &starts) == 0 {
        create(&manager, "a").await;
    } else {
        host.starts(Start::TakesLong);
        // Its id is taken from the first moment, long before there is a record.
        let again = async {
            sleep(START / 2).await;
            let taken = manager.create(&CancellationToken::new(), "a").await;
            check(taken == Err(Error::AlreadyExists), Kind::WrongValue, || {
                format!("a is being created, and one more create of it answered {taken:?}")
            });
        };
        tokio::join!(create(&manager, "a"), again);
    }
    sleep(STALE).await;
    listed(&manager, "a", "it is the second of this id").await;
    host.end(&manager).await;
}

/// The daemon is told to end, at a bad moment.
async fn shutdown_ends() {
    let moments = [
        "two containers run",
        "a lost shim has just been asked for",
        "a lost shim is frozen",
        "nobody can tell whether a lost shim is there",
        "the record of a dead container is about to go",
        "a failed create is rolled back, and runc is frozen",
        "nobody can tell for a long time whether a lost shim is there",
        "a container was created again at once",
        "a failed create is rolled back, runc is frozen, and 4 s later a frozen shim is lost",
    ];
    let moment = lab::choose("the moment", &moments);
    let (host, manager) = daemon();
    create(&manager, "a").await;
    match moment {
        0 => create(&manager, "b").await,
        1..=3 => {
            host.answers(
                &[Answer::Truth, Answer::Nothing, Answer::Unavailable][moment - 1..moment],
            );
            host.cut("a");
            let _ = timeout(STALE, host.looked_for()).await;
            if moment == 3 {
                sleep(2 * TRAVEL).await;
            }
        }
        4 => {
            host.dies("a");
            let _ = timeout(STALE, host.looked_for()).await;
            sleep(TRAVEL).await;
        }
        6 => {
            host.always(Answer::Unavailable);
            host.cut("a");
            let _ = timeout(STALE, host.looked_for()).await;
            // It may ask again in between, and is told the same.
            sleep(STALE).await;
        }
        7 => {
            host.dies("a");
            let _ = manager.delete("a").await;
            create(&manager, "a").await;
        }
        _ => {
            host.starts(Start::Fails);
            host.freeze_kill();
            let request = CancellationToken::new();
            let failed = manager.create(&request, "b").await;
            request.cancel();
            check(failed.is_err(), Kind::WrongValue, || {
                "the start of b failed, and create answered Ok".into()
            });
        }
    }
    lab::note("systemd tells the daemon to end");
    let lost = async {
        if moment == 8 {
            sleep(Duration::from_secs(4)).await;
            host.freeze("a");
            host.cut("a");
        }
    };
    let (ended, ()) = tokio::join!(timeout(SHUTDOWN, manager.shutdown()), lost);
    check(ended.is_ok(), Kind::OverBudget, || {
        "ten seconds later the shutdown has not returned, and systemd kills the daemon".into()
    });
    let left = lab::tasks::alive();
    check(left.is_empty(), Kind::Leak, || {
        format!(
            "the shutdown has returned, and still at work: {}",
            left.join(", ")
        )
    });
}

/// The shim of one container is frozen, and clients ask for others.
async fn others_served() {
    let frozen = [
        "has lost its connection",
        "has lost its connection, and is deleted",
        "is at its start",
        "is rolled back",
    ];
    let frozen = lab::choose("the frozen one", &frozen);
    let (host, manager) = daemon();
    // Here and below: whoever has work does it first. How starts meet is no question of this one.
    if frozen < 2 {
        create(&manager, "a").await;
        sleep(TRAVEL).await;
    }
    create(&manager, "b").await;
    sleep(TRAVEL).await;
    match frozen {
        0 | 1 => {
            host.freeze("a");
            host.cut("a");
            let _ = timeout(STALE, host.looked_for()).await;
        }
        2 => host.starts(Start::Hangs),
        _ => {
            host.starts(Start::Fails);
            host.freeze_kill();
        }
    }
    // Its own request may take as long as it likes.
    let request = CancellationToken::new();
    let own = (frozen > 0).then(|| {
        let (manager, request) = (manager.clone(), request.clone());
        tokio::spawn(async move {
            let _ = match frozen {
                1 => manager.delete("a").await,
                _ => manager.create(&request, "a").await,
            };
        })
    });
    sleep(TRAVEL).await;
    let requests = async {
        listed(&manager, "b", "it has lost nothing").await;
        create(&manager, "c").await;
        let deleted = manager.delete("b").await;
        check(deleted == Ok(()), Kind::WrongValue, || {
            format!("b runs, and its delete answered {deleted:?}")
        });
    };
    let answered = timeout(Duration::from_secs(1), requests).await;
    check(answered.is_ok(), Kind::OverBudget, || {
        "list, create and delete of others have no answer after 1 s, because of one frozen shim"
            .into()
    });
    sleep(TRAVEL).await;
    request.cancel();
    host.thaw();
    if let Some(own) = own {
        let _ = own.await;
    }
    host.end(&manager).await;
}

/// A container goes and is created again. Whoever looked after the first must not stay: the second has
/// no more tasks at work than the first had.
async fn deleted_leaves_nobody() {
    let goes = [
        "deletes it",
        "deletes it minutes later",
        "deletes it, and the next create fails",
    ];
    let goes = lab::choose("when the container dies, the client", &goes);
    let host_says = ["what is true", "that it cannot tell", "nothing"];
    let pauses = [
        "comes much later",
        "comes while its shim is looked for",
        "comes before anybody can look",
    ];
    let (mut says, mut pause) = (0, 0);
    if goes == 0 {
        says = lab::choose("of a lost container, the host says", &host_says);
        pause = lab::choose("the next create", &pauses);
    }
    let (host, manager) = daemon();
    let mut at_work = Vec::new();
    // Whoever is not told of the second container's end is seen beside the third.
    let rounds = if (says, pause) == (1, 1) { 3 } else { 2 };
    for _ in 0..rounds {
        create(&manager, "a").await;
        sleep(STALE).await;
        at_work.push(lab::tasks::alive());
        host.always([Answer::Truth, Answer::Unavailable, Answer::Nothing][says]);
        if pause < 2 {
            host.cut("a");
            sleep(TRAVEL / 2).await;
        }
        host.dies("a");
        if goes == 1 {
            sleep(STALE).await;
        }
        // For a client it is there, or it is gone: both are answers.
        let _ = manager.delete("a").await;
        if pause == 0 {
            sleep(STALE).await;
        }
        if goes == 2 {
            host.starts(Start::Fails);
            let _ = manager.create(&CancellationToken::new(), "a").await;
            sleep(STALE).await;
        }
    }
    for later in &at_work[1..] {
        let grown = later.len() > at_work[0].len();
        check(!grown, Kind::Leak, || {
            format!(
                "one container runs, the other went minutes ago, and still at work: {}",
                later.join(", ")
            )
        });
    }
    host.end(&manager).await;
}

/// A create fails half-way: by itself, or because its client gives up. The client comes back.
async fn failed_create_undone() {
    let way = lab::choose(
        "the start",
        &[
            "fails",
            "takes long, and the client gives up",
            "works, and the client gives up while the store is busy",
        ],
    );
    let then = [
        "the client comes back a minute later",
        "the client comes back at once, and until it succeeds",
        "the client comes back at once, and runc is frozen for 20 s",
        "systemd tells the daemon to end",
    ];
    let then = lab::choose("then", &then);
    let (host, manager) = daemon();
    if then == 2 {
        host.freeze_kill();
    }
    let deletes = match then {
        1 | 2 => {
            lab::choose(
                "before each create, the client",
                &["waits", "deletes the id"],
            ) == 1
        }
        _ => false,
    };
    host.starts([Start::Fails, Start::Hangs, Start::StoreBusy][way]);
    let request = CancellationToken::new();
    let client = async {
        sleep([Duration::from_secs(30), TRAVEL][usize::from(way == 2)]).await;
        request.cancel();
    };
    let (failed, ()) = tokio::join!(manager.create(&request, "a"), client);
    if way == 2 && failed.is_ok() {
        // Too late to give up: it runs, as create says.
        sleep(STALE).await;
        listed(&manager, "a", "its create answered Ok").await;
        host.lives("a", "the create of a answered Ok");
        return host.end(&manager).await;
    }
    check(failed.is_err(), Kind::WrongValue, || {
        format!("the start of a failed, and create answered {failed:?}")
    });
    match then {
        1 | 2 => {
            let thaw = async {
                sleep(Duration::from_secs(20)).await;
                host.thaw();
            };
            let again = async {
                for _ in 0..60 {
                    if deletes {
                        // There is nothing to delete: it does not run.
                        let _ = manager.delete("a").await;
                    }
                    if manager.create(&CancellationToken::new(), "a").await.is_ok() {
                        break;
                    }
                    sleep(Duration::from_secs(1)).await;
                }
            };
            tokio::join!(again, thaw);
            sleep(STALE).await;
            listed(&manager, "a", "its second create succeeded").await;
            host.lives("a", "the second create of a succeeded");
        }
        _ => {
            match then {
                0 => sleep(Duration::from_secs(60)).await,
                _ => drop(timeout(SHUTDOWN, manager.shutdown()).await),
            }
            let left = host.shim("a").is_some();
            check(!left, Kind::WrongValue, || {
                let since = ["a minute ago", "before the shutdown"][usize::from(then == 3)];
                format!("the create failed {since}, and the shim it had started is still there")
            });
            if then == 0 {
                create(&manager, "a").await;
            }
        }
    }
    host.end(&manager).await;
}

/// One request from its begin to its end: the server cancels its token then.
async fn create(manager: &Arc<Manager<Host, Host>>, id: &str) {
    let request = CancellationToken::new();
    let created = manager.create(&request, id).await;
    request.cancel();
    check(created == Ok(()), Kind::WrongValue, || {
        format!("the id {id} should be free, and its create answered {created:?}")
    });
}

async fn listed(manager: &Manager<Host, Host>, id: &str, story: &str) {
    let ids = manager.list().await;
    check(ids.iter().any(|it| it == id), Kind::LostValue, || {
        format!("{id} lives ({story}), and its record is gone")
    });
}

async fn gone(manager: &Manager<Host, Host>, id: &str) {
    let ids = manager.list().await;
    check(!ids.iter().any(|it| it == id), Kind::WrongValue, || {
        format!("{id} died five minutes ago, and its record is still there")
    });
}

fn daemon() -> (Host, Arc<Manager<Host, Host>>) {
    let host = Host::default();
    (host.clone(), Manager::new(host.clone(), host))
}

/// What the host says when a shim is looked for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Answer {
    #[default]
    Truth,
    Unavailable,
    /// The shim is frozen.
    Nothing,
}

/// What becomes of a start.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
enum Start {
    #[default]
    Works,
    /// The shim is there when it fails.
    Fails,
    /// The shim is there, and the start is never over.
    Hangs,
    /// The shim is there, and the start works after a while.
    TakesLong,
    /// It works, and the store is busy then.
    StoreBusy,
    /// It works, and the container ends at once. The store is busy meanwhile.
    Dies,
}

/// The host: its shims, and what it says of them.
#[derive(Clone, Default)]
struct Host {
    state: Arc<State>,
    /// Told for each question.
    looked_for: Arc<Notify>,
    /// Cancelled when whatever is frozen moves again.
    thawed: CancellationToken,
}

/// What the host knows, each part by itself: who only looks at a part, or uses another one, is in nobody's way.
#[derive(Default)]
struct State {
    shims: Plain<Live>,
    records: Plain<Records>,
    mood: Plain<Mood>,
    /// The next transaction waits for longer than an answer travels.
    busy: Plain<bool>,
}

/// The containers that live.
#[derive(Default)]
struct Live {
    started: u64,
    by_id: BTreeMap<String, Arc<Shim>>,
}

/// One shim, and who is connected to it.
struct Shim {
    number: ShimId,
    connections: Plain<Vec<CancellationToken>>,
}

/// What the host answers.
#[derive(Default)]
struct Mood {
    /// What the next questions get, and after these all others.
    answers: VecDeque<Answer>,
    always: Answer,
    start: Start,
    kill_frozen: bool,
    /// Who looks for these shims gets no answer.
    frozen: BTreeSet<String>,
}

impl Shim {
    fn connect(&self) -> Connection {
        let closed = CancellationToken::new();
        self.connections.with(|all| all.push(closed.clone()));
        Connection {
            shim: self.number,
            closed,
        }
    }

    fn close(&self) {
        self.connections
            .with(std::mem::take)
            .iter()
            .for_each(CancellationToken::cancel);
    }
}

impl Host {
    /// The shim of a container that lives.
    fn shim(&self, id: &str) -> Option<Arc<Shim>> {
        self.state.shims.look(|live| live.by_id.get(id).cloned())
    }

    fn answers(&self, answers: &[Answer]) {
        self.state
            .mood
            .with(|mood| mood.answers = answers.iter().copied().collect());
    }

    fn always(&self, answer: Answer) {
        self.state.mood.with(|mood| mood.always = answer);
    }

    /// What the next question about this container gets.
    fn answer(&self, id: &str) -> Answer {
        let (frozen, is_next, always) = self.state.mood.look(|mood| {
            let frozen = mood.frozen.contains(id);
            (frozen, !mood.answers.is_empty(), mood.always)
        });
        match (frozen, is_next) {
            (true, _) => Answer::Nothing,
            (false, true) => self
                .state
                .mood
                .with(|mood| mood.answers.pop_front())
                .unwrap_or(always),
            (false, false) => always,
        }
    }

    /// The next question, or those of some time, may get no answer that helps. Returns how long the
    /// host has trouble, if it lasts.
    fn in_trouble(&self) -> Duration {
        let says = [
            "what is true",
            "once that it cannot tell",
            "once nothing",
            "for a minute that it cannot tell",
            // Longer than any pause that grows may be, five minutes after it.
            "for an hour that it cannot tell",
        ];
        match lab::choose("asked for the shim, the host says", &says) {
            0 => return Duration::ZERO,
            1 => self.answers(&[Answer::Unavailable]),
            2 => self.answers(&[Answer::Nothing]),
            3 => {
                self.always(Answer::Unavailable);
                return Duration::from_secs(60);
            }
            _ => {
                self.always(Answer::Unavailable);
                return Duration::from_secs(3600);
            }
        }
        Duration::ZERO
    }

    fn starts(&self, start: Start) {
        self.state.mood.with(|mood| mood.start = start);
    }

    /// Who looks for this shim gets no answer.
    fn freeze(&self, id: &str) {
        self.state
            .mood
            .with(|mood| mood.frozen.insert(id.to_owned()));
    }

    /// Whatever is frozen moves again.
    fn thaw(&self) {
        self.state.mood.with(|mood| {
            mood.kill_frozen = false;
            mood.frozen.clear();
        });
        self.thawed.cancel();
    }

    fn lives(&self, id: &str, story: &str) {
        let lives = self.shim(id).is_some();
        check(lives, Kind::LostValue, || {
            format!("{story}, and its shim was killed")
        });
    }

    fn freeze_kill(&self) {
        self.state.mood.with(|mood| mood.kill_frozen = true);
    }

    /// The connection is closed, and the container lives on.
    fn cut(&self, id: &str) {
        lab::note(&format!("{id} loses its connection, and lives on"));
        if let Some(shim) = self.shim(id) {
            shim.close();
        }
    }

    /// The container dies, and its connection is closed.
    fn dies(&self, id: &str) {
        lab::note(&format!("{id} dies, with its shim"));
        let shim = self.state.shims.with(|live| live.by_id.remove(id));
        if let Some(shim) = shim {
            shim.close();
        }
    }

    /// Returns when somebody looks for a shim, or has done so already.
    async fn looked_for(&self) {
        self.looked_for.notified().await;
    }

    /// The end of a property: the host tells the truth, one container after the other ends, and then the
    /// daemon. Who is at work in the shutdown is a question of its own property.
    async fn end(&self, manager: &Manager<Host, Host>) {
        self.answers(&[]);
        self.always(Answer::Truth);
        self.thaw();
        let left = self
            .state
            .shims
            .look(|live| live.by_id.keys().cloned().collect::<Vec<_>>());
        for id in left {
            self.dies(&id);
            sleep(10 * TRAVEL).await;
        }
        let _ = timeout(SHUTDOWN, manager.shutdown()).await;
        if !lab::tasks::alive().is_empty() {
            sleep(STALE).await;
        }
    }
}

impl Shims for Host {
    async fn start(&self, cancel: &CancellationToken, id: &str) -> Result<Connection, Error> {
        tokio::task::yield_now().await;
        let shim = self.state.shims.with(|live| {
            live.started += 1;
            let (number, connections) = (ShimId(live.started), Plain::default());
            let shim = Arc::new(Shim {
                number,
                connections,
            });
            live.by_id.insert(id.to_owned(), shim.clone());
            shim
        });
        let connection = shim.connect();
        let start = match self.state.mood.look(|mood| mood.start == Start::Works) {
            true => Start::Works,
            false => self.state.mood.with(|mood| std::mem::take(&mut mood.start)),
        };
        match start {
            Start::Works => Ok(connection),
            Start::Dies => {
                self.dies(id);
                self.state.busy.with(|busy| *busy = true);
                Ok(connection)
            }
            Start::TakesLong => {
                let over = cancel.run_until_cancelled(sleep(START)).await;
                over.map(|()| connection).ok_or(Error::Cancelled)
            }
            Start::StoreBusy => {
                self.state.busy.with(|busy| *busy = true);
                Ok(connection)
            }
            Start::Fails => Err(Error::Unavailable),
            Start::Hangs => {
                cancel.cancelled().await;
                Err(Error::Cancelled)
            }
        }
    }

    async fn find(&self, cancel: &CancellationToken, id: &str) -> Result<Connection, Error> {
        if cancel.is_cancelled() {
            lab::note("find: its token is cancelled already");
            return Err(Error::Cancelled);
        }
        let answer = self.answer(id);
        let found = self.shim(id).map(|shim| shim.connect());
        self.looked_for.notify_one();
        let work = async {
            match answer {
                Answer::Nothing => self.thawed.cancelled().await,
                Answer::Truth | Answer::Unavailable => sleep(TRAVEL).await,
            }
            match (answer, found) {
                (Answer::Truth, Some(connection)) => Ok(connection),
                (Answer::Truth, None) => Err(Error::NotFound),
                _ => Err(Error::Unavailable),
            }
        };
        let said = cancel.run_until_cancelled(work).await;
        let said = said.unwrap_or(Err(Error::Cancelled));
        lab::note(&match &said {
            Ok(_) => format!("find {id}: it is there"),
            Err(error) => format!("find {id}: {error:?}"),
        });
        said
    }

    async fn kill(&self, cancel: &CancellationToken, id: &str) -> Result<(), Error> {
        if cancel.is_cancelled() {
            lab::note("kill: its token is cancelled already");
            return Err(Error::Cancelled);
        }
        let frozen = self.state.mood.look(|mood| mood.kill_frozen);
        let work = async {
            match frozen {
                true => self.thawed.cancelled().await,
                false => sleep(TRAVEL).await,
            }
            self.dies(id);
        };
        let done = cancel.run_until_cancelled(work).await;
        done.ok_or(Error::Cancelled)
    }
}

impl RecordStore for Host {
    async fn transaction<T: Send>(&self, change: impl FnOnce(&mut Records) -> T + Send) -> T {
        // Its turn: whoever else is ready may come first.
        match self.state.busy.look(|busy| *busy) {
            true => {
                self.state.busy.with(|busy| *busy = false);
                sleep(2 * TRAVEL).await;
            }
            false => tokio::task::yield_now().await,
        }
        // A transaction that changes nothing has only looked.
        let before = self.state.records.look(Records::clone);
        let mut after = before.clone();
        let answer = change(&mut after);
        for id in before.keys().chain(after.keys()) {
            match (before.get(id), after.get(id)) {
                (old, new) if old == new => {}
                (_, Some(new)) => lab::note(&format!("the record of {id} is now {new:?}")),
                (_, None) => lab::note(&format!("the record of {id} is removed")),
            }
        }
        if before != after {
            self.state.records.with(|records| *records = after);
        }
        answer
    }
}
