//! What users of the exit path are promised, whatever its code looks like. The kernel is a fake in
//! here: it says which children are gone, and what a SIGKILL does. Its own state is `Plain`, so only
//! steps of the shim, and waits for them, make schedules.

// ANCHOR: scenes
use super::subject::*;
use lab::{Kind, Plain, Property, check};
use std::sync::{Arc, Weak};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("every-waiter", every_waiter),
    Property::new("tasks-apart", tasks_apart),
    Property::new("first-end-decides", first_end_decides),
    Property::new("kill-ends", kill_ends),
    Property::new("published-once", published_once),
    Property::new("exits-in-order", exits_in_order),
    Property::new("lazy-subscriber", lazy_subscriber),
    Property::new("leaving-returns", leaving_returns),
    Property::crossing(|| crossed::SUITE.crossing()),
];

const INIT: Pid = Pid(100);
const EXEC: Pid = Pid(101);
/// The container's program had ended by itself, and well.
const WELL: ExitStatus = ExitStatus(0);
const LIMIT: Duration = Duration::from_millis(500);
/// How many pids the kernel has for execs that come and go.
const PIDS: u32 = 40;
/// As a shell shows SIGKILL, whatever the subject calls it.
const GIVEN_UP: ExitStatus = ExitStatus(137);

/// Three requests wait while the reaper is at work, and one comes when all is over. Or one waits, and
/// an exec is added meanwhile.
fn every_waiter() {
    let others = ["three wait", "one waits, and an exec is added"];
    if lab::choose("requests", &others) == 1 {
        return waits_beside_add();
    }
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    let first = pod.spawn("first waiter", |shim| shim.wait(INIT));
    let second = pod.spawn("second waiter", |shim| shim.wait(INIT));
    pod.shim.child_gone(INIT, WELL);
    pod.shim.no_more_children();
    let reaper = pod.reaper();
    let third = pod.shim.wait(INIT);
    reaper.join().unwrap();
    let late = pod.shim.wait(INIT);
    let heard = [first.join().unwrap(), second.join().unwrap(), third, late];
    let right = heard.iter().all(|status| *status == Ok(WELL));
    check(right, Kind::WrongValue, || {
        format!("the process ended with 0, and its waiters heard {heard:?}")
    });
}

/// A wait may take days, and holds up nobody who needs the table.
fn waits_beside_add() {
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    let waiter = pod.spawn("waiter", |shim| shim.wait(INIT));
    let add = pod.spawn("start", |shim| shim.add("a", EXEC));
    let reaper = pod.reaper();
    pod.shim.child_gone(INIT, WELL);
    let heard = waiter.join().unwrap();
    add.join().unwrap();
    pod.no_more_children();
    reaper.join().unwrap();
    check(heard == Ok(WELL), Kind::WrongValue, || {
        format!("the process ended with 0, and its waiter heard {heard:?}")
    });
}

/// An exec ends, then init, and between them a process that nobody added. Then the kernel gives the
/// pid of the exec out again.
fn tasks_apart() {
    let stranger = Pid(7);
    let pod = Pod::new(|| {
        check(false, Kind::WrongValue, || {
            "SIGKILL is sent to a pid that may be another process by now".into()
        });
        None
    });
    let forwarder = pod.bus.subscribe();
    pod.shim.add("a", INIT);
    pod.shim.add("a", EXEC);
    let waiter = pod.spawn("waiter", |shim| [shim.wait(EXEC), shim.wait(INIT)]);
    pod.shim.child_gone(EXEC, ExitStatus(3));
    pod.shim.child_gone(stranger, WELL);
    pod.shim.child_gone(INIT, ExitStatus(143));
    let reaper = pod.reaper();
    let right = [Ok(ExitStatus(3)), Ok(ExitStatus(143))];
    let heard = waiter.join().unwrap();
    check(heard == right, Kind::WrongValue, || {
        format!("the exec ended with 3 and init with 143, and their waiters heard {heard:?}")
    });
    let before = lab::now();
    let killed = pod.shim.kill(INIT, LIMIT);
    check(lab::now() == before, Kind::OverBudget, || {
        "init had ended, and a kill of it took its whole limit".into()
    });
    let late = [pod.shim.wait(EXEC), pod.shim.wait(INIT)];
    check(killed.is_ok() && late == right, Kind::WrongValue, || {
        format!("after the end of init, kill answered {killed:?}, and the waiters heard {late:?}")
    });
    let unknown = (pod.shim.wait(stranger), pod.shim.kill(stranger, LIMIT));
    let refused = (Err(Error::NotFound), Err(Error::NotFound));
    check(unknown == refused, Kind::WrongValue, || {
        format!("no task has the pid 7, and Wait and kill answered {unknown:?}")
    });
    pod.shim.add("a", EXEC);
    pod.shim.child_gone(EXEC, ExitStatus(4));
    let second = pod.shim.wait(EXEC);
    check(second == Ok(ExitStatus(4)), Kind::WrongValue, || {
        format!("a second exec has the pid of the first, it ended with 4, and Wait says {second:?}")
    });
    pod.no_more_children();
    reaper.join().unwrap();
    let exits = until_marker(&pod.bus, &forwarder);
    let told = [(EXEC, 3), (INIT, 143), (EXEC, 4)].map(|(pid, n)| exit(pid, ExitStatus(n)));
    check(exits == told, Kind::WrongValue, || {
        format!("an exec, init and an exec with the first pid ended, and the bus told of {exits:?}")
    });
}

