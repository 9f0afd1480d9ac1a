//! The signal: a handler that notes addresses, and the thread that asks for them.

use crate::{
    frames::Resolver,
    text::{self, Stack},
    threads,
};
use nix::{
    errno::Errno,
    libc::{self, c_int, c_void, siginfo_t},
    sys::signal::{SaFlags, SigAction, SigHandler, SigSet, SigmaskHow, Signal, raise, sigaction},
    unistd::{Pid, getpid, gettid},
};
use std::{
    fs::File,
    io::{PipeReader, PipeWriter, Read, Write},
    mem::ManuallyDrop,
    os::fd::FromRawFd,
    sync::{
        OnceLock,
        atomic::{
            AtomicI32, AtomicUsize,
            Ordering::{Acquire, Relaxed, Release, SeqCst},
        },
    },
    thread,
    time::{Duration, Instant},
};

/// Deeper stacks lose their outer end.
const DEPTH: usize = 256;
/// A thread that takes longer to answer is in the kernel's hands, or blocks the signal.
const PATIENCE: Duration = Duration::from_millis(150);
const ME: &str = "stacks";

/// The one thread that is asked now, by its number; 0 is nobody.
static ASKED: AtomicI32 = AtomicI32::new(0);
/// The thread that has answered.
static ANSWERED: AtomicI32 = AtomicI32::new(0);
static ADDRESSES: [AtomicUsize; DEPTH] = [const { AtomicUsize::new(0) }; DEPTH];
static LENGTH: AtomicUsize = AtomicUsize::new(0);
/// The process that can print. A fork of it has the handler, and no thread of ours.
static PROCESS: AtomicI32 = AtomicI32::new(0);
static WAKE: OnceLock<PipeWriter> = OnceLock::new();

/// The sender is `tgkill`: us.
const FROM_A_THREAD: c_int = -6;

extern "C" fn on_signal(_: c_int, info: *mut siginfo_t, _: *mut c_void) {
    // The interrupted code must not see another errno than its own.
    let errno = Errno::last_raw();
    // SAFETY: with SA_SIGINFO the kernel passes a valid pointer.
    let code = unsafe { (*info).si_code };
    if getpid().as_raw() != PROCESS.load(Relaxed) {
        let default = SigAction::new(SigHandler::SigDfl, SaFlags::empty(), SigSet::empty());
        // SAFETY: the default action runs no code of ours.
        let _ = unsafe { sigaction(Signal::SIGQUIT, &default) }.and_then(|_| raise(Signal::SIGQUIT));
    } else if code == FROM_A_THREAD {
        note_addresses();
    } else if let Some(mut wake) = WAKE.get() {
        // One byte is never written in part; a full pipe means that we are awake.
        let _ = wake.write(&[1]);
    }
    Errno::set_raw(errno);
}

fn note_addresses() {
    let me = gettid().as_raw();
    if ASKED.load(Acquire) != me {
        return;
    }
    let mut length = 0;
    // SAFETY: only one thread at a time is asked, and none walks its stack otherwise, so nothing is shared. Walking
    // takes no lock and allocates nothing; what the unwinder sets up once was set up by `install`.
    unsafe {
        backtrace::trace_unsynchronized(|frame| {
            ADDRESSES[length].store(frame.ip() as usize, Relaxed);
            length += 1;
            length < DEPTH
        });
    }
    LENGTH.store(length, Relaxed);
    ANSWERED.store(me, Release);
}

pub(crate) fn install(names: Vec<(String, String)>) -> std::io::Result<()> {
    let (reader, writer) = std::io::pipe()?;
    if WAKE.set(writer).is_err() {
        return Ok(());
    }
    PROCESS.store(getpid().as_raw(), SeqCst);
    // The unwinder allocates when it is first used; not in a handler, then.
    backtrace::trace(|_| false);
    deaf_to_signals(|| thread::Builder::new().name(ME.to_owned()).spawn(move || print_when_woken(reader, names)))??;
    let flags = SaFlags::SA_RESTART | SaFlags::SA_SIGINFO;
    let action = SigAction::new(SigHandler::SigAction(on_signal), flags, SigSet::empty());
    // SAFETY: the handler calls what is async-signal-safe only: getpid, gettid, sigaction, raise, write, the walk
    // above, and loads and stores of atomics.
    unsafe { sigaction(Signal::SIGQUIT, &action) }?;
    Ok(())
}

/// What is started here takes no signal but SIGQUIT. A program that blocks a signal to wait for it must not lose it
/// to a thread of ours, nor be ended by it: the kernel gives a signal to any thread that does not block it.
fn deaf_to_signals<T>(start: impl FnOnce() -> T) -> nix::Result<T> {
    let mut all = SigSet::all();
    all.remove(Signal::SIGQUIT);
    let before = all.thread_swap_mask(SigmaskHow::SIG_SETMASK)?;
    let started = start();
    before.thread_set_mask()?;
    Ok(started)
}

fn print_when_woken(mut reader: PipeReader, names: Vec<(String, String)>) {
    let mut resolver = Resolver::new(names);
    let mut byte = [0];
    while reader.read_exact(&mut byte).is_ok() {
        let start = Instant::now();
        let stacks = every_thread(&mut resolver);
        let text = text::whole(&threads::program(), getpid().as_raw(), &stacks, start.elapsed());
        // Not through the lock of `std::io::stderr`: a thread that hangs may hold it.
        // SAFETY: standard error is not closed here.
        let mut out = ManuallyDrop::new(unsafe { File::from_raw_fd(2) });
        let _ = out.write_all(text.as_bytes());
    }
}

fn every_thread(resolver: &mut Resolver) -> Vec<Stack> {
    let (process, me) = (getpid(), gettid());
    let mut stacks = Vec::new();
    for thread in threads::all(process, me) {
        let frames = addresses(process, thread.number).map(|them| resolver.frames(&them));
        stacks.push(Stack { number: thread.number.as_raw(), name: thread.name, doing: thread.doing, frames });
    }
    stacks
}

/// The addresses on a thread's stack, from the innermost outwards; `None` where it does not answer.
fn addresses(process: Pid, thread: Pid) -> Option<Vec<usize>> {
    ANSWERED.store(0, Relaxed);
    ASKED.store(thread.as_raw(), Release);
    // SAFETY: plain numbers are passed, and no memory.
    let sent = unsafe { libc::syscall(libc::SYS_tgkill, process.as_raw(), thread.as_raw(), libc::SIGQUIT) };
    let start = Instant::now();
    let mut answered = false;
    while sent == 0 && !answered && start.elapsed() < PATIENCE {
        thread::yield_now();
        answered = ANSWERED.load(Acquire) == thread.as_raw();
    }
    ASKED.store(0, Release);
    let length = LENGTH.load(Relaxed);
    answered.then(|| ADDRESSES[..length].iter().map(|it| it.load(Relaxed)).collect())
}
