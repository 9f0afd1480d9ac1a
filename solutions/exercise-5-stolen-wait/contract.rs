//! What owners of tasks are promised, whatever the supervisor's code looks like. The contract starts
//! programs, looks at zombies without taking them, and sends signals; it never takes a status itself.
//! It uses nothing but `std`, `nix` and a handful of words of the lab, so it also runs with real children.

// ANCHOR: scenes
use super::subject::*;
use lab::{Child, Kind, Plain, Property, check};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;
use std::process::Command;
use std::sync::Arc;
use std::thread;

/// The promises, in the record's order.
pub const PROPERTIES: &[Property] = &[
    Property::new("own-code", own_code),
    Property::new("signal-death", signal_death),
    Property::new("orphans-reaped", orphans_reaped),
    Property::new("drain-still-reaps", drain_still_reaps),
    Property::new("hook-result", hook_result),
    Property::new("pid-comes-again", pid_comes_again),
    Property::new("missing-program", missing_program),
    Property::new("stop", stop),
    Property::new("hook-alone", hook_alone),
    Property::crossing(|| crossed::SUITE.crossing()),
];

/// Two tasks end in any order, and their owners ask one after the other, side by side, or when both have
/// ended. Or one task ends beside a hook.
fn own_code() {
    let moments = [
        "one after the other",
        "when both have ended",
        "side by side",
        "while a hook runs",
    ];
    let moment = lab::choose("the owners ask", &moments);
    if moment == 3 {
        return asks_beside_hook();
    }
    let supervisor = started();
    let mut mounter = spawn(&supervisor, "exit 3");
    let mut prober = spawn(&supervisor, "exit 4");
    if moment == 2 {
        let owner = thread::spawn(move || expect_code(&mut mounter, 3));
        expect_code(&mut prober, 4);
        owner.join().unwrap();
        return finish(supervisor);
    }
    if moment == 1 {
        ended(mounter.pid());
        ended(prober.pid());
        lab::settle();
    }
    expect_code(&mut mounter, 3);
    expect_code(&mut prober, 4);
    expect_code(&mut mounter, 3);
    finish(supervisor);
}

/// The owner of a task asks while a hook runs, which goes on until then.
fn asks_beside_hook() {
    let supervisor = Arc::new(started());
    let mut task = spawn(&supervisor, "exit 3");
    let agent = supervisor.clone();
    let request = thread::spawn(move || {
        agent.run_hook(&mut sh("exec sleep infinity"), &File(Plain::new(true)))
    });
    lab::settle();
    expect_code(&mut task, 3);
    for hook in lab::children() {
        let _ = kill(Pid::from_raw(hook.pid as i32), Signal::SIGHUP);
    }
    let said = request.join().unwrap();
    check(matches!(said, Ok(true)), Kind::WrongValue, || {
        format!("the hook passed, and run_hook says {said:?}")
    });
    nobody_stays(None);
    finish(Arc::into_inner(supervisor).expect("the request is over"));
}

/// One is ended by a signal of its own, one by its owner.
fn signal_death() {
    let supervisor = started();
    let mut fallen = spawn(&supervisor, "kill -HUP $$; exit 3");
    expect_code(&mut fallen, 128 + 1);
    let mut killed = spawn(&supervisor, "exec sleep infinity");
    let sent = killed.kill();
    check(sent.is_ok(), Kind::WrongValue, || {
        format!("a task runs, and a kill of it answers {sent:?}")
    });
    expect_code(&mut killed, 128 + 9);
    finish(supervisor);
}

/// A task leaves two processes behind while another one runs on.
fn orphans_reaped() {
    let asks = [
        "asks at once",
        "asks when the orphans are gone",
        "never asks",
        "asks, and an orphan runs on",
    ];
    let asks = lab::choose("the owner", &asks);
    if asks == 3 {
        return orphan_runs_on();
    }
    let supervisor = started();
    let mut daemon = spawn(&supervisor, "exec sleep infinity");
    let mut task = spawn(&supervisor, "true & true & exit 3");
    if asks == 0 {
        expect_code(&mut task, 3);
    }
    if asks == 2 {
        drop(task);
        nobody_stays(None);
    } else {
        nobody_stays((asks == 1).then_some(&task));
        expect_code(&mut task, 3);
    }
    let _ = daemon.kill();
    expect_code(&mut daemon, 128 + 9);
    finish(supervisor);
}

