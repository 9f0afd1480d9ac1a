//! The terminal's settings while `watch` runs: keys come one by one, and are not shown. The screen stays the ordinary
//! one, with its cursor and its history, so the settings are all there is to put back.
//!
//! A [`Terminal`] that is dropped puts them back: that is `q`, Ctrl-C, SIGTERM, an error and a panic. For SIGKILL and
//! its like there is a *guard*: this executable, started once more. It waits for the end of our socket, and then puts
//! back what it saw first.

use anyhow::Context;
use nix::sys::{
    signal::{SigHandler, Signal, signal},
    termios::{
        ControlFlags, InputFlags, LocalFlags, OutputFlags, SetArg, SpecialCharacterIndices as Index, Termios,
        tcgetattr, tcsetattr,
    },
};
use std::{
    io::{Read, Write, stdin, stdout},
    os::{
        fd::{AsFd, OwnedFd},
        unix::{net::UnixStream, process::CommandExt},
    },
    process::{Child, Command, Stdio},
};

/// The variable that says that a process is a guard.
const GUARD: &str = "EXIT_PATH_TERMINAL";
/// Guard to tool: the settings are noted, go on.
const READY: u8 = b'r';
/// Tool to guard: nothing is left to do.
const DONE: u8 = b'd';

/// The terminal in our hands.
pub(super) struct Terminal {
    then: Termios,
    guard: Guard,
}

impl Terminal {
    /// From now on keys come one by one.
    pub(super) fn take() -> anyhow::Result<Terminal> {
        let then = tcgetattr(stdin()).context("cannot read the terminal's settings")?;
        // First the guard, then the change: there is no moment in which nobody would put it back.
        let terminal = Terminal { then, guard: Guard::start()? };
        terminal.set()?;
        Ok(terminal)
    }

    /// Our settings once more: a shell may have changed them while we were stopped.
    pub(super) fn set(&self) -> anyhow::Result<()> {
        tcsetattr(stdin(), SetArg::TCSANOW, &ours(&self.then)).context("cannot change the terminal's settings")
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = tcsetattr(stdin(), SetArg::TCSANOW, &self.then);
        self.guard.dismiss();
    }
}

/// Ctrl-C and Ctrl-Z stay signals. Ctrl-\ is a key without a meaning: it would end us with a core dump.
fn ours(then: &Termios) -> Termios {
    let mut ours = then.clone();
    ours.local_flags.remove(LocalFlags::ICANON | LocalFlags::ECHO);
    for (index, value) in [(Index::VMIN, 1), (Index::VTIME, 0), (Index::VQUIT, nix::libc::_POSIX_VDISABLE)] {
        ours.control_chars[index as usize] = value;
    }
    ours
}

/// What can be compared: `nix` keeps a copy beside these that is not always up to date.
fn settings(of: &Termios) -> (InputFlags, OutputFlags, ControlFlags, LocalFlags, impl PartialEq + use<>) {
    (of.input_flags, of.output_flags, of.control_flags, of.local_flags, of.control_chars)
}

struct Guard {
    child: Child,
    socket: UnixStream,
}

impl Guard {
    fn start() -> anyhow::Result<Guard> {
        let (socket, theirs) = UnixStream::pair()?;
        let terminal = stdin().as_fd().try_clone_to_owned()?;
        let mut command = Command::new(supervise::this_program());
        command.env(GUARD, "1").stdin(OwnedFd::from(theirs)).stdout(terminal).stderr(Stdio::null());
        // Out of the way of Ctrl-C, and of whoever kills our whole group.
        let child = command.process_group(0).spawn().context("cannot start what guards the terminal")?;
        drop(command);
        let guard = Guard { child, socket };
        let mut byte = [0];
        (&guard.socket).read_exact(&mut byte).context("what guards the terminal did not start")?;
        Ok(guard)
    }

    fn dismiss(&mut self) {
        let _ = (&self.socket).write_all(&[DONE]);
        let _ = self.child.wait();
    }
}

/// One of the first lines of `main`. In a guard it never returns.
pub fn enter() {
    if std::env::var_os(GUARD).is_some() {
        std::process::exit(i32::from(guard().is_err()));
    }
}

fn guard() -> anyhow::Result<()> {
    use Signal::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU};
    for it in [SIGINT, SIGQUIT, SIGTERM, SIGHUP, SIGTSTP, SIGTTIN, SIGTTOU] {
        // SAFETY: to ignore a signal runs no code of ours.
        unsafe { signal(it, SigHandler::SigIgn) }?;
    }
    let terminal = stdout();
    let then = tcgetattr(&terminal)?;
    nix::unistd::write(stdin(), &[READY])?;
    let mut byte = [0];
    if matches!(stdin().read(&mut byte), Ok(1)) {
        return Ok(());
    }
    // A shell may be quicker than we are: what it has set already is its own.
    if settings(&tcgetattr(&terminal)?) == settings(&ours(&then)) {
        tcsetattr(&terminal, SetArg::TCSANOW, &then)?;
    }
    Ok(())
}
