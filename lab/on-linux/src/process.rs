//! The process around one property: signals as after boot, the contract on the main thread, and a watchman beside it.
//! It writes one report, and ends.

use crate::contract::Property;
use crate::quiet;
use crate::said::Said;
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::sys::prctl;
use nix::sys::signal::{SigHandler, SigSet, Signal, signal};
use nix::unistd::{Pid, gettid};
use protocol::marks::REPORT_FD;
use protocol::{Kind, Outcome};
use std::fs::File;
use std::io::Write;
use std::os::fd::{FromRawFd, OwnedFd};
use std::sync::mpsc::sync_channel;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};
use std::{env, panic, thread};

/// How long the watchman sleeps between two looks. It only says how soon a deadlock is noticed.
const LOOK: Duration = Duration::from_millis(3);

/// What this process was told, and where it reports.
struct State {
    /// The answers that `choose` gives, from the next one on.
    answers: Vec<usize>,
    started: Instant,
    report: File,
}

static STATE: Mutex<Option<State>> = Mutex::new(None);

fn with<R>(f: impl FnOnce(&mut State) -> R) -> R {
    let mut state = STATE.lock().unwrap_or_else(PoisonError::into_inner);
    f(state.as_mut().expect("main has set it"))
}

/// The answer this process was given for its next question, or the first one.
pub(crate) fn next_answer() -> usize {
    with(|state| if state.answers.is_empty() { 0 } else { state.answers.remove(0) })
}

pub(crate) fn since_start() -> Duration {
    with(|state| state.started.elapsed())
}

pub(crate) fn say(said: &Said) {
    with(|state| write(state, said));
}

fn write(state: &mut State, said: &Said) {
    let mut line = serde_json::to_string(said).expect("plain data");
    line.push('\n');
    // Where nobody reads, nobody learns of an error either.
    let _ = state.report.write_all(line.as_bytes());
}

/// The last line of the report, and the end. The first one counts: whoever comes second waits until it is over.
pub(crate) fn end(outcome: Outcome) -> ! {
    with(|state| {
        write(state, &Said::Ended { outcome });
        std::process::exit(0)
    })
}

/// The whole `main` of a generated program: `PROGRAM PROPERTY [ANSWER…]`. Exits with 0 where there is a report, with
/// 2 where it was started wrongly.
pub fn main(properties: &'static [Property]) -> ! {
    if let Err(why) = run(properties) {
        eprintln!("real children: {why}");
    }
    std::process::exit(2)
}

fn run(properties: &'static [Property]) -> Result<(), Box<dyn std::error::Error>> {
    let mut words = env::args().skip(1);
    let id = words.next().ok_or("it needs the id of a property")?;
    let property = properties.iter().find(|it| it.id == id).ok_or_else(|| format!("the contract has no `{id}`"))?;
    let fd =
        env::var(REPORT_FD).map_err(|_| format!("{REPORT_FD} is not set: start it with `real-children`"))?.parse()?;
    // SAFETY: whoever started this process opened the descriptor for it, and named it once.
    let report = File::from(unsafe { OwnedFd::from_raw_fd(fd) });
    // A child that outlives this process must not hold the pipe open.
    fcntl(&report, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC))?;
    let answers = words.map(|word| word.parse()).collect::<Result<_, _>>()?;
    *STATE.lock().unwrap_or_else(PoisonError::into_inner) = Some(State { answers, started: Instant::now(), report });
    as_after_boot()?;
    panic::set_hook(Box::new(|panic| {
        let message = panic.payload_as_str().unwrap_or("a panic");
        let place = panic.location().map(|at| format!(" ({}:{})", name_of(at.file()), at.line())).unwrap_or_default();
        end(Outcome::Fails { kind: Kind::Panic, message: format!("{message}{place}") });
    }));
    watched(property.run.ok_or("situations that are generated are not run with real children")?)
}

/// `nohup`, a shell or a CI runner may have told this process to ignore signals that a contract sends: a child would
/// inherit that. Ignoring SIGCHLD would even make the kernel reap.
fn as_after_boot() -> nix::Result<()> {
    for default in [Signal::SIGHUP, Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTERM, Signal::SIGCHLD] {
        // SAFETY: the default action runs no code of ours.
        unsafe { signal(default, SigHandler::SigDfl) }?;
    }
    Ok(())
}

/// The contract runs on the main thread, where a supervisor starts its tasks too: the kernel gives orphans to that
/// thread, and a wait for any child finds both in one list. The watchman takes no signal: one for the whole process
/// goes to a thread of the subject, as if that were alone.
fn watched(run: fn()) -> Result<(), Box<dyn std::error::Error>> {
    SigSet::all().thread_block()?;
    let (ready, watches) = sync_channel(1);
    thread::Builder::new().name("watchman".into()).spawn(move || {
        let _ = ready.send(gettid());
        watch(gettid())
    })?;
    quiet::set_watchman(watches.recv()?);
    SigSet::empty().thread_set_mask()?;
    prctl::set_name(c"contract")?;
    run();
    end(Outcome::Holds)
}

fn watch(me: Pid) {
    loop {
        thread::sleep(LOOK);
        if let Some(message) = quiet::nobody_moves(me) {
            end(Outcome::Fails { kind: Kind::Deadlock, message });
        }
    }
}

fn name_of(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}