/// What a task leaves behind is the agent's, also while it runs.
fn orphan_runs_on() {
    let supervisor = started();
    let mut task = spawn(&supervisor, "sleep infinity & exit 3");
    expect_code(&mut task, 3);
    check(!lab::children().is_empty(), Kind::LostValue, || {
        "a task has left a process behind, and it does not come to the agent".into()
    });
    end_all();
    nobody_stays(None);
    finish(supervisor);
}

/// SIGTERM comes twice while a task runs that leaves a process behind, or once as the agent stops.
fn drain_still_reaps() {
    let moments = [
        "while a task runs",
        "as the agent stops",
        "while a task waits for the end of a hook",
    ];
    let moment = lab::choose("SIGTERM comes", &moments);
    if moment == 2 {
        return one_waits_to_start();
    }
    let late = moment == 1;
    let supervisor = started();
    let mut task = spawn(&supervisor, "true & exit 3");
    if late {
        expect_code(&mut task, 3);
        nobody_stays(None);
        let sender = thread::spawn(terminate);
        finish(supervisor);
        return sender.join().unwrap();
    }
    terminate();
    terminate();
    lab::settle();
    let task_refused = supervisor.spawn(&mut Command::new("true"));
    let hook_refused = supervisor.run_hook(&mut Command::new("true"), &File(Plain::new(true)));
    check(
        matches!(task_refused, Err(Error::Draining))
            && matches!(hook_refused, Err(Error::Draining)),
        Kind::WrongValue,
        || "SIGTERM was sent, and programs are still started".into(),
    );
    expect_code(&mut task, 3);
    nobody_stays(None);
    finish(supervisor);
}

/// A task was asked for before SIGTERM, and has not started then: a hook runs. It may not start any more.
fn one_waits_to_start() {
    let supervisor = Arc::new(started());
    let agent = supervisor.clone();
    let hook = thread::spawn(move || agent.run_hook(&mut sh("exec sleep infinity"), &Passed));
    lab::settle();
    let agent = supervisor.clone();
    let waiting = thread::spawn(move || agent.spawn(&mut Command::new("true")).is_ok());
    lab::settle();
    terminate();
    lab::settle();
    end_all();
    drop(hook.join().unwrap());
    let starts = waiting.join().unwrap();
    check(!starts, Kind::WrongValue, || {
        "SIGTERM was sent while a task waited for a hook, and the task is started after it".into()
    });
    nobody_stays(None);
    finish(Arc::into_inner(supervisor).expect("the requests are over"));
}

/// A hook's exit code says nothing, and its file says all.
fn hook_result() {
    let wrote = ["passed", "failed"];
    let passed = lab::choose("the hook writes", &wrote) == 0;
    let supervisor = started();
    let file = File(Plain::new(passed));
    let said = supervisor.run_hook(&mut sh(["exit 1", "exit 0"][usize::from(!passed)]), &file);
    check(
        matches!(said, Ok(said) if said == passed),
        Kind::WrongValue,
        || format!("the hook wrote {passed}, and run_hook says {said:?}"),
    );
    nobody_stays(None);
    finish(supervisor);
}

/// A process ends, and the next task may get its pid.
fn pid_comes_again() {
    let firsts = [
        "a task ended",
        "an orphan ended",
        "a hook ended",
        "its owner kills a task as it ends",
        "a task ended, and a hook is next",
        "its owner asks as it ends",
    ];
    let before = lab::choose("before it", &firsts);
    match before {
        3 => return killed_as_it_ends(),
        4 => return hook_is_next(),
        5 => return asked_as_it_ends(),
        _ => {}
    }
    let supervisor = started();
    let mut first = (before < 2).then(|| spawn(&supervisor, ["exit 3", "true & exit 3"][before]));
    match &mut first {
        Some(first) if before == 1 => expect_code(first, 3),
        Some(_) => {}
        None => {
            let hook = supervisor.run_hook(&mut sh("exit 5"), &File(Plain::new(true)));
            check(matches!(hook, Ok(true)), Kind::WrongValue, || {
                format!("the hook passed, and run_hook says {hook:?}")
            });
        }
    }
    if before < 2 {
        nobody_stays(first.as_ref());
    }
    let mut second = spawn(&supervisor, "exec sleep infinity");
    if let Some(first) = &mut first {
        let sent = first.kill();
        check(sent.is_ok(), Kind::WrongValue, || {
            format!("a task has ended, and a kill of it answers {sent:?}")
        });
    }
    // Had it been killed, this would come too late: SIGKILL goes before all others.
    let _ = kill(Pid::from_raw(second.pid() as i32), Signal::SIGHUP);
    expect_code(&mut second, 128 + 1);
    if let Some(first) = &mut first {
        expect_code(first, 3);
    }
    finish(supervisor);
}

