//! Ctrl-C and its relatives. The handler notes the request; the loops above it see [`caught`], end what they supervise,
//! and leave with exit code 130.
//!
//! Not every wait looks: a write to a full pipe, the opening of a FIFO or a lock of somebody else's does not. So the
//! handler also starts a clock. A loop that sees the request and is at work on the end puts it back ([`at_work`]). Where
//! none does, the clock's handler ends this process on the spot; keepers see that, and end what they keep.

use nix::{
    libc,
    sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction},
};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// How long the end may be nobody's work, in microseconds.
const PATIENCE: libc::suseconds_t = 700_000;
/// The exit code of a command that somebody asked to stop.
const STOPPED: i32 = 130;

static CAUGHT: AtomicBool = AtomicBool::new(false);

extern "C" fn on_signal(_: i32) {
    // A second request is no reason to wait longer.
    if !CAUGHT.swap(true, SeqCst) {
        start_the_clock();
    }
}

extern "C" fn on_the_clock(_: i32) {
    // SAFETY: async-signal-safe: it runs no destructor and flushes nothing.
    unsafe { libc::_exit(STOPPED) }
}

fn start_the_clock() {
    let never = libc::timeval { tv_sec: 0, tv_usec: 0 };
    let clock = libc::itimerval { it_interval: never, it_value: libc::timeval { tv_sec: 0, tv_usec: PATIENCE } };
    // SAFETY: one system call, which reads a value that lives until it is over, and writes nothing. Nobody else here
    // uses this clock.
    unsafe { libc::setitimer(libc::ITIMER_REAL, &raw const clock, std::ptr::null_mut()) };
}

/// From now on a request to stop ends the supervised programs first. Call once, before any of them is started.
///
/// # Errors
/// When the system takes no handler.
pub fn install() -> anyhow::Result<()> {
    // Without SA_RESTART: a wait ends at once, and looks.
    let with = |handler| SigAction::new(SigHandler::Handler(handler), SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler makes one system call and ends the process; that is async-signal-safe.
    unsafe { sigaction(Signal::SIGALRM, &with(on_the_clock)) }?;
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // SAFETY: the handler swaps an atomic and makes one system call, which is async-signal-safe.
        unsafe { sigaction(signal, &with(on_signal)) }?;
    }
    // Should a program kill its keeper, what it started comes to us.
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_child_subreaper(true)?;
    Ok(())
}

/// Whether somebody asked us to stop.
pub fn caught() -> bool {
    CAUGHT.load(SeqCst)
}

/// Says that the caller is at work on the end that was asked for, if it was. It takes longer on a busy machine.
pub fn at_work() {
    if caught() {
        start_the_clock();
    }
}
