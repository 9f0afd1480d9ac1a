//! The signals of a terminal that `watch` answers itself: Ctrl-Z, a return from it, and another size of the window.
//! Requests to end are noted by `supervise::signals`, as for every command.

use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, raise, sigaction};
use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

static STOP: AtomicBool = AtomicBool::new(false);
static CONTINUED: AtomicBool = AtomicBool::new(false);
static RESIZED: AtomicBool = AtomicBool::new(false);

extern "C" fn note(signal: i32) {
    let noted = match Signal::try_from(signal) {
        Ok(Signal::SIGTSTP) => &STOP,
        Ok(Signal::SIGCONT) => &CONTINUED,
        _ => &RESIZED,
    };
    noted.store(true, SeqCst);
}

/// From now on these signals are noted.
pub(super) fn install() -> anyhow::Result<()> {
    for signal in [Signal::SIGTSTP, Signal::SIGCONT, Signal::SIGWINCH] {
        act(signal, SigHandler::Handler(note))?;
    }
    Ok(())
}

fn act(signal: Signal, handler: SigHandler) -> anyhow::Result<()> {
    // Without SA_RESTART: a wait ends at once, and looks.
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler only stores to an atomic, which is async-signal-safe.
    unsafe { sigaction(signal, &action) }?;
    Ok(())
}

/// Whether Ctrl-Z was pressed since the last look.
pub(super) fn is_asked_for() -> bool {
    STOP.swap(false, SeqCst)
}

/// Whether we were stopped and go on again, since the last look.
pub(super) fn is_over() -> bool {
    CONTINUED.swap(false, SeqCst)
}

/// Whether the window got another size since the last look.
pub(super) fn has_resized() -> bool {
    RESIZED.swap(false, SeqCst)
}

/// Stops this process as Ctrl-Z would have. Returns when somebody lets it go on.
pub(super) fn here() -> anyhow::Result<()> {
    act(Signal::SIGTSTP, SigHandler::SigDfl)?;
    raise(Signal::SIGTSTP)?;
    act(Signal::SIGTSTP, SigHandler::Handler(note))
}