/// The exit is on its way when the process is killed, and may arrive on either side of the limit.
fn first_end_decides() {
    let after = ["the pid stays free", "the pid is given out again"];
    if lab::choose("after the end", &after) == 1 {
        return second_life();
    }
    let pod = Pod::new(|| Some((INIT, WELL)));
    pod.shim.add("a", INIT);
    let waiter = pod.spawn("waiter", |shim| shim.wait(INIT));
    let reaper = pod.reaper();
    let killed = pod.shim.kill(INIT, LIMIT);
    pod.no_more_children();
    reaper.join().unwrap();
    check(killed.is_ok(), Kind::WrongValue, || {
        format!("kill answered {killed:?}")
    });
    let early = waiter.join().unwrap();
    let late = pod.shim.wait(INIT);
    let right = early == late && matches!(early, Ok(WELL | KILLED));
    check(right, Kind::WrongValue, || {
        format!("one process ended once, and its waiters heard {early:?} and {late:?}")
    });
}

/// The same race. The exit is first, and the kernel gives the pid out again while the kill is still at
/// work.
fn second_life() {
    let pod = Pod::new(|| Some((INIT, WELL)));
    pod.shim.add("a", INIT);
    let reaper = pod.reaper();
    let kill = pod.spawn("kill", |shim| shim.kill(INIT, LIMIT));
    // Given up with 137, it has its pid still: nobody else gets it.
    if pod.shim.wait(INIT) == Ok(WELL) {
        pod.shim.add("a", INIT);
        let killed = kill.join().unwrap();
        pod.shim.child_gone(INIT, ExitStatus(4));
        let ended = pod.shim.wait(INIT);
        let right = killed.is_ok() && ended == Ok(ExitStatus(4));
        check(right, Kind::WrongValue, || {
            format!(
                "kill answered {killed:?}. A new process has the pid, it ended with 4, and Wait says {ended:?}"
            )
        });
    } else {
        kill.join().unwrap().unwrap();
    }
    pod.no_more_children();
    reaper.join().unwrap();
}

/// The process does not go away. Later it does, and that changes nothing.
fn kill_ends() {
    let others = [
        "nothing goes away",
        "an exec of the container goes away",
        "nothing goes away, and another request kills too",
        "nothing goes away, and other tasks end meanwhile",
        "the process has ended, and its exit is on its way",
        "nothing goes away, and another request kills with a long limit",
        "nothing goes away, and the pid was that of another process",
    ];
    let case = lab::choose("SIGKILL", &others);
    match case {
        3 | 4 => return kill_in_time(case == 3),
        5 => return shorter_limit(),
        6 => return first_exit_is_late(),
        _ => {}
    }
    let signals = Arc::new(Plain::new(0));
    let sent = signals.clone();
    let pod = Pod::new(move || {
        sent.with(|sent| *sent += 1);
        (case == 1).then_some((EXEC, WELL))
    });
    pod.shim.add("a", INIT);
    pod.shim.add("a", EXEC);
    let forwarder = pod.bus.subscribe();
    let reaper = pod.reaper();
    let kill = |shim: &Shim| {
        let before = lab::now();
        (shim.kill(INIT, LIMIT), lab::now() - before)
    };
    let other = (case == 2).then(|| pod.spawn("other kill", kill));
    let (killed, took) = kill(&pod.shim);
    // With another kill, the task may end at the limit of that one.
    check(other.is_some() || took >= LIMIT, Kind::WrongValue, || {
        format!("kill gave the process up after {took:?}, and its limit is {LIMIT:?}")
    });
    // Nothing else moves the clock here. A kill that looks again and again may be a little late.
    let late = case == 0 && took > LIMIT + LIMIT / 4;
    check(!late, Kind::OverBudget, || {
        format!("kill returns after {took:?}, and its limit is {LIMIT:?}")
    });
    let alone = other.is_none().then(|| {
        let again = pod.shim.kill(INIT, LIMIT);
        check(signals.with(|sent| *sent == 1), Kind::WrongValue, || {
            "kill has returned, and a second kill does not find the task ended".into()
        });
        (again, pod.shim.wait(INIT))
    });
    pod.shim.child_gone(INIT, WELL);
    let other = other.map(|other| (other.join().unwrap().0, pod.shim.wait(INIT)));
    let (again, given_up) = alone.or(other).expect("one of the two");
    pod.no_more_children();
    reaper.join().unwrap();
    let late = pod.shim.wait(INIT);
    check(killed.is_ok() && again.is_ok(), Kind::WrongValue, || {
        format!("one kill answered {killed:?}, and the next {again:?}")
    });
    let right = given_up == Ok(GIVEN_UP) && late == given_up;
    check(right, Kind::WrongValue, || {
        format!("kill gave the process up, and Wait answered {given_up:?}, then {late:?}")
    });
    published_as(late, &pod, &forwarder);
}

