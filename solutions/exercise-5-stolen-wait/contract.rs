//! What owners of tasks are promised, whatever the supervisor's code looks like. The contract starts
//! programs, looks at zombies without taking them, and sends signals; it never takes a status itself.
//! It uses nothing but `std`, `nix` and a handful of words of the lab, so it also runs with real children.

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
    ];
    let asks = lab::choose("the owner", &asks);
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

/// SIGTERM comes twice while a task runs that leaves a process behind, or once as the agent stops.
fn drain_still_reaps() {
    let moments = ["while a task runs", "as the agent stops"];
    let late = lab::choose("SIGTERM comes", &moments) == 1;
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
    ];
    let before = lab::choose("before it", &firsts);
    if before == 3 {
        return killed_as_it_ends();
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
