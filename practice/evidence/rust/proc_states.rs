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
use std::{ffi::CStr, fs, process::Command, sync::mpsc, thread};

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
    let mut child = Command::new("sh").args(["-c", "while :; do :; done"]).spawn().unwrap();
    let pid = Pid::from_raw(child.id().cast_signed());
    println!("a new child, which computes:     {}", until(pid, Some('R')));
    kill(pid, Signal::SIGSTOP).unwrap();
    println!("SIGSTOP:                         {}", until(pid, Some('T')));
    kill(pid, Signal::SIGCONT).unwrap();
    println!("SIGCONT:                         {}", until(pid, Some('R')));
    kill(pid, Signal::SIGTERM).unwrap();
    println!("it ended, and nobody has waited: {}", until(pid, Some('Z')));
    kill(pid, Signal::SIGKILL).unwrap(); // no error, and no effect
    println!("SIGKILL to that:                 {}", state(pid).unwrap());
    println!("waited for:                      {}, {}", child.wait().unwrap(), until(pid, None));

    let (send, lines) = mpsc::channel::<()>();
    let thread = Computes::start(move || lines.recv().unwrap());
    println!("a thread that receives:          {}", thread.until('S'));
    send.send(()).unwrap();
    println!("its message came, it computes:   {}", thread.until('R'));
    thread.stop();

    // A thread that spawns waits for the exec of its child, and no signal wakes it. This child opens a pipe without a writer.
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    mkfifo(&pipe, Mode::S_IRWXU).unwrap();
    let path = pipe.clone();
    let thread = Computes::start(move || {
        let mut files = PosixSpawnFileActions::init().unwrap();
        files.add_open(0, &path, OFlag::O_RDONLY, Mode::empty()).unwrap();
        let no: [&CStr; 0] = [];
        posix_spawn(c"/bin/true", &files, &PosixSpawnAttr::init().unwrap(), &[c"true"], &no).unwrap()
    });
    println!("a thread that spawns:            {}", thread.until('D'));
    // To open it is enough. A write could come after the child's end.
    let _writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    println!("its child could exec:            {}", thread.until('R'));
    let end = waitpid(thread.stop(), None::<WaitPidFlag>).unwrap();
    println!("that child ended well:           {}", matches!(end, WaitStatus::Exited(_, 0)));
}

/// A thread that waits for something, and then computes until it is stopped.
struct Computes<T> {
    tid: Pid,
    stop: mpsc::Sender<()>,
    thread: thread::JoinHandle<T>,
}

impl<T: Send + 'static> Computes<T> {
    fn start(wait: impl FnOnce() -> T + Send + 'static) -> Computes<T> {
        let (tell, told) = mpsc::channel();
        let (stop, stopped) = mpsc::channel::<()>();
        let thread = thread::spawn(move || {
            tell.send(gettid()).unwrap();
            let what = wait();
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {}
            what
        });
        Computes { tid: told.recv().unwrap(), stop, thread }
    }

    fn until(&self, letter: char) -> String {
        until(self.tid, Some(letter))
    }

    fn stop(self) -> T {
        drop(self.stop);
        self.thread.join().unwrap()
    }
}