/// Time waits here for whatever can move, so no thread is late: a kill that misses the exit, or whose limit begins anew, has
/// no excuse.
fn kill_in_time(stuck: bool) {
    lab::time_waits();
    let others = [Pid(201), Pid(202), Pid(203)];
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    others.into_iter().for_each(|pid| pod.shim.add("a", pid));
    if !stuck {
        pod.shim.child_gone(INIT, WELL);
    }
    let reaper = pod.reaper();
    let meanwhile = stuck.then(|| {
        pod.spawn("sigchld", move |shim| {
            for pid in others {
                thread::sleep(LIMIT * 6 / 10);
                shim.child_gone(pid, WELL);
            }
        })
    });
    let before = lab::now();
    let killed = pod.shim.kill(INIT, LIMIT);
    let took = lab::now() - before;
    let in_time = if stuck {
        took <= LIMIT + LIMIT / 4
    } else {
        took < LIMIT
    };
    check(killed.is_ok() && in_time, Kind::OverBudget, || {
        let what = if stuck { "stays" } else { "has ended" };
        format!(
            "the process {what}, and kill answers {killed:?} after {took:?}; its limit is {LIMIT:?}"
        )
    });
    if let Some(meanwhile) = meanwhile {
        meanwhile.join().unwrap();
    }
    pod.no_more_children();
    reaper.join().unwrap();
}

/// Two requests kill a process that stays. It ends at the shorter limit, whichever came first.
fn shorter_limit() {
    lab::time_waits();
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    let reaper = pod.reaper();
    let patient = pod.spawn("patient kill", |shim| shim.kill(INIT, LIMIT * 20));
    let before = lab::now();
    let killed = pod.shim.kill(INIT, LIMIT);
    let ended = pod.shim.wait(INIT);
    let took = lab::now() - before;
    let in_time = took <= LIMIT + LIMIT / 4;
    check(killed.is_ok() && in_time, Kind::OverBudget, || {
        format!(
            "another kill has a limit of {:?}, and this one answers {killed:?}; the task has ended after {took:?}, and the limit is {LIMIT:?}",
            LIMIT * 20
        )
    });
    let patient = patient.join().unwrap();
    pod.no_more_children();
    reaper.join().unwrap();
    check(
        patient.is_ok() && ended == Ok(GIVEN_UP),
        Kind::WrongValue,
        || format!("the process was given up, Wait says {ended:?}, and the other kill {patient:?}"),
    );
}

/// A client has seen the end of a process, and the kernel has given its pid out again before the bus tells of that end. A kill
/// that hears of it knows nothing of its own task yet.
fn first_exit_is_late() {
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    pod.shim.child_gone(INIT, WELL);
    let reaper = pod.reaper();
    let first = pod.shim.wait(INIT);
    pod.shim.add("a", INIT);
    let before = lab::now();
    let killed = pod.shim.kill(INIT, LIMIT);
    let took = lab::now() - before;
    let given_up = killed.is_ok() && took >= LIMIT;
    check(given_up, Kind::WrongValue, || {
        format!(
            "a new process has the pid, and stays; kill answers {killed:?} after {took:?}, and its limit is {LIMIT:?}"
        )
    });
    let second = pod.shim.wait(INIT);
    check(
        first == Ok(WELL) && second == Ok(GIVEN_UP),
        Kind::WrongValue,
        || {
            format!(
                "a process ended with 0, the next one with its pid was given up, and Wait said {first:?}, then {second:?}"
            )
        },
    );
    pod.no_more_children();
    reaper.join().unwrap();
}

/// The same race as above, as a subscriber sees it.
fn published_once() {
    let ends = ["of one process", "of a process, while another is given up"];
    if lab::choose("the end", &ends) == 1 {
        return both_tell();
    }
    let pod = Pod::new(|| Some((INIT, WELL)));
    pod.shim.add("a", INIT);
    let forwarder = pod.bus.subscribe();
    let reaper = pod.reaper();
    let killed = pod.shim.kill(INIT, LIMIT);
    pod.no_more_children();
    reaper.join().unwrap();
    check(killed.is_ok(), Kind::WrongValue, || {
        format!("kill answered {killed:?}")
    });
    published_as(pod.shim.wait(INIT), &pod, &forwarder);
}

/// The reaper tells of the exec, and a kill of the init that it gives up. Nothing ends after that, so nobody comes by and
/// delivers what one of them left behind.
fn both_tell() {
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    pod.shim.add("a", EXEC);
    let forwarder = pod.bus.subscribe();
    pod.shim.child_gone(EXEC, WELL);
    let reaper = pod.reaper();
    let killed = pod.shim.kill(INIT, LIMIT);
    pod.no_more_children();
    reaper.join().unwrap();
    check(killed.is_ok(), Kind::WrongValue, || {
        format!("kill answered {killed:?}")
    });
    lab::settle();
    let next = || forwarder.recv_before(Instant::now() + LIMIT);
    let heard = [next(), next()];
    for ended in [exit(EXEC, WELL), exit(INIT, GIVEN_UP)] {
        check(
            heard.contains(&Some(ended.clone())),
            Kind::LostValue,
            || {
                format!(
                    "an exec has ended, init is given up, and a subscriber hears {heard:?}, not {ended:?}"
                )
            },
        );
    }
}

