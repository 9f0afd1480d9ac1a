//! The terminal's settings, put back when a program has ended: one that runs as root may have changed them.

use nix::sys::termios::{SetArg, Termios, tcgetattr, tcsetattr};

/// The settings at one moment; `None` where standard input is no terminal.
pub(crate) struct Settings(Option<Termios>);

impl Settings {
    /// The settings of now.
    pub(crate) fn now() -> Settings {
        Settings(tcgetattr(std::io::stdin()).ok())
    }
}

impl Drop for Settings {
    fn drop(&mut self) {
        if let Some(then) = &self.0
            && tcgetattr(std::io::stdin()).is_ok_and(|now| now != *then)
        {
            let _ = tcsetattr(std::io::stdin(), SetArg::TCSANOW, then);
        }
    }
}
