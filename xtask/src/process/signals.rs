//! Ctrl-C and its relatives. The handler ends every group that is being supervised, so that nothing outlives
//! this process; the loops above it see [`caught`] and leave with exit code 130.

use nix::{
    errno::Errno,
    sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, killpg, sigaction},
    unistd::Pid,
};
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering::SeqCst};

/// The groups that run now; 0 is a free slot. An array of atomics: a handler may not lock or allocate.
static GROUPS: [AtomicI32; 16] = [const { AtomicI32::new(0) }; 16];
static CAUGHT: AtomicBool = AtomicBool::new(false);

extern "C" fn on_signal(_: i32) {
    // The interrupted code must not see another errno than its own.
    let errno = Errno::last_raw();
    CAUGHT.store(true, SeqCst);
    for slot in &GROUPS {
        let group = slot.load(SeqCst);
        if group > 0 {
            let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        }
    }
    Errno::set_raw(errno);
}

/// From now on an interrupt ends the supervised groups first. Call once, before any of them is started.
pub fn install() -> anyhow::Result<()> {
    let action = SigAction::new(SigHandler::Handler(on_signal), SaFlags::empty(), SigSet::empty());
    for signal in [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP] {
        // SAFETY: the handler only loads and stores atomics and calls kill(2); both are async-signal-safe.
        unsafe { sigaction(signal, &action) }?;
    }
    Ok(())
}

/// Whether somebody asked us to stop.
pub fn caught() -> bool {
    CAUGHT.load(SeqCst)
}

/// A group that ends when this goes out of scope, whichever way that happens.
pub struct Group {
    leader: Pid,
    slot: Option<&'static AtomicI32>,
}

impl Group {
    /// Takes over the group that `leader` leads.
    pub fn new(leader: Pid) -> Group {
        let free = |slot: &&AtomicI32| slot.compare_exchange(0, leader.as_raw(), SeqCst, SeqCst).is_ok();
        let group = Group { leader, slot: GROUPS.iter().find(free) };
        // A signal between the start of the process and the line above found no slot to look at.
        if caught() {
            group.kill();
        }
        group
    }

    /// Ends everybody in it.
    pub fn kill(&self) {
        // An error says that nobody is left, which is what was asked for.
        let _ = killpg(self.leader, Signal::SIGKILL);
    }

    /// Whether somebody is in it. Meaningful once the leader was reaped.
    pub fn is_alive(&self) -> bool {
        killpg(self.leader, None).is_ok()
    }

    /// The leader was reaped: from here on its number may be somebody else's, so it is not signalled again.
    pub fn forget(mut self) {
        if let Some(slot) = self.slot.take() {
            slot.store(0, SeqCst);
        }
        std::mem::forget(self);
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
        if let Some(slot) = self.slot.take() {
            slot.store(0, SeqCst);
        }
    }
}
