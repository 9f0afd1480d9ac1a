//! What the replacements of `std::process` and `nix` are written against: processes below the supervisor.
//!
//! Here are the calls, and the few programs that the lab can run. What the calls do is in `world::kernel`.

pub use crate::world::kernel::{Wait, Who};

use crate::engine::with;
use crate::op::{KERNEL, Loc, Op, Signals};
use crate::rt;
use crate::world::kernel::{OUTSIDE, SELF, signal, signal_name};
use crate::world::objects::{GroupOp, Orphans, ProcessOp};

/// Pid and wait status, nothing yet, or an error's number.
pub(crate) type Reply = Result<Option<(i32, i32)>, i32>;

/// What a thread asks of the kernel beside what its operation says, and what it was answered.
#[derive(Debug)]
pub(crate) struct Request {
    /// Its name and what it does; nothing where there is no such program.
    pub(crate) program: Option<(String, Option<Vec<Do>>)>,
    /// The process group that it moves to: 0 is one of its own.
    pub(crate) start_in: Option<i32>,
    /// Whom a call is about, and the group.
    pub(crate) group: (i32, i32),
    /// To whom, and which.
    pub(crate) signal: (i32, i32),
    pub(crate) mask: (Mask, u64),
    pub(crate) reply: Reply,
    /// The signal that ended the whole subject.
    pub(crate) ended: Option<i32>,
}

impl Default for Request {
    fn default() -> Request {
        Request {
            program: None,
            start_in: None,
            group: (0, 0),
            signal: (0, 0),
            mask: (Mask::Block, 0),
            reply: Ok(None),
            ended: None,
        }
    }
}

/// One step of a process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Do {
    /// Start a process, and go on.
    Fork(String, Vec<Do>),
    Exit(i32),
    Raise(i32),
    Ignore(i32),
    /// Leave for a session of its own; the leader of a group leaves that to a child, and ends.
    NewSession,
    /// Only a signal ends it.
    Forever,
}

/// `Command::spawn`: the pid. The process moves to the group first: 0 is one of its own.
///
/// # Errors
///
/// `ENOENT` where there is no such program, `EPERM` and `EINVAL` where it may not move to this group.
pub fn spawn(argv: &[String], group: Option<i32>, at: Loc) -> Result<i32, i32> {
    let script = match script(argv) {
        Ok(script) => script,
        Err(unknown) => rt::not_modelled(&format!(
            "the program {unknown}; it runs `true`, `false`, `sleep infinity`, and `sh -c` with `exit N`, \
             `kill -SIG $$`, `trap '' SIG`, `exec sleep infinity` and `PROGRAM &`; each of them by `setsid`, too"
        )),
    };
    with(|engine| {
        let world = &mut engine.world;
        let request = &mut world.requests[world.running];
        (request.program, request.start_in) = (Some((argv.join(" "), script)), group);
    });
    if let Some(group) = group {
        refuse_outside(group);
    }
    rt::announce(Op::on(ProcessOp::Spawn, KERNEL, at));
    match reply() {
        Ok(Some((pid, _))) => Ok(pid),
        Err(number) => Err(number),
        _ => rt::not_modelled("more than eight processes in one schedule; use fewer"),
    }
}

/// A call of the `wait` family: the pid and its wait status, `None` where nobody has ended, or the error's number.
///
/// # Errors
///
/// `ECHILD` without such a child, `EINTR` where a handler of the host interrupted it.
pub fn wait(wait: Wait, at: Loc) -> Result<Option<(i32, i32)>, i32> {
    rt::announce(Op::on(ProcessOp::WaitFor(wait), KERNEL, at));
    reply()
}

/// What the kernel answered the running thread.
fn reply() -> Reply {
    with(|engine| engine.world.requests[engine.world.running].reply)
}

/// A signal that nobody blocks, and whose default is to end the process, ends the subject.
fn fail_if_ended() {
    let ended = with(|engine| engine.world.requests[engine.world.running].ended.take());
    if let Some(signal) = ended {
        if signal::is_stop(signal) {
            rt::not_modelled("a stop of the supervisor itself; stop a child");
        }
        let message = format!("{} ends the supervisor: not every thread blocks it", signal_name(signal));
        rt::fail(protocol::Kind::WrongValue, message);
    }
}