/// A task has ended, and the next hook may get its pid. The owner of the task asks after that, and may have asked before.
fn hook_is_next() {
    let asks = ["asks after the hook", "asks before and after"];
    let before = lab::choose("the owner", &asks) == 1;
    let supervisor = started();
    let mut task = spawn(&supervisor, "exit 3");
    if before {
        expect_code(&mut task, 3);
    }
    nobody_stays((!before).then_some(&task));
    let hook = supervisor.run_hook(&mut sh("exit 5"), &File(Plain::new(true)));
    check(matches!(hook, Ok(true)), Kind::WrongValue, || {
        format!("the hook passed, and run_hook says {hook:?}")
    });
    nobody_stays((!before).then_some(&task));
    expect_code(&mut task, 3);
    finish(supervisor);
}

/// The owner of a task asks as it ends. The next task may get its pid meanwhile, and runs on: no reason to wait for that one.
fn asked_as_it_ends() {
    let supervisor = started();
    let mut first = spawn(&supervisor, "exit 3");
    let owner = thread::spawn(move || expect_code(&mut first, 3));
    let mut second = spawn(&supervisor, "exec sleep infinity");
    owner.join().unwrap();
    let _ = kill(Pid::from_raw(second.pid() as i32), Signal::SIGHUP);
    expect_code(&mut second, 128 + 1);
    finish(supervisor);
}

/// The owner of a task kills it as it ends, while another task starts.
fn killed_as_it_ends() {
    let supervisor = Arc::new(started());
    let mut first = spawn(&supervisor, "exit 3");
    let agent = supervisor.clone();
    let request = thread::spawn(move || spawn(&agent, "exec sleep infinity"));
    let sent = first.kill();
    check(sent.is_ok(), Kind::WrongValue, || {
        format!("a task ends, and a kill of it answers {sent:?}")
    });
    let mut second = request.join().unwrap();
    let _ = kill(Pid::from_raw(second.pid() as i32), Signal::SIGHUP);
    expect_code(&mut second, 128 + 1);
    let said = first.wait();
    check(
        matches!(said, Ok(ExitCode(3 | 137))),
        Kind::WrongValue,
        || {
            format!(
                "a task ended with 3 or 137, and its owner hears {}",
                shown(&said)
            )
        },
    );
    finish(Arc::into_inner(supervisor).expect("the request is over"));
}

/// A program is not there, and then an orphan ends. The next task is well, whose pid it has.
fn missing_program() {
    let supervisor = started();
    let mut before = spawn(&supervisor, "sleep infinity & exit 3");
    expect_code(&mut before, 3);
    let missing = supervisor.spawn(&mut Command::new("/nonexistent/mount.nfs"));
    check(
        matches!(missing, Err(Error::Io(_))),
        Kind::WrongValue,
        || "a program is missing, and spawn says that it runs".into(),
    );
    for orphan in lab::children() {
        let _ = kill(Pid::from_raw(orphan.pid as i32), Signal::SIGHUP);
    }
    nobody_stays(None);
    let mut task = spawn(&supervisor, "exit 4");
    expect_code(&mut task, 4);
    nobody_stays(None);
    finish(supervisor);
}

/// A task has left a process behind, and the agent stops.
fn stop() {
    let left = ["has ended", "runs on"];
    let runs = lab::choose("what a task left behind", &left) == 1;
    let supervisor = started();
    let scripts = ["true & exit 3", "sleep infinity & exit 3"];
    let mut task = spawn(&supervisor, scripts[usize::from(runs)]);
    expect_code(&mut task, 3);
    if !runs {
        for child in lab::children() {
            ended(child.pid);
        }
    }
    finish(supervisor);
    for child in lab::children() {
        let _ = kill(Pid::from_raw(child.pid as i32), Signal::SIGKILL);
        ended(child.pid);
    }
}

