//! The tool itself is ended in the middle of a check.

use crate::row::{demand, end_of, judge, mark, marked, nothing_left, nothing_lies_about, scratch, tool, until};
use libtest_mimic::{Failed, Trial};
use nix::{
    fcntl::{FcntlArg, fcntl},
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::{
    fs::File,
    io::Write,
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use supervise::{Group, Offers};
use testkit::course;

/// Starts a tool with a mark, and returns when it is in some state.
type Start = fn(&str) -> Result<Child, Failed>;

pub(crate) fn trials() -> Vec<Trial> {
    let polite = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].map(|signal| {
        Trial::test(format!("{signal} to the tool"), move || {
            let (took, status) = ended_by(signal)?;
            demand(status.code() == Some(130), || format!("it ended with {status}"))?;
            demand(took < Duration::from_secs(1), || format!("it took {took:?}"))
        })
    });
    let rude = Trial::test("SIGKILL to the tool", || {
        let (_, status) = ended_by(Signal::SIGKILL)?;
        demand(status.signal() == Some(9), || format!("it ended with {status}"))
    });
    let states: [(&str, Start); 4] = [
        ("that waits for another command's lock", waits_for_a_lock),
        ("whose output nobody reads", writes_into_a_full_pipe),
        ("whose build prints without end", builds_without_end),
        ("whose run ignores every signal", runs_what_ignores),
    ];
    let anywhere = states.into_iter().flat_map(|(state, start)| {
        [Signal::SIGINT, Signal::SIGTERM].map(|signal| {
            Trial::test(format!("{signal} to a tool {state}"), move || {
                let mark = mark();
                let mut tool = start(&mark)?;
                kill(Pid::from_raw(tool.id().cast_signed()), signal)?;
                let status = end_of(&mut tool)?;
                demand(status.code() == Some(130), || format!("it ended with {status}"))?;
                nothing_left(&mark)?;
                nothing_lies_about(&mark)
            })
        })
    });
    let no_group = Offers::here().group == Group::None;
    let next = Trial::test("the next start ends what killed the tool and its keeper", ended_by_the_next);
    polite.into_iter().chain([rude, next.with_ignored_flag(no_group)]).chain(anywhere).collect()
}

/// As on a kernel without a fence: there the job's control group is what still knows who belongs to it.
fn ended_by_the_next() -> Result<(), Failed> {
    let mark = mark();
    let killed = judge(&mark, &["--wall", "60", "--without", "fence"], "kills-tool-and-keeper").output()?;
    demand(killed.status.signal() == Some(9), || format!("it ended with {}", killed.status))?;
    let lives = || marked(&mark).iter().any(|(_, name)| name == "tail");
    until("it lives on", lives)?;
    let next = judge(&mark, &["--wall", "60"], "honest").output()?;
    demand(next.status.success(), || format!("it ended with {}", next.status))?;
    nothing_left(&mark)?;
    nothing_lies_about(&mark)
}

/// The system call in which a process of one thread waits.
fn call_of(child: &Child) -> Option<i64> {
    let text = std::fs::read_to_string(format!("/proc/{}/syscall", child.id())).ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// What no test reads.
fn silently(mut command: Command) -> std::io::Result<Child> {
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()
}

fn waits_for_a_lock(mark: &str) -> Result<Child, Failed> {
    let memory = scratch(mark).join(".exit-path");
    std::fs::create_dir_all(&memory)?;
    for part in ["exercises", "solutions"] {
        std::os::unix::fs::symlink(course().join(part), scratch(mark).join(part))?;
    }
    let lock = File::create(memory.join("lock"))?;
    lock.lock()?;
    let mut command = tool(mark);
    command.arg("--course").arg(scratch(mark)).args(["skip", "91"]);
    let child = silently(command)?;
    until("it waits", || call_of(&child) == Some(nix::libc::SYS_flock))?;
    std::fs::remove_dir_all(scratch(mark))?;
    // Held by this process to its end: nothing else may let the tool go on.
    std::mem::forget(lock);
    Ok(child)
}

fn writes_into_a_full_pipe(mark: &str) -> Result<Child, Failed> {
    let (reader, mut writer) = std::io::pipe()?;
    let mut command = tool(mark);
    command.arg("list").stderr(Stdio::null());
    let room = usize::try_from(fcntl(&writer, FcntlArg::F_GETPIPE_SZ)?)?;
    writer.write_all(&vec![b' '; room])?;
    let child = command.stdout(writer).spawn()?;
    until("it waits", || call_of(&child) == Some(nix::libc::SYS_write))?;
    // Nobody reads it, and it stays open.
    std::mem::forget(reader);
    Ok(child)
}

fn builds_without_end(mark: &str) -> Result<Child, Failed> {
    let original = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/lab/instantiates_without_end.rs");
    // A file of its own: another row judges the original, and a second check of one file waits for the first.
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stopped_in_its_build.rs");
    if !file.exists() {
        std::fs::copy(original, &file)?;
    }
    let mut command = tool(mark);
    command.arg("--course").arg(course()).args(["check", "91", "--subject"]).arg(file);
    let child = silently(command)?;
    until("the compiler runs", || marked(mark).iter().any(|(_, name)| name == "rustc"))?;
    Ok(child)
}

fn runs_what_ignores(mark: &str) -> Result<Child, Failed> {
    let child = silently(judge(mark, &["--wall", "60"], "ignores-every-signal"))?;
    until("all of it runs", || marked(mark).iter().any(|(_, name)| name == "tail"))?;
    Ok(child)
}

/// A subject with a daemon, two children and a spin; the tool gets a signal as soon as all of them run.
fn ended_by(signal: Signal) -> Result<(Duration, std::process::ExitStatus), Failed> {
    let mark = mark();
    let mut command = judge(&mark, &["--wall", "60"], "family");
    let mut tool = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
    until("the whole family runs", || marked(&mark).iter().filter(|(_, name)| name == "sleep").count() == 4)?;
    let start = Instant::now();
    kill(Pid::from_raw(tool.id().cast_signed()), signal)?;
    let status = end_of(&mut tool)?;
    let took = start.elapsed();
    if signal == Signal::SIGKILL {
        // Nobody is there to wait for the keeper.
        until("the family is gone", || marked(&mark).is_empty())?;
        demand(start.elapsed() < Duration::from_secs(1), || format!("it took {:?}", start.elapsed()))?;
    }
    nothing_left(&mark)?;
    // After SIGKILL by the keeper, when the family is gone.
    until("its folder is gone", || std::fs::read_dir(scratch(&mark)).is_ok_and(|mut it| it.next().is_none()))?;
    nothing_lies_about(&mark)?;
    Ok((took, status))
}