/// The reaper reports an exec, and then the init.
fn exits_in_order() {
    let pod = Pod::new(|| None);
    pod.shim.add("a", INIT);
    pod.shim.add("a", EXEC);
    let subscribers = [pod.bus.subscribe(), pod.bus.subscribe()];
    pod.shim.child_gone(EXEC, WELL);
    pod.shim.child_gone(INIT, WELL);
    pod.reap_all();
    for subscriber in subscribers {
        let heard = [subscriber.recv(), subscriber.recv()];
        check(
            heard == [exit(EXEC, WELL), exit(INIT, WELL)],
            Kind::WrongValue,
            || format!("the exec ended before init did, and a subscriber heard {heard:?}"),
        );
        let before = lab::now();
        let more = subscriber.recv_before(Instant::now() + LIMIT);
        let took = lab::now() - before;
        check(more.is_none() && took == LIMIT, Kind::OverBudget, || {
            format!("nothing else ends, and who waits {LIMIT:?} for it has {more:?} after {took:?}")
        });
    }
}

/// Of two subscribers one is away: containerd restarts, say. Then it is back. A third has left.
fn lazy_subscriber() {
    let away = [
        "5 exits",
        "100 exits",
        "2500 exits",
        "2 exits, and the other one sleeps until it hears",
    ];
    let unread = match lab::choose("away for", &away) {
        3 => return wakes_who_has_read_all(),
        case => [5, 100, 2500][case],
    };
    let bus = Arc::new(ExitBus::default());
    let left = bus.subscribe();
    let busy = bus.subscribe();
    drop(left);
    let lazy = bus.subscribe();
    // The kernel has few pids, and gives each of them out again.
    let published = (0..unread).map(|n| exit(Pid(1 + n % PIDS), ExitStatus((n / PIDS) as u8)));
    let before = lab::now();
    for exit in published.clone() {
        bus.publish(&exit);
        let heard = busy.recv();
        check(heard == exit, Kind::WrongValue, || {
            format!("{exit:?} was published, and a subscriber that reads heard {heard:?}")
        });
    }
    let took = lab::now() - before;
    let mut heard = vec![lazy.recv()];
    drop(busy);
    heard.extend(until_marker(&bus, &lazy));
    let lost = published.clone().find(|exit| !heard.contains(exit));
    check(lost.is_none(), Kind::LostValue, || {
        format!("a later exit comes to the subscriber that was away, and {lost:?} has not come")
    });
    check(heard.into_iter().eq(published), Kind::WrongValue, || {
        "the subscriber that was away heard the exits in another order, or twice".into()
    });
    check(took < LIMIT, Kind::OverBudget, || {
        format!("a subscriber was away for {unread} exits, and whoever published waited {took:?}")
    });
}

/// What one subscriber has not read yet is no reason to let another one sleep.
fn wakes_who_has_read_all() {
    let bus = Arc::new(ExitBus::default());
    let lazy = bus.subscribe();
    let busy = bus.subscribe();
    let reader = named("reader", move || [busy.recv(), busy.recv()]);
    let exits = [exit(Pid(1), WELL), exit(Pid(2), WELL)];
    exits.iter().for_each(|exit| bus.publish(exit));
    let heard = reader.join().unwrap();
    check(heard == exits, Kind::WrongValue, || {
        format!("two exits were published, and a subscriber that reads heard {heard:?}")
    });
    let heard = until_marker(&bus, &lazy);
    check(heard == exits, Kind::LostValue, || {
        format!("two exits were published, and the subscriber that was away heard {heard:?}")
    });
}

/// A request gives up while the processes of a pod end, and perhaps another one comes.
fn leaving_returns() {
    let others = [
        "nobody comes",
        "another subscriber comes",
        "two others come",
    ];
    let comes = lab::choose("meanwhile", &others);
    if comes == 2 {
        return two_come();
    }
    let comes = comes == 1;
    let bus = Arc::new(ExitBus::default());
    let leaving = bus.subscribe();
    let publisher = bus.clone();
    let reaper = named("reaper", move || {
        // Who comes reads late: three exits and the marker fit into any queue.
        for pid in 1..=if comes { 3 } else { 5 } {
            publisher.publish(&exit(Pid(pid), WELL));
        }
    });
    let other = comes.then(|| {
        let bus = bus.clone();
        named("other", move || bus.subscribe())
    });
    drop(leaving);
    reaper.join().unwrap();
    if let Some(other) = other {
        // What is published from here on comes to it.
        until_marker(&bus, &other.join().unwrap());
    }
}