/// A hook runs on, and a task or another hook is asked for meanwhile, which would run on as well.
fn hook_alone() {
    let others = ["a task is started", "another hook is run"];
    let hook = lab::choose("meanwhile", &others) == 1;
    let supervisor = Arc::new(started());
    let agent = supervisor.clone();
    let first = thread::spawn(move || agent.run_hook(&mut sh("exec sleep infinity"), &Passed));
    lab::settle();
    let agent = supervisor.clone();
    let other = thread::spawn(move || match hook {
        true => drop(agent.run_hook(&mut sh("exec sleep infinity"), &Passed)),
        false => drop(agent.spawn(&mut sh("exec sleep infinity"))),
    });
    lab::settle();
    check(lab::children().len() == 1, Kind::WrongValue, || {
        "a hook runs, and something starts beside it".into()
    });
    end_all();
    drop(first.join().unwrap());
    lab::settle();
    end_all();
    other.join().unwrap();
    // On a real kernel the other one may have started after the last look, and a signal takes its time. No task may be left at `stop`.
    end_all();
    for child in lab::children() {
        ended(child.pid);
    }
    Arc::into_inner(supervisor)
        .expect("the requests are over")
        .stop();
}

/// A hook's file where others may run: it says that the hook passed.
struct Passed;

impl HookResult for Passed {
    fn passed(&self) -> bool {
        true
    }
}

/// Everything that runs below the agent is told to end.
fn end_all() {
    for child in lab::children() {
        let _ = kill(Pid::from_raw(child.pid as i32), Signal::SIGHUP);
    }
}

/// What a hook wrote. No other process runs when it ends.
struct File(Plain<bool>);

impl HookResult for File {
    fn passed(&self) -> bool {
        let runs = lab::children().iter().any(|child| !child.zombie);
        check(!runs, Kind::WrongValue, || {
            "the file of a hook is read, and the hook still runs".into()
        });
        self.0.with(|passed| *passed)
    }
}

fn sh(text: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", text]);
    command
}

fn started() -> Supervisor {
    Supervisor::start().unwrap_or_else(|error| panic!("the supervisor does not start: {error:?}"))
}

fn spawn(supervisor: &Supervisor, text: &str) -> Task {
    let task = supervisor.spawn(&mut sh(text));
    task.unwrap_or_else(|error| panic!("a task does not start: {error:?}"))
}

fn expect_code(task: &mut Task, code: u8) {
    let said = task.wait();
    let kind = if said.is_ok() {
        Kind::WrongValue
    } else {
        Kind::LostValue
    };
    check(
        matches!(said, Ok(ExitCode(said)) if said == code),
        kind,
        || {
            format!(
                "a task ended with {code}, and its owner hears {}",
                shown(&said)
            )
        },
    );
}

/// Without the words of the C library, which differ.
fn shown(said: &Result<ExitCode, Error>) -> String {
    match said {
        Ok(ExitCode(code)) => format!("{code}"),
        Err(Error::Draining) => "that the agent drains".into(),
        Err(Error::Io(error)) => match error.raw_os_error() {
            Some(number) => format!("{:?}", Errno::from_raw(number)),
            None => format!("{:?}", error.kind()),
        },
    }
}

/// Waits until a child has ended, and takes nothing. Somebody else may have.
fn ended(pid: u32) {
    let pid = Pid::from_raw(pid as i32);
    while waitid(Id::Pid(pid), WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT) == Err(Errno::EINTR) {}
}

/// When nobody can move any more, no zombie is left, except the task of an owner who has not asked yet.
fn nobody_stays(except: Option<&Task>) {
    let asks_later = |child: &Child| except.is_some_and(|task| child.pid == task.pid());
    lab::settle();
    let children = lab::children();
    check(
        children
            .iter()
            .all(|child| !child.zombie || asks_later(child)),
        Kind::Leak,
        || "a process has ended, and stays a zombie: nobody takes its status".into(),
    );
}

fn terminate() {
    kill(Pid::this(), Signal::SIGTERM).expect("one may send oneself a signal");
}

/// All tasks have ended. After `stop`, no zombie is left.
fn finish(supervisor: Supervisor) {
    supervisor.stop();
    let left = lab::children();
    check(!left.iter().any(|child| child.zombie), Kind::Leak, || {
        "the supervisor has stopped, and a zombie is left that had ended before".into()
    });
}

// ANCHOR_END: scenes

/// Every call and every event beside each other one.
mod crossed {
    use super::{
        Error, Passed, Supervisor, Task, end_all, expect_code, finish, nobody_stays, sh, spawn,
        started, terminate,
    };
    use lab::client::{Act, Scene, Suite, called};
    use lab::{Kind, Plain, check_promise};
    use std::process::Command;
    use std::sync::Arc;
    use std::thread;

