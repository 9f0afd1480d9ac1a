//! Ctrl-C and its relatives. The handler only notes the request; the loops above it see [`caught`], end what they
//! supervise, and leave with exit code 130.

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

static CAUGHT: AtomicBool = AtomicBool::new(false);

extern "C" fn on_signal(_: i32) {
    CAUGHT.store(true, SeqCst);
}

/// From now on a request to stop ends the supervised programs first. Call once, before any of them is started.
///
/// # Errors
/// When the system takes no handler.
pub fn install() -> anyhow::Result<()> {
    // Without SA_RESTART: a wait ends at once, and looks.
    let action = SigAction::new(SigHandler::Handler(on_signal), SaFlags::empty(), SigSet::empty());
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // SAFETY: the handler only stores to an atomic, which is async-signal-safe.
        unsafe { sigaction(signal, &action) }?;
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