/// Two requests subscribe side by side, and each hears what is published from there on.
fn two_come() {
    let bus = Arc::new(ExitBus::default());
    let other = bus.clone();
    let other = named("other", move || other.subscribe());
    let first = bus.subscribe();
    let second = other.join().unwrap();
    bus.publish(&exit(INIT, WELL));
    for subscriber in [&first, &second] {
        let heard = subscriber.recv();
        check(heard == exit(INIT, WELL), Kind::WrongValue, || {
            format!("init has ended, and a subscriber heard {heard:?}")
        });
    }
}

/// The shim under test, on a fake kernel.
struct Pod {
    shim: Arc<Shim>,
    bus: Arc<ExitBus>,
    reports: Plain<Option<Reports>>,
    sigchld: Sigchld,
}

/// The reports of children that a SIGKILL has ended.
type Sigchld = Arc<Plain<Vec<JoinHandle<()>>>>;

impl Pod {
    /// The closure says which process a SIGKILL ends. The thread for SIGCHLD reports it, at any time
    /// from the signal on.
    fn new(on_kill: impl Fn() -> Option<(Pid, ExitStatus)> + Send + Sync + 'static) -> Pod {
        let bus = Arc::new(ExitBus::default());
        let (above, sigchld) = (Arc::new(Plain::new(Weak::new())), Sigchld::default());
        let linux = Linux(above.clone(), sigchld.clone(), on_kill);
        let (shim, reports) = Shim::new(Box::new(linux), bus.clone());
        let (shim, reports) = (Arc::new(shim), Plain::new(Some(reports)));
        above.with(|above| *above = Arc::downgrade(&shim));
        Pod {
            shim,
            bus,
            reports,
            sigchld,
        }
    }

    /// Starts the reaper's thread. It ends when there are no more children.
    fn reaper(&self) -> JoinHandle<()> {
        let reports = self.reports.with(Option::take).expect("one reaper");
        self.spawn("reaper", |shim| shim.run_reaper(reports))
    }

    /// Every end has been reported, and the shim shuts down.
    fn no_more_children(&self) {
        while let Some(report) = self.sigchld.with(Vec::pop) {
            report.join().unwrap();
        }
        self.shim.no_more_children();
    }

    /// Has the reaper do all that was reported.
    fn reap_all(&self) {
        self.no_more_children();
        self.reaper().join().unwrap();
    }

    fn spawn<T: Send + 'static>(
        &self,
        name: &str,
        body: impl FnOnce(&Shim) -> T + Send + 'static,
    ) -> JoinHandle<T> {
        let shim = self.shim.clone();
        named(name, move || body(&shim))
    }
}

struct Linux<F>(Arc<Plain<Weak<Shim>>>, Sigchld, F);

impl<F: Fn() -> Option<(Pid, ExitStatus)> + Send + Sync> Kernel for Linux<F> {
    fn sigkill(&self, _: Pid) {
        if let Some((gone, status)) = (self.2)() {
            let shim = self.0.with(|shim| shim.upgrade());
            let shim = shim.expect("a request is under way");
            let report = named("sigchld", move || shim.child_gone(gone, status));
            self.1.with(|reports| reports.push(report));
        }
    }
}

/// The bus has told of the end of init once, with the status that Wait answers.
fn published_as(status: Result<ExitStatus, Error>, pod: &Pod, forwarder: &Subscription) {
    let mut exits = until_marker(&pod.bus, forwarder);
    exits.retain(|exit| exit.pid == INIT);
    check(!exits.is_empty(), Kind::LostValue, || {
        "init has ended, and a later exit comes to a subscriber before that of init".into()
    });
    let once = status.clone().map(|status| vec![exit(INIT, status)]);
    check(once.as_ref() == Ok(&exits), Kind::WrongValue, || {
        format!("init has ended once, Wait answers {status:?}, and the bus told of {exits:?}")
    });
}

/// Publishes one exit more, and reads until it comes: what was published before it has come too. A
/// thread of the shim's own may publish, so nobody has anything left to do first.
fn until_marker(bus: &ExitBus, subscription: &Subscription) -> Vec<Exit> {
    lab::settle();
    let marker = exit(Pid(0), WELL);
    bus.publish(&marker);
    std::iter::from_fn(|| Some(subscription.recv()).filter(|exit| *exit != marker)).collect()
}

fn exit(pid: Pid, status: ExitStatus) -> Exit {
    Exit {
        container: "a".into(),
        pid,
        status,
    }
}

fn named<T: Send + 'static>(
    name: &str,
    body: impl FnOnce() -> T + Send + 'static,
) -> JoinHandle<T> {
    thread::Builder::new()
        .name(name.into())
        .spawn(body)
        .unwrap()
}

// ANCHOR_END: scenes

// ANCHOR: model
/// What is promised of the tasks that have one pid, one after the other, as a state machine.
mod model {
    use lab::Kind;
    use lab::client::{Broken, Model, Refused, never};

    pub const GIVEN_UP: u8 = 137;