    /// A call, or an event.
    #[derive(Debug, Clone, Copy, PartialEq)]
    pub enum Does {
        /// A task that ends with 3.
        Spawn,
        SpawnMissing,
        /// A hook that passes.
        Hook,
        HookMissing,
        /// The owner of a task that runs kills it, and asks.
        Kill,
        /// The owner of a task that ends asks.
        Ask,
        /// The owner of a task lets go of it.
        LetsGo,
        /// SIGTERM.
        Term,
        /// A task that runs on, one that ends, and a hook that runs on.
        Runs,
        Ends,
        HookRuns,
    }
    use Does::{
        Ask, Ends, Hook, HookMissing, HookRuns, Kill, LetsGo, Runs, Spawn, SpawnMissing, Term,
    };

    pub const SUITE: Suite<Does> = Suite {
        acts: &[
            Spawn,
            SpawnMissing,
            Hook,
            HookMissing,
            Kill,
            Ask,
            LetsGo,
            Term,
        ],
        histories: &[&[], &[Runs], &[Ends], &[HookRuns], &[Term]],
        more: &[],
        otherwise: "stop",
        not_asked: &[
            "three calls at once",
            "real-time signals",
            "five processes that end behind one signal",
            "two agents",
        ],
        play,
    };

    impl Act for Does {
        fn alone(self, before: &[Does]) -> Option<u8> {
            let is = |does: Does| before.contains(&does);
            match self {
                Kill | Ask | LetsGo if is(LetsGo) => None,
                Kill => is(Runs).then_some(0),
                Ask => is(Ends).then_some(0),
                LetsGo => (is(Runs) || is(Ends)).then_some(0),
                Runs | Ends | HookRuns => None,
                _ => Some(u8::from(is(HookRuns)) + 2 * u8::from(is(Term))),
            }
        }

        fn words(self) -> String {
            match self {
                Spawn => "spawn",
                SpawnMissing => "spawn of a missing program",
                Hook => "run_hook",
                HookMissing => "run_hook of a missing program",
                Kill => "kill, and wait",
                Ask => "wait",
                LetsGo => "the owner lets go of its task",
                Term => "SIGTERM",
                Runs => "a task runs",
                Ends => "a task ends",
                HookRuns => "a hook runs",
            }
            .into()
        }

        fn fails(self) -> bool {
            matches!(self, SpawnMissing | HookMissing | LetsGo)
        }

        /// A handle has one owner.
        fn is_once(self) -> bool {
            matches!(self, Kill | Ask | LetsGo | Term)
        }

        fn is_left_out(self, other: Does, _: &[Does]) -> bool {
            let of_the_task = |does: Does| matches!(does, Kill | Ask | LetsGo);
            of_the_task(self) && of_the_task(other)
        }
    }

    /// The agent, and the tasks that were there before.
    struct Agent {
        supervisor: Arc<Supervisor>,
        task: Plain<Option<Task>>,
        /// SIGTERM is part of the situation: a start may be refused.
        drains: bool,
        drained: bool,
    }

    impl Agent {
        /// Whether the answer of a start is one that it may have.
        fn refused<T>(
            &self,
            promise: &'static str,
            answer: &Result<T, Error>,
            missing: bool,
        ) -> bool {
            let right = match answer {
                Ok(_) => !missing && !self.drained,
                Err(Error::Draining) => self.drains,
                Err(Error::Io(_)) => missing && !self.drained,
            };
            let is = match answer {
                Ok(_) => "it has started",
                Err(Error::Draining) => "the agent drains",
                Err(Error::Io(_)) => "the kernel says no",
            };
            let promise = if self.drained {
                "drain-still-reaps"
            } else {
                promise
            };
            check_promise(promise, right, Kind::WrongValue, || {
                format!("a start answers that {is}")
            });
            answer.is_err()
        }

        fn hook(&self, command: &mut Command, missing: bool) {
            let call = || self.supervisor.run_hook(command, &Passed);
            let said = called(
                "hook-result",
                || "run_hook".into(),
                call,
                |it| Some(format!("{it:?}")),
            );
            if !self.refused("hook-result", &said, missing) {
                check_promise(
                    "hook-result",
                    matches!(said, Ok(true)),
                    Kind::WrongValue,
                    || "a hook passed, and run_hook says that it did not".into(),
                );
            }
        }