/// Send `signal` to `pid`; 0 asks whether it is there. The pid 0 is the supervisor's own process group, and one below 0 is
/// a group.
///
/// # Errors
///
/// `ESRCH` where nobody has this pid, or is in this group.
pub fn kill(pid: i32, signal: i32, at: Loc) -> Result<(), i32> {
    if pid == -1 {
        rt::not_modelled("signals to every process; send one to a group, or to each pid");
    }
    refuse_outside(pid.wrapping_abs());
    with(|engine| engine.world.requests[engine.world.running].signal = (pid, signal));
    rt::announce(Op::on(ProcessOp::Kill, KERNEL, at));
    fail_if_ended();
    reply().map(|_| ())
}

/// The processes above the supervisor are not the lab's: one of this number, or a group.
fn refuse_outside(number: i32) {
    if number == OUTSIDE || number == 1 {
        rt::not_modelled(&format!(
            "process {number} and its group, which are not below the supervisor; leave them alone"
        ));
    }
}

/// A container has another pid 1 than its host.
fn refuse_pid_1(pid: i32) {
    if pid == 1 {
        rt::not_modelled("the process group and the session of pid 1; ask for those of a child");
    }
}

/// `setpgid`: 0 is the supervisor, and the process's own number.
///
/// # Errors
///
/// As on Linux: `ESRCH` where it is neither the supervisor nor a child, `EACCES` for a child whose program runs, `EPERM`
/// for the leader of a session and for a group that is not in this session, `EINVAL` for a number below 0.
pub fn set_group(pid: i32, group: i32, at: Loc) -> Result<(), i32> {
    refuse_outside(group);
    match ask(GroupOp::Move, (pid, group), at) {
        Ok(None) => rt::not_modelled("moving an orphan to a process group; whether its program runs is not known"),
        moved => moved.map(|_| ()),
    }
}

/// `setsid`.
///
/// # Errors
///
/// `EPERM` where a process group has the supervisor's number: it leads one, as it does when it starts.
pub fn new_session(at: Loc) -> Result<i32, i32> {
    ask(GroupOp::NewSession, (0, 0), at).map(|answer| answer.map_or(0, |(number, _)| number))
}

/// The process group of `pid`; 0 is the supervisor.
///
/// # Errors
///
/// `ESRCH` where nobody has this pid.
pub fn group_of(pid: i32, at: Loc) -> Result<i32, i32> {
    refuse_pid_1(pid);
    ask(GroupOp::Group, (pid, 0), at).map(|answer| answer.map_or(0, |(number, _)| number))
}

/// The session of `pid`; 0 is the supervisor.
///
/// # Errors
///
/// `ESRCH` where nobody has this pid.
pub fn session_of(pid: i32, at: Loc) -> Result<i32, i32> {
    refuse_pid_1(pid);
    ask(GroupOp::Session, (pid, 0), at).map(|answer| answer.map_or(0, |(number, _)| number))
}

fn ask(asked: GroupOp, about: (i32, i32), at: Loc) -> Reply {
    with(|engine| engine.world.requests[engine.world.running].group = about);
    rt::announce(Op::on(ProcessOp::Group(asked), KERNEL, at));
    reply()
}

/// The pid of the process that started the supervisor. It stays.
#[must_use]
pub fn parent_pid() -> i32 {
    OUTSIDE
}

/// The supervisor's own pid.
#[must_use]
pub fn own_pid() -> i32 {
    SELF
}

/// Wait for one of a set of signals (bit `n - 1` for signal `n`), and take it.
pub fn sigwait(set: u64, at: Loc) -> i32 {
    rt::announce(Op::on(ProcessOp::SigWait { signals: Signals(set) }, KERNEL, at)) as i32
}

/// How a mask changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of sigprocmask(2)")]
pub enum Mask {
    Block,
    Unblock,
    Set,
}

/// Change which signals the running thread blocks. Gives the old set.
pub fn mask(how: Mask, set: u64, at: Loc) -> u64 {
    with(|engine| engine.world.requests[engine.world.running].mask = (how, set));
    rt::announce(Op::on(ProcessOp::SigMask, KERNEL, at));
    fail_if_ended();
    with(|engine| engine.world.requests[engine.world.running].mask.1)
}

/// Orphans below the supervisor come to it, or to pid 1.
pub fn set_subreaper(on: bool, at: Loc) {
    let orphans = if on { Orphans::Come } else { Orphans::Go };
    rt::announce(Op::on(ProcessOp::Subreaper(orphans), KERNEL, at));
}

/// Do orphans come to it?
#[must_use]
pub fn is_subreaper(at: Loc) -> bool {
    rt::announce(Op::on(ProcessOp::Subreaper(Orphans::Ask), KERNEL, at)) == 1
}