    /// What is seen from outside. A number in front is the client's.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Seen {
        /// A process with the pid is added, the first or the next one: the call comes, and returns.
        Adds,
        Added,
        CallsWait(u8),
        /// Nothing moves any more, and this wait has not answered: it waits for the task that is there.
        Parked(u8),
        /// The status, or none.
        WaitAnswers(u8, Option<u8>),
        CallsKill(u8),
        /// It took its limit, or less.
        KillAnswers(u8, bool, Took),
        /// The child is gone, and SIGCHLD says so.
        Gone(u8),
        /// A subscriber reads an exit of the pid.
        Hears(u8),
        /// Nothing moves any more, and the subscriber has read all.
        Quiet,
    }

    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Took {
        Less,
        Limit,
    }

    /// One process, from `add` on.
    #[derive(Debug, Clone, Copy, PartialEq, Default)]
    struct Life {
        gone: Option<u8>,
        /// How its task has ended.
        ended: Option<u8>,
        heard: bool,
        kills: u8,
    }

    #[derive(Debug, Clone, Copy, PartialEq)]
    enum Stage {
        /// It has not looked the pid up.
        Wait,
        Waits(usize),
        Saw(u8),
        Kill,
        Kills(usize),
    }

    #[derive(Debug, Clone, PartialEq, Default)]
    pub struct Tasks {
        lives: Vec<Life>,
        /// A call of `add` is under way, and a request may still find the task before.
        adds: bool,
        calls: Vec<(u8, Stage)>,
    }

    fn broken<T>(promise: &'static str, kind: Kind, says: String) -> Result<T, Refused> {
        Err(Some(Broken {
            promise,
            kind,
            says,
        }))
    }

    impl Tasks {
        fn with(&self, change: impl FnOnce(&mut Tasks)) -> Tasks {
            let mut next = self.clone();
            change(&mut next);
            next.calls.sort_by_key(|(who, _)| *who);
            next
        }

        fn call_of(&self, who: u8) -> usize {
            self.calls
                .iter()
                .position(|(it, _)| *it == who)
                .expect("it has called")
        }

        fn calls(&self, who: u8, stage: Stage) -> Tasks {
            self.with(|it| it.calls.push((who, stage)))
        }

        fn answered(&self, call: usize) -> Result<Tasks, Refused> {
            Ok(self.with(|it| _ = it.calls.remove(call)))
        }

        fn wait_answers(&self, call: usize, status: Option<u8>) -> Result<Tasks, Refused> {
            let stage = self.calls[call].1;
            if status.is_some_and(|status| stage == Stage::Saw(status)) {
                return self.answered(call);
            }
            let Some(status) = status else {
                return broken(
                    "every-waiter",
                    Kind::WrongValue,
                    "there is a task, and Wait finds none".into(),
                );
            };
            let of = |life: &Life| life.gone == Some(status) || life.ended == Some(status);
            let (promise, but) = match self.lives.last() {
                _ if self.lives.len() > 1 && self.lives.iter().any(of) => {
                    ("tasks-apart", "that is another task's status")
                }
                Some(life) if life.ended.is_some() || of(life) => {
                    ("first-end-decides", "its task has ended otherwise")
                }
                _ => ("every-waiter", "the task has not ended"),
            };
            broken(
                promise,
                Kind::WrongValue,
                format!("Wait says {status}, and {but}"),
            )
        }

        fn kill_answers(&self, call: usize, ok: bool, took: Took) -> Result<Tasks, Refused> {
            let Stage::Kills(life) = self.calls[call].1 else {
                return never();
            };
            let wrong = |says: &str| broken("kill-ends", Kind::WrongValue, says.to_owned());
            match self.lives[life] {
                _ if !ok => wrong("there is a task, and kill finds none"),
                Life { ended: None, .. } => wrong("kill has returned, and the task has not ended"),
                Life {
                    ended: Some(GIVEN_UP),
                    kills: 1,
                    ..
                } if took == Took::Less => wrong("kill gives the process up before its limit"),
                _ => self.answered(call),
            }
        }

        fn hears(&self, status: u8) -> Result<Tasks, Refused> {
            // In the order of their ends: the first that was not heard of.
            let next = self
                .lives
                .iter()
                .position(|life| life.ended.is_some() && !life.heard);
            match next.filter(|life| self.lives[*life].ended == Some(status)) {
                Some(life) => Ok(self.with(|it| it.lives[life].heard = true)),
                None => {
                    let says = format!(
                        "a subscriber hears of an exit with {status}, and no task has ended so"
                    );
                    broken("published-once", Kind::WrongValue, says)
                }
            }
        }
    }

    impl Model for Tasks {
        type Seen = Seen;

        fn inner(&self) -> Vec<Tasks> {
            let mut next = Vec::new();
            if self.adds {
                next.push(self.with(|it| {
                    it.adds = false;
                    it.lives.push(Life::default());
                }));
            }
            let latest = self.lives.len().saturating_sub(1);
            for (i, (_, stage)) in self.calls.iter().enumerate() {
                let to = |stage: Stage| self.with(|it| it.calls[i].1 = stage);
                match *stage {
                    Stage::Wait => next.push(to(Stage::Waits(latest))),
                    Stage::Waits(life) => {
                        next.extend(self.lives[life].ended.map(|status| to(Stage::Saw(status))))
                    }
                    Stage::Kill => {
                        next.push(to(Stage::Kills(latest)).with(|it| it.lives[latest].kills += 1))
                    }
                    // At its limit, and whatever is on its way: the first decides.
                    Stage::Kills(life) if self.lives[life].ended.is_none() => {
                        next.push(self.with(|it| it.lives[life].ended = Some(GIVEN_UP)));
                    }
                    Stage::Saw(_) | Stage::Kills(_) => {}
                }
            }
            for (i, life) in self.lives.iter().enumerate() {
                if let Life {
                    gone: Some(status),
                    ended: None,
                    ..
                } = *life
                {
                    next.push(self.with(|it| it.lives[i].ended = Some(status)));
                }
            }
            next
        }

        fn see(&self, seen: Seen) -> Result<Tasks, Refused> {
            match seen {
                Seen::Adds => Ok(self.with(|it| it.adds = true)),
                Seen::Added if self.adds => never(),
                Seen::Added => Ok(self.clone()),
                Seen::CallsWait(who) => Ok(self.calls(who, Stage::Wait)),
                Seen::Parked(who) => match self.calls[self.call_of(who)].1 {
                    Stage::Waits(_) => Ok(self.clone()),
                    _ => never(),
                },
                Seen::WaitAnswers(who, status) => self.wait_answers(self.call_of(who), status),
                Seen::CallsKill(who) => Ok(self.calls(who, Stage::Kill)),
                Seen::KillAnswers(who, ok, took) => self.kill_answers(self.call_of(who), ok, took),
                Seen::Gone(status) => Ok(self.with(|it| {
                    if let Some(life) = it.lives.last_mut() {
                        life.gone = Some(status);
                    }
                })),
                Seen::Hears(status) => self.hears(status),
                Seen::Quiet => match self.lives.iter().all(|life| life.heard) {
                    true => Ok(self.clone()),
                    false if self.lives.iter().any(|life| life.ended.is_none()) => never(),
                    false => broken(
                        "published-once",
                        Kind::LostValue,
                        "a task has ended, and a subscriber does not hear of it".into(),
                    ),
                },
            }
        }
    }
}