        fn spawn(&self, command: &mut Command, missing: bool) {
            let call = || self.supervisor.spawn(command);
            let shown = |it: &Result<Task, Error>| {
                Some(if it.is_ok() { "a task" } else { "an error" }.to_owned())
            };
            let said = called("missing-program", || "spawn".into(), call, shown);
            if !self.refused("missing-program", &said, missing)
                && let Ok(mut task) = said
            {
                self.asks(&mut task, 3, "own-code");
            }
        }

        fn asks(&self, task: &mut Task, code: u8, promise: &'static str) {
            let said = called(
                promise,
                || "wait".into(),
                || task.wait().map(|it| it.0),
                |it| Some(format!("{it:?}")),
            );
            let right = matches!(said, Ok(said) if said == code);
            check_promise(promise, right, Kind::WrongValue, || {
                format!("a task ended with {code}, and its owner hears otherwise")
            });
        }

        fn act(&self, does: Does) {
            match does {
                Spawn => self.spawn(&mut sh("exit 3"), false),
                SpawnMissing => self.spawn(&mut Command::new("/nonexistent/mount.nfs"), true),
                Hook => self.hook(&mut sh("exit 1"), false),
                HookMissing => self.hook(&mut Command::new("/nonexistent/hook"), true),
                Kill => {
                    let mut task = self.task.with(Option::take).expect("it runs");
                    let sent = called(
                        "signal-death",
                        || "kill".into(),
                        || task.kill(),
                        |it| Some(format!("{it:?}")),
                    );
                    check_promise("signal-death", sent.is_ok(), Kind::WrongValue, || {
                        "a task runs, and a kill of it fails".into()
                    });
                    self.asks(&mut task, 128 + 9, "signal-death");
                }
                Ask => {
                    let mut task = self.task.with(Option::take).expect("it ends");
                    self.asks(&mut task, 3, "own-code");
                }
                LetsGo => drop(self.task.with(Option::take)),
                Term => terminate(),
                Runs | Ends | HookRuns => {}
            }
        }
    }

    fn play(scene: &Scene<Does>) {
        let Scene { before, beside } = scene;
        let supervisor = Arc::new(started());
        let has = |does: Does| before.contains(&does);
        let task = has(Runs).then(|| spawn(&supervisor, "exec sleep infinity"));
        let task = task.or_else(|| has(Ends).then(|| spawn(&supervisor, "exit 3")));
        let drains = has(Term) || beside.contains(&Term);
        let agent = Agent {
            supervisor,
            task: Plain::new(task),
            drains,
            drained: has(Term),
        };
        let hook = has(HookRuns).then(|| {
            let agent = agent.supervisor.clone();
            let hook = thread::Builder::new().name("hook".into());
            let run = move || agent.run_hook(&mut sh("exec sleep infinity"), &Passed);
            hook.spawn(run).unwrap()
        });
        let agent = Arc::new(agent);
        let client = |who: usize, does: Does| {
            let agent = agent.clone();
            let client = thread::Builder::new().name(format!("client {who}"));
            client.spawn(move || agent.act(does)).unwrap()
        };
        let mut clients = Vec::new();
        for &does in before {
            // What comes while the hook runs waits for its end, and has a thread for that.
            match hook.is_some() && does != HookRuns {
                true => clients.push(client(clients.len() + 1, does)),
                false => agent.act(does),
            }
            lab::settle();
        }
        for &does in beside {
            clients.push(client(clients.len() + 1, does));
        }
        if let Some(hook) = hook {
            lab::settle();
            let alone = lab::children().len() == 1;
            check_promise("hook-alone", alone, Kind::WrongValue, || {
                "a hook runs, and something starts beside it".into()
            });
            end_all();
            let said = hook.join().unwrap();
            check_promise(
                "hook-result",
                matches!(said, Ok(true)),
                Kind::WrongValue,
                || "a hook passed, and run_hook says otherwise".into(),
            );
        }
        clients
            .into_iter()
            .for_each(|client| client.join().unwrap());
        if let Some(mut task) = agent.task.with(Option::take) {
            end_all();
            let code = if has(Runs) { 128 + 1 } else { 3 };
            expect_code(&mut task, code);
        }
        end_all();
        nobody_stays(None);
        let agent = Arc::into_inner(agent).expect("all calls are over");
        finish(Arc::into_inner(agent.supervisor).expect("all calls are over"));
    }
}
