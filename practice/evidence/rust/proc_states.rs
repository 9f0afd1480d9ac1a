//! What `/proc` says of a thread or a process in each state, and the move that led there.

use nix::{
    fcntl::OFlag,
    spawn::{PosixSpawnAttr, PosixSpawnFileActions, posix_spawn},
    sys::{
        signal::{Signal, kill},
        stat::Mode,
        wait::{WaitPidFlag, WaitStatus, waitpid},
    },
    unistd::{Pid, gettid, mkfifo},
};
use std::{
    ffi::CStr,
    fs,
    io::Write as _,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
};

/// The letter after the name, which may hold blanks.
fn state(pid: Pid) -> Option<char> {
    let line = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    line.rsplit(')').next()?.trim_start().chars().next()
}

/// Looks until it is so.
fn until(pid: Pid, wanted: Option<char>) -> String {
    while state(pid) != wanted {
        thread::yield_now();
    }
    wanted.map_or("no entry".to_owned(), String::from)
}

pub fn main() {
    let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let pid = Pid::from_raw(child.id().cast_signed());
    println!("it reads from a pipe:            {}", until(pid, Some('S')));
    kill(pid, Signal::SIGSTOP).unwrap();
    println!("SIGSTOP:                         {}", until(pid, Some('T')));
    kill(pid, Signal::SIGCONT).unwrap();
    println!("SIGCONT:                         {}", until(pid, Some('S')));
    drop(child.stdin.take());
    println!("it ended, and nobody has waited: {}", until(pid, Some('Z')));
    kill(pid, Signal::SIGKILL).unwrap(); // no error, and no effect
    println!("SIGKILL to that:                 {}", state(pid).unwrap());
    println!("waited for:                      {}, {}", child.wait().unwrap(), until(pid, None));

    let (tell, told) = mpsc::channel();
    let (stop, stopped) = mpsc::channel::<()>();
    let busy = thread::spawn(move || {
        tell.send(gettid()).unwrap();
        while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {}
    });
    println!("a thread that computes:          {}", until(told.recv().unwrap(), Some('R')));
    drop(stop);
    busy.join().unwrap();

    // Whoever spawns waits for the exec of the child, and no signal wakes it. This child opens a pipe that has no writer yet.
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    mkfifo(&pipe, Mode::S_IRWXU).unwrap();
    let (tell, told) = mpsc::channel();
    let path = pipe.clone();
    let spawns = thread::spawn(move || {
        tell.send(gettid()).unwrap();
        let mut files = PosixSpawnFileActions::init().unwrap();
        files.add_open(0, &path, OFlag::O_RDONLY, Mode::empty()).unwrap();
        let no: [&CStr; 0] = [];
        posix_spawn(c"/bin/true", &files, &PosixSpawnAttr::init().unwrap(), &[c"true"], &no).unwrap()
    });
    let spawner = told.recv().unwrap();
    println!("a thread that spawns:            {}", until(spawner, Some('D')));
    fs::OpenOptions::new().write(true).open(&pipe).unwrap().write_all(b"go").unwrap();
    let pid = spawns.join().unwrap();
    let end = waitpid(pid, None::<WaitPidFlag>).unwrap();
    println!("its child could exec:            {}", matches!(end, WaitStatus::Exited(_, 0)));
}