/// What a command line does. `Ok(None)`: there is no such program. `Err`: the lab does not know it.
fn script(argv: &[String]) -> Result<Option<Vec<Do>>, String> {
    let shown = argv.join(" ");
    let unknown = || format!("`{shown}`");
    let Some((program, arguments)) = argv.split_first() else { return Err(unknown()) };
    if program.starts_with("/nonexistent") {
        return Ok(None);
    }
    let name = program.strip_prefix("/usr").unwrap_or(program);
    let name = name.strip_prefix("/bin/").unwrap_or(name);
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let steps = match (name, arguments.as_slice()) {
        ("true", []) => vec![Do::Exit(0)],
        ("false", []) => vec![Do::Exit(1)],
        ("sleep", ["infinity"]) => vec![Do::Forever],
        ("sh", ["-c", text]) => shell(text).ok_or_else(unknown)?,
        ("setsid", [_, ..]) => match script(&argv[1..])? {
            Some(steps) => [vec![Do::NewSession], steps].concat(),
            // It has moved, and says so.
            None => return Err(unknown()),
        },
        _ => return Err(unknown()),
    };
    Ok(Some(steps))
}

/// A shell that knows a handful of words. `A & B` starts A and goes on, `A; B` is one after the other.
fn shell(text: &str) -> Option<Vec<Do>> {
    let mut steps = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let end = rest.find(['&', ';']).unwrap_or(rest.len());
        let (command, after) = rest.split_at(end);
        let command = command.trim();
        if after.starts_with('&') {
            let script = match command {
                "sleep infinity" => vec![Do::Forever],
                "setsid sleep infinity" => vec![Do::NewSession, Do::Forever],
                command => simple(command)?,
            };
            steps.push(Do::Fork(command.into(), script));
        } else {
            steps.extend(simple(command)?);
        }
        rest = after.get(1..).unwrap_or_default().trim();
    }
    Some(steps)
}

fn simple(command: &str) -> Option<Vec<Do>> {
    let words: Vec<&str> = command.split_whitespace().collect();
    Some(match words.as_slice() {
        ["true" | ":"] => Vec::new(),
        // Without `exec` the shell waits for a process of its own, and leaves it behind when it is killed.
        ["exec", "sleep", "infinity"] => vec![Do::Forever],
        ["exec", "setsid", "sleep", "infinity"] => vec![Do::NewSession, Do::Forever],
        ["exit", code] => vec![Do::Exit(code.parse().ok()?)],
        ["exit"] => vec![Do::Exit(0)],
        ["kill", name, "$$"] => vec![Do::Raise(number(name.strip_prefix('-')?)?)],
        ["trap", "''", name] => vec![Do::Ignore(number(name)?)],
        _ => return None,
    })
}

fn number(name: &str) -> Option<i32> {
    let known = [
        ("HUP", 1),
        ("INT", 2),
        ("QUIT", 3),
        ("KILL", 9),
        ("USR1", 10),
        ("USR2", 12),
        ("TERM", 15),
        ("STOP", 19),
        ("TSTP", 20),
    ];
    // Real-time signals have numbers, and 32 and 33 belong to the C library.
    let real_time = || name.parse().ok().filter(|number| (34..=64).contains(number));
    known.iter().find(|(known, _)| *known == name).map(|(_, number)| *number).or_else(real_time)
}

#[cfg(test)]
mod tests {
    use super::{Do, script};

    fn run(words: &[&str]) -> Result<Option<Vec<Do>>, String> {
        script(&words.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn knows_its_few_programs() {
        assert_eq!(run(&["/bin/false"]), Ok(Some(vec![Do::Exit(1)])));
        assert_eq!(run(&["sh", "-c", "kill -TERM $$; exit 3"]), Ok(Some(vec![Do::Raise(15), Do::Exit(3)])));
        assert_eq!(
            run(&["sh", "-c", "sleep infinity & exit 0"]),
            Ok(Some(vec![Do::Fork("sleep infinity".into(), vec![Do::Forever]), Do::Exit(0)]))
        );
        assert_eq!(run(&["/nonexistent/program"]), Ok(None));
    }

    #[test]
    fn a_real_time_signal_goes_by_its_number() {
        assert_eq!(run(&["sh", "-c", "kill -34 $$; exit 3"]), Ok(Some(vec![Do::Raise(34), Do::Exit(3)])));
        assert_eq!(run(&["sh", "-c", "kill -33 $$"]), Err("`sh -c kill -33 $$`".into()));
    }

    #[test]
    fn names_what_it_does_not_know() {
        assert_eq!(run(&["sh", "-c", "echo hello"]), Err("`sh -c echo hello`".into()));
        assert_eq!(run(&["sleep", "5"]), Err("`sleep 5`".into()));
    }
}