// ANCHOR_END: model

/// Every call and every event beside each other one, for one pid.
mod crossed {
    use super::model::{GIVEN_UP, Seen, Tasks, Took};
    use super::{ExitBus, ExitStatus, INIT, Kernel, LIMIT, Pid, Shim, WELL, until_marker};
    use lab::Plain;
    use lab::client::{Act, Monitor, Scene, Suite, called, outside};
    use std::sync::{Arc, Mutex, Weak};
    use std::thread::{self, JoinHandle};

    /// A call, or an event.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        Wait,
        /// A wait that is parked when the next one comes.
        Parks,
        /// The process stays where it is.
        KillStuck,
        /// SIGKILL ends the process, and SIGCHLD says so at any time.
        KillGoes,
        /// The process ends by itself.
        Ends,
        /// A client sees the end, and the kernel gives the pid out again.
        Again,
    }
    use Does::{Again, Ends, KillGoes, KillStuck, Parks, Wait};

    pub const SUITE: Suite<Does> = Suite {
        acts: &[Wait, KillStuck, KillGoes, Ends, Again],
        histories: &[&[], &[Parks], &[Parks, Parks], &[Ends], &[KillStuck]],
        more: &[],
        otherwise: "every-waiter",
        not_asked: &[
            "two pids at once",
            "three calls at once, beside parked waiters",
            "the order of two exits of one pid that two threads publish",
        ],
        play,
    };

    impl Act for Does {
        fn alone(self, before: &[Does]) -> Option<u8> {
            let over = before.contains(&Ends);
            let given_up = before.contains(&KillStuck);
            let parked = before.iter().filter(|it| **it == Parks).count() as u8;
            match self {
                Ends | KillGoes if over => None,
                // Nothing but a kill or an end lets it return.
                Again if given_up => None,
                _ => Some(4 * parked + 2 * u8::from(over) + u8::from(given_up)),
            }
        }

        fn words(self) -> String {
            match self {
                Wait => "wait",
                Parks => "a wait that is parked",
                KillStuck => "kill, and the process stays",
                KillGoes => "kill",
                Ends => "the end of the process",
                Again => "the pid is given out again",
            }
            .into()
        }

        fn is_once(self) -> bool {
            matches!(self, Ends | Again | KillGoes)
        }

        fn fails(self) -> bool {
            self == KillStuck
        }

        fn is_left_out(self, other: Does, before: &[Does]) -> bool {
            // A pid that is given out again while a kill of it is on its way: the signal may hit the next process, and no
            // shim can help that. And one that nobody ends is not given out.
            let kills =
                matches!(self, KillGoes | KillStuck) || matches!(other, KillGoes | KillStuck);
            let again = self == Again || other == Again;
            let ends = self == Ends || other == Ends || before.contains(&Ends);
            let both = [KillGoes, KillStuck]
                .iter()
                .all(|kill| [self, other].contains(kill));
            both || again && (kills || !ends)
        }
    }

    struct World {
        monitor: Monitor<Tasks>,
        /// The process that has the pid lives.
        alive: Plain<bool>,
        /// A SIGKILL ends it.
        goes: bool,
        /// One thread takes what SIGCHLD says, one end after the other.
        sigchld: Mutex<()>,
        shim: Plain<Weak<Shim>>,
        reports: Plain<Vec<JoinHandle<()>>>,
    }

    impl World {
        fn shim(&self) -> Arc<Shim> {
            self.shim
                .with(|shim| shim.upgrade())
                .expect("a request is under way")
        }

        /// The process is gone.
        fn ends(&self, status: ExitStatus) {
            let turn = outside(|| self.sigchld.lock().unwrap());
            if self.alive.with(|alive| std::mem::replace(alive, false)) {
                self.monitor.see(Seen::Gone(status.0));
                self.shim().child_gone(INIT, status);
            }
            drop(turn);
        }

        fn wait(&self, who: u8) -> Option<u8> {
            self.monitor.see(Seen::CallsWait(who));
            let shim = self.shim();
            let answer = called(
                "every-waiter",
                || "wait".into(),
                || shim.wait(INIT),
                |it| Some(format!("{it:?}")),
            );
            let status = answer.ok().map(|status| status.0);
            self.monitor.see(Seen::WaitAnswers(who, status));
            status
        }

        fn act(&self, who: u8, does: Does) {
            match does {
                Wait | Parks => _ = self.wait(who),
                KillStuck | KillGoes => {
                    self.monitor.see(Seen::CallsKill(who));
                    let (shim, before) = (self.shim(), lab::now());
                    let kill = || shim.kill(INIT, LIMIT);
                    let answer = called(
                        "kill-ends",
                        || "kill".into(),
                        kill,
                        |it| Some(format!("{it:?}")),
                    );
                    let took = if lab::now() - before < LIMIT {
                        Took::Less
                    } else {
                        Took::Limit
                    };
                    self.monitor
                        .see(Seen::KillAnswers(who, answer.is_ok(), took));
                }
                Ends => self.ends(WELL),
                Again => {
                    // Given up, it has its pid still: nobody else gets it.
                    if self.wait(who).is_some_and(|status| status != GIVEN_UP) {
                        lab::note("the kernel gives the pid out again");
                        self.monitor.see(Seen::Adds);
                        self.shim().add("a", INIT);
                        self.monitor.see(Seen::Added);
                        self.alive.with(|alive| *alive = true);
                        self.ends(ExitStatus(5));
                    }
                }
            }
        }
    }

    struct Linux(Arc<World>);

    impl Kernel for Linux {
        fn sigkill(&self, _: Pid) {
            if self.0.goes {
                let world = self.0.clone();
                let sigchld = thread::Builder::new().name("sigchld".into());
                let report = sigchld.spawn(move || world.ends(ExitStatus(9))).unwrap();
                self.0.reports.with(|reports| reports.push(report));
            }
        }
    }

    fn play(scene: &Scene<Does>) {
        let bus = Arc::new(ExitBus::default());
        let subscriber = bus.subscribe();
        let goes = !scene
            .before
            .iter()
            .chain(&scene.beside)
            .any(|does| *does == KillStuck);
        let world = Arc::new(World {
            monitor: Monitor::default(),
            alive: Plain::new(true),
            goes,
            sigchld: Mutex::default(),
            shim: Plain::default(),
            reports: Plain::default(),
        });
        let (shim, reports) = Shim::new(Box::new(Linux(world.clone())), bus.clone());
        let shim = Arc::new(shim);
        world.shim.with(|it| *it = Arc::downgrade(&shim));
        world.monitor.see(Seen::Adds);
        shim.add("a", INIT);
        world.monitor.see(Seen::Added);
        let spawn = |name: String, body: Box<dyn FnOnce() + Send>| {
            thread::Builder::new().name(name).spawn(body).unwrap()
        };
        let reaper = shim.clone();
        let reaper = spawn(
            "reaper".into(),
            Box::new(move || reaper.run_reaper(reports)),
        );
        let client = |who: u8, does: Does| {
            let world = world.clone();
            spawn(
                format!("client {who}"),
                Box::new(move || world.act(who, does)),
            )
        };
        let mut clients = Vec::new();
        for (who, &does) in (1_u8..).zip(&scene.before) {
            if does == Parks {
                clients.push(client(who, does));
                lab::settle();
                world.monitor.see(Seen::Parked(who));
            } else {
                world.act(0, does);
                lab::settle();
            }
        }
        clients.extend(
            (5_u8..)
                .zip(&scene.beside)
                .map(|(who, &does)| client(who, does)),
        );
        // Every process ends at some time.
        world.ends(ExitStatus(4));
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
        while let Some(report) = world.reports.with(|reports| reports.pop()) {
            report.join().unwrap();
        }
        shim.no_more_children();
        reaper.join().unwrap();
        let heard = until_marker(&bus, &subscriber);
        for exit in heard.iter().filter(|exit| exit.pid == INIT) {
            world.monitor.see(Seen::Hears(exit.status.0));
        }
        world.monitor.see(Seen::Quiet);
        world.wait(0);
    }
}
